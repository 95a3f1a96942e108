"""The page of a model: what it is, how well it does, by whose word, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from markupsafe import Markup

from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.describe import Description, name
from kgstore.web import jsonld, linked_paths, pages_about
from kgstore.web.curate.notes import left_on
from kgstore.web.dataset import export
from kgstore.web.documents import Site
from kgstore.web.model import classes, conflicts, glance, identity, lineage, tensors
from kgstore.web.model.anchors import Anchors
from kgstore.web.model.completeness import completeness
from kgstore.web.model.facts import Facts
from kgstore.web.model.listing import listing
from kgstore.web.model.matrix import ON_THE_PAGE, Matrix, matrix
from kgstore.web.model.metrics import metrics
from kgstore.web.model.origin import raw_record
from kgstore.web.model.results import results
from kgstore.web.model.setups import Setup, setups
from kgstore.web.pages_about import Names, rows
from kgstore.web.signposting import Link

CLASS: Final = MZ + "MLModel"
MOST_MATRICES: Final = 3
MOST_TWINS: Final = 3
MOST_SCHEMAS: Final = 8
_CREATOR: Final = PREFIXES["dcterms"] + "creator"


def page(here: Site, described: Description, links: list[Link]) -> bytes:
    """Return the page of a model."""
    iri = described.iri
    facts = Facts(here.view, described)
    own = setups(facts, here.view, iri)
    sections = _sections(here, facts, iri, own)
    said = pages_about.voices(described, here.base)
    names = _names(here, facts, sections, [x for v in said for x in (v.source, v.agent)], iri)
    title = pages_about.title_of(described, names)
    story = sections["lineage"]
    drawn = story.graph(title, names, lambda one: linked_paths.page(one, here.base))
    return here.render(
        "model/page.html",
        title=title,
        section="/find",
        jsonld=_schema_org(facts, iri, title, names, here.base),
        iri=iri,
        names=names,
        links=links,
        landing=linked_paths.document(iri, here.base),
        exports=export.menu(links),
        voices=said,
        unnamed=described.unnamed,
        anchors=Anchors(iri, described.parts),
        raw=raw_record(here, iri),
        drawn=jsonld.script(drawn) if len(drawn["nodes"]) > 1 else Markup(""),
        graphs=len(described.graphs()),
        statements=len(described.quads),
        **sections,
        **_measured(here, own, sections, names),
    )


def _sections(here: Site, facts: Facts, iri: str, own: list[Setup]) -> dict[str, Any]:
    view, library, head = here.view, here.library, here.services.store.head
    known = identity.identity(facts, view, library, iri)
    parts = tensors.tensors(facts, iri)
    of = classes.schemas_of(facts, view, [one.iri for one in parts])
    schemas = [classes.schema(view, library, head, s, of[s]) for s in list(of)[:MOST_SCHEMAS]]
    twins = {twin: setups(facts, view, twin) for twin in known.twins[:MOST_TWINS]}
    return {
        "lines": glance.glance(facts, iri),
        "tasks": facts.iris(iri, MZ + "task")[:5],
        "architectures": facts.iris(iri, MZ + "architecture")[:3],
        "source": facts.iri(iri, MZ + "source"),
        "descriptions": glance.description(facts, iri),
        "use": glance.use(facts, iri),
        "identity": known,
        "tensors": parts,
        "files": tensors.files(facts, iri),
        "deployments": tensors.deployments(facts, iri),
        "schemas": schemas,
        "more_schemas": max(0, len(of) - MOST_SCHEMAS),
        "predictable": len(facts.predictable),
        "setups": own,
        "twins": [setup for found in twins.values() for setup in found],
        "lineage": lineage.lineage(facts, view, iri, own),
        "completeness": completeness(facts, iri, own),
        "matrices": _matrices(here, own),
        "similar": _similar(here, facts, iri),
        "notes": left_on(here, iri)[0] if facts.iris(iri, MZ + "note") else (),
    }


def _matrices(here: Site, own: Iterable[Setup]) -> list[Matrix]:
    having = [setup.iri for setup in own if setup.matrix][:MOST_MATRICES]
    found = (matrix(here.view, here.library, one, ON_THE_PAGE) for one in having)
    return [one for one in found if one is not None]


def _similar(here: Site, facts: Facts, iri: str) -> list[str]:
    """Return models for the same task with the same architecture, those with values first."""
    task, architecture = facts.iri(iri, MZ + "task"), facts.iri(iri, MZ + "architecture")
    if not task or not architecture:
        return []
    given = {"model": f"<{iri}>", "task": f"<{task}>", "architecture": f"<{architecture}>"}
    return [name(row["other"]) for row in rows(here.view, here.library, "model-similar", **given)]


def _names(
    here: Site, facts: Facts, sections: dict[str, Any], more: Iterable[str], iri: str
) -> Names:
    """Return the names of all that the page shows: most are stated beside it, the rest is asked."""
    stated = facts.names()
    wanted = {*facts.mentioned(), *more, *sections["lineage"].iris(), *sections["similar"], iri}
    for other in sections["identity"].others:
        wanted.update(other.iris)
    for found in sections["schemas"]:
        wanted.add(found.iri)
        wanted.update(concept for one in found.classes for _, concept in one.links)
    for one in sections["matrices"]:
        wanted.update(one.classes)
    asked = {one for one in wanted if one not in stated and not one.startswith(iri + "#")}
    found_names = pages_about.names_of(here.view, here.library, here.base, asked)
    return Names(here.base, {**stated, **found_names.known})


def _measured(
    here: Site, own: Sequence[Setup], sections: dict[str, Any], names: Names
) -> dict[str, Any]:
    both = [*own, *sections["twins"]]
    known = metrics(here.view, [value for setup in both for value in setup.values])
    found = results(own, known, names)
    return {
        "metrics": known,
        "whole": listing(found.whole),
        "slices": listing(found.slices),
        "emissions": listing(found.emissions),
        "by_class": found.classes,
        "by_hardware": found.hardware,
        "count_of_values": found.count,
        "conflicts": conflicts.conflicts(both, known),
    }


def _schema_org(facts: Facts, iri: str, title: str, names: Names, base: str) -> Markup:
    """Return the model as schema.org has it, in small; the profile has all, in 12 to 20 ms."""
    dcterms, dcat = PREFIXES["dcterms"], PREFIXES["dcat"]
    texts = {
        "description": facts.text(iri, dcterms + "description")[:1000],
        "version": facts.text(iri, dcat + "version"),
        "dateModified": facts.text(iri, dcterms + "modified"),
        "license": facts.iri(iri, dcterms + "license"),
        "sameAs": facts.iri(iri, dcat + "landingPage"),
    }
    more: dict[str, Any] = {key: value for key, value in texts.items() if value}
    if keywords := facts.texts(iri, dcat + "keyword"):
        more["keywords"] = keywords[:25]
    if creators := facts.iris(iri, _CREATOR):
        more["creator"] = [{"@id": one, "name": names(one)} for one in creators[:10]]
    more["additionalType"] = PREFIXES["fair4ml"] + "MLModel"
    return jsonld.page("CreativeWork", title, iri, base, **more)
