"""Documents in a profile, the list of profiles, and what a profile asks for and nobody states.

See https://www.w3.org/TR/dx-prof-conneg/: `?profile=NAME` or `Accept-Profile`; `?profile=alt` lists
what there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson
import pyoxigraph as ox
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from kgstore.errors import NotFound
from kgstore.namespaces import PREFIXES, RDF_TYPE
from kgstore.publish.conneg import FORMS, SERIALISATIONS
from kgstore.publish.profiles import Exported, Profile, Source
from kgstore.web import jsonld, signposting
from kgstore.web.documents import VARY, Site, answer, chosen_form, rdf
from kgstore.web.signposting import Link, Signposts

ALTERNATES: Final = frozenset({"alt", "altr", "http://www.w3.org/ns/dx/connegp/altr"})
"""The names of the list of alternates."""

ALTR: Final = "http://www.w3.org/ns/dx/connegp/altr#"
CONFORMANCE: Final = "http://www.w3.org/ns/dqv#hasQualityMetadata"
"""The relation that leads to what a profile asks for and nobody states."""

_DCTERMS: Final = PREFIXES["dcterms"]
_OF_SERIALISATION: Final = {name: form for form, name in SERIALISATIONS.items()}


def forms_of(profile: Profile) -> dict[str, str]:
    """Return the media types of a profile by form: a suffix where it has one, else its own name."""
    return {_OF_SERIALISATION.get(name, name): kind for name, kind in profile.formats.items()}


def in_profile(
    request: Request, here: Site, signposts: Signposts, profile: Profile, form: str
) -> Response:
    """Return a resource in a profile; `?conformance` gives what the profile asks for in vain.

    Raises:
        HTTPException: 406, it does not come in that form.
        UnknownFormat: the profile does not describe such a thing.
    """
    offered = forms_of(profile)
    iri = signposts.described.iri
    exported = profile.export(Source(here.view, here.base, here.library), [iri])
    if "conformance" in request.query_params:
        return _conformance(request, here, profile, exported, iri)
    if form and form not in offered:
        known = ", ".join(offered.values())
        raise HTTPException(406, f"the profile {profile.name} comes as {known}", {"Vary": VARY})
    form = form or chosen_form(request, _first_if_page(request, offered), offered)

    def make() -> tuple[bytes, Mapping[str, str]]:
        body = _written(exported, profile, form)
        links = [Link("profile", profile.iri), *signposts.of_metadata()]
        if exported.missing:
            links.append(Link(CONFORMANCE, f"{_address(signposts, profile)}&conformance"))
        return body, {
            "Link": signposting.header(links),
            "Content-Profile": f"<{profile.iri}>",
            "Content-Location": _address(signposts, profile),
        }

    return answer(request, here.etag(iri, form, profile.name), offered[form], make)


def _first_if_page(request: Request, offered: Mapping[str, str]) -> str:
    """Return the first form for a browser, which asks for HTML that no profile has; else ""."""
    accepts = request.headers.get("accept", "")
    return next(iter(offered)) if "text/html" in accepts else ""


def _address(signposts: Signposts, profile: Profile) -> str:
    return f"{signposts.landing}?profile={profile.name}"


def _written(exported: Exported, profile: Profile, form: str) -> bytes:
    if exported.quads is not None:
        return rdf(exported.quads, form, profile.prefixes)
    for document in exported.documents or ():
        return document.content
    raise NotFound(f"the profile {profile.name} gives nothing", subject=profile.name)


def _conformance(
    request: Request, here: Site, profile: Profile, exported: Exported, iri: str
) -> Response:
    def make() -> tuple[bytes, Mapping[str, str]]:
        for _ in exported.quads or exported.documents or ():
            pass  # what is missing is known when all has been read
        lacking = [
            {"resource": one.resource, "field": one.field, "why": one.why}
            for one in exported.missing
        ]
        told = {"profile": profile.iri, "resource": iri, "complete": not lacking}
        return orjson.dumps(told | {"missing": lacking}, option=orjson.OPT_INDENT_2), {}

    etag = here.etag(iri, "conformance", profile.name)
    return answer(request, etag, "application/json", make)


def alternates(request: Request, here: Site, signposts: Signposts, form: str) -> Response:
    """Return the list of profiles and forms in which a resource comes."""
    form = chosen_form(request, form)

    def make() -> tuple[bytes, Mapping[str, str]]:
        links = [Link("profile", ALTR[:-1]), *signposts.in_profiles(), *signposts.forms()]
        if form == "html":
            place = f"{here.base}{signposts.landing.removeprefix(here.root)}?profile=alt"
            body = here.render(
                "alternates.html",
                title="Profiles and forms",
                section="/about",
                jsonld=jsonld.page("WebPage", "Profiles and forms", place, here.base),
                links=links,
                iri=signposts.described.iri,
                landing=signposts.landing,
                profiles=[(one, forms_of(one)) for one in signposts.profiles],
            )
        else:
            body = rdf(_listed(signposts), form, {**PREFIXES, "altr": ALTR})
        return body, {"Link": signposting.header(links), "Content-Profile": f"<{ALTR[:-1]}>"}

    return answer(request, here.etag(signposts.described.iri, form, "alt"), FORMS[form], make)


def _listed(signposts: Signposts) -> list[ox.Quad]:
    """Return the alternates in the terms of the specification, without blank nodes."""
    thing = ox.NamedNode(signposts.described.iri)
    quads = []
    for profile in signposts.profiles:
        for form, kind in forms_of(profile).items():
            place = f"{signposts.described.iri}#representation-{profile.name}-{form}"
            node = ox.NamedNode(place)
            first = profile is signposts.profiles[0] and form == next(iter(forms_of(profile)))
            kinds = ["hasRepresentation", *(["hasDefaultRepresentation"] if first else [])]
            quads += [ox.Quad(thing, ox.NamedNode(ALTR + kind), node) for kind in kinds]
            quads += [
                ox.Quad(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(ALTR + "Representation")),
                ox.Quad(node, ox.NamedNode(_DCTERMS + "conformsTo"), ox.NamedNode(profile.iri)),
                ox.Quad(node, ox.NamedNode(_DCTERMS + "format"), ox.Literal(kind)),
                ox.Quad(node, ox.NamedNode(ALTR + "hasToken"), ox.Literal(profile.name)),
            ]
    return quads
