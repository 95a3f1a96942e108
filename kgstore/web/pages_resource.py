"""The page of any resource: all that is stated of it, part by part, and who says so."""

from __future__ import annotations

from kgstore.publish.describe import Description
from kgstore.web import jsonld, linked_paths, pages_about
from kgstore.web.documents import Site
from kgstore.web.pages_model import present
from kgstore.web.signposting import Link


def page(here: Site, described: Description, links: list[Link]) -> bytes:
    """Return the page of a resource."""
    thing, wanted = present(described)
    pointing = pages_about.inverse(here.view, here.library, described)
    for one in pointing:
        wanted |= {one.property, *one.subjects}
    said = pages_about.voices(described, here.base)
    wanted |= {iri for voice in said for iri in (voice.source, voice.agent)} | {described.iri}
    names = pages_about.names_of(here.view, here.library, here.base, wanted)
    title = pages_about.title_of(described, names)
    return here.render(
        "resource.html",
        title=title,
        jsonld=jsonld.page("Thing", title, described.iri, here.base),
        thing=thing,
        names=names,
        inverse=pointing,
        voices=said,
        unnamed=described.unnamed,
        links=links,
        landing=linked_paths.document(described.iri, here.base),
    )
