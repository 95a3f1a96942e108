"""The data set as a whole: its VoID description at `/void`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from kgstore.namespaces import PREFIXES, RDF_TYPE
from kgstore.publish import void
from kgstore.publish.conneg import FORMS
from kgstore.publish.describe import name
from kgstore.web import jsonld, pages_about, signposting
from kgstore.web.counted import counting
from kgstore.web.documents import DocumentRoute, Site, answer, chosen_form, rdf, site
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
_VOID, _EXAMPLE = void.VOID, void.VOID + "exampleResource"
_Facts: TypeAlias = dict[str, dict[str, list[str]]]


@router.api_route("/.well-known/void", methods=METHODS)
def well_known(request: Request) -> Response:
    """Lead to the description of the data set (VoID section 7.2)."""
    return RedirectResponse(f"{site(request).root}/void", 303)


@router.api_route("/void", methods=METHODS)
@router.api_route("/void.{form}", methods=METHODS)
def dataset(request: Request, form: str = "") -> Response:
    """Answer with the description of the data set."""
    here, form = site(request), form_asked(request, form)
    counted = counting(request)

    def make() -> tuple[bytes, Mapping[str, str]]:
        told = {"Link": signposting.header(forms("void", here))}
        if form != "html":
            return rdf(counted.quads, form), told
        shown = {**_shown(here, counted.quads), "counted": counted.head}
        return here.render("void.html", **shown, links=forms("void", here)), told

    return answer(request, here.etag("void", form, str(counted.head)), FORMS[form], make)


def forms(place: str, here: Site) -> list[Link]:
    """Return the links to the forms of a document that is no resource's."""
    rdf_forms = {form: kind for form, kind in FORMS.items() if form != "html"}
    return [Link("alternate", f"{here.root}/{place}.{f}", kind) for f, kind in rdf_forms.items()]


def form_asked(request: Request, suffix: str) -> str:
    """Return the form that a suffix or the header asks for.

    Raises:
        HTTPException: 404 for another suffix, 406 for a header that names none.
    """
    if suffix and suffix not in FORMS:
        raise HTTPException(404, f"this document comes as {', '.join(FORMS)}")
    return chosen_form(request, suffix)


def _shown(here: Site, quads: list[ox.Quad]) -> dict[str, Any]:
    facts: _Facts = {}
    for quad in quads:
        known = facts.setdefault(name(quad.subject), {})
        known.setdefault(quad.predicate.value, []).append(getattr(quad.object, "value", ""))
    records, whole = void.records_iri(here.base), facts.get(void.store_iri(here.base), {})
    counts = {
        "class": _counts(facts, records, "class", "entities"),
        "property": _counts(facts, records, "property", "triples"),
    }
    examples = sorted(facts.get(records, {}).get(_EXAMPLE, ()))
    wanted = [*examples, *(iri for pairs in counts.values() for iri, _ in pairs)]
    graphs = [g for g in whole.get(_VOID + "subset", ()) if g.startswith(f"{here.base}/graph/")]
    said = jsonld.page("Dataset", void.TITLE, void.store_iri(here.base), here.base)
    return {
        "title": "The store in numbers",
        "section": "/about",
        "jsonld": said,
        "triples": int(whole.get(_VOID + "triples", ["0"])[0]),
        "counts": counts,
        "graphs": [_graph(iri, facts[iri]) for iri in graphs],
        "examples": examples,
        "queries": [
            (_first(known, "label"), _first(known, "comment"), _query(known))
            for known in facts.values()
            if PREFIXES["sh"] + "SPARQLExecutable" in known.get(RDF_TYPE, ())
        ],
        "names": pages_about.names_of(here.view, here.library, here.base, wanted),
    }


def _counts(facts: _Facts, dataset: str, kind: str, number: str) -> list[tuple[str, int]]:
    """Return the partitions of a data set with their sizes, the largest first."""
    parts = (facts[part] for part in facts.get(dataset, {}).get(f"{_VOID}{kind}Partition", ()))
    found = [(part[_VOID + kind][0], int(part[_VOID + number][0])) for part in parts]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _graph(iri: str, known: Mapping[str, list[str]]) -> tuple[str, str, str, int]:
    triples = int(known[_VOID + "triples"][0])
    return iri, _first(known, "title"), _first(known, "license"), triples


def _first(known: Mapping[str, list[str]], local: str) -> str:
    for namespace in ("dcterms", "rdfs"):
        if values := known.get(PREFIXES[namespace] + local):
            return sorted(values)[0]
    return ""


def _query(known: Mapping[str, list[str]]) -> str:
    forms_there = ("select", "construct", "ask")
    return next(
        (known[PREFIXES["sh"] + f][0] for f in forms_there if PREFIXES["sh"] + f in known), ""
    )
