"""The vocabularies at `/vocabulary/...`, as lists of terms; w3id.org redirects to these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from kgstore.namespaces import PREFIXES, VOCABULARY
from kgstore.publish.conneg import FORMS
from kgstore.publish.describe import is_known, name
from kgstore.web import jsonld, linked_paths, pages, pages_about, signposting
from kgstore.web.documents import (
    DocumentRoute,
    Site,
    answer,
    chosen_form,
    raw_path,
    rdf,
    site,
    tail,
)
from kgstore.web.pages_dataset import forms
from kgstore.web.vocabulary import listing

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
_LABELS, _SMALL = "Classes of well-known data sets", "Small lists"
_FEW: Final = 10
_SCHEME: Final = PREFIXES["skos"] + "ConceptScheme"


@router.api_route("/vocabulary", methods=METHODS)
@router.api_route("/vocabulary/", methods=METHODS)
@router.api_route("/vocabulary.{form}", methods=METHODS)
def vocabularies(request: Request, form: str = "") -> Response:
    """Answer with the list of vocabularies.

    Raises:
        HTTPException: 404, it does not come in that form.
    """
    here = site(request)
    if form and form not in FORMS:
        raise HTTPException(404, f"this document comes as {', '.join(FORMS)}")
    form = chosen_form(request, form)
    links = forms("vocabulary", here)

    def make() -> tuple[bytes, Mapping[str, str]]:
        found = list(pages_about.rows(here.view, here.library, "vocabularies"))
        if form == "html":
            place = f"{here.base}/vocabulary"
            values = {
                "title": "Vocabularies",
                "section": "/about",
                "jsonld": jsonld.page("CollectionPage", "Vocabularies", place, here.base),
                "groups": _grouped(found),
                "links": links,
            }
            return here.render("vocabulary/all.html", **values), {}
        body = rdf(_about(here, (name(row["scheme"]) for row in found)), form)
        return body, {"Link": signposting.header(links)}

    return answer(request, here.etag("vocabulary", form), FORMS[form], make)


def _grouped(found: list[ox.QuerySolution]) -> list[tuple[str, list[ox.QuerySolution]]]:
    """Return the vocabularies that people use, the lists of classes, and the small enumerations."""
    groups: dict[str, list[ox.QuerySolution]] = {"Vocabularies": [], _LABELS: [], _SMALL: []}
    for row in found:
        terms = int(getattr(row["terms"], "value", "0"))
        inner = "/" in name(row["scheme"]).removeprefix(VOCABULARY)
        small = terms <= _FEW and not inner
        groups[_LABELS if inner else _SMALL if small else "Vocabularies"].append(row)
    for listed in groups.values():
        listed.sort(key=lambda row: getattr(row["title"], "value", "").lower())
    return [(heading, rows) for heading, rows in groups.items() if rows]


@router.api_route("/vocabulary/{path:anything}", methods=METHODS)
def vocabulary(request: Request) -> Response:
    """Answer with a vocabulary and its terms, or with one term.

    Raises:
        NotFound: there is neither.
    """
    here = site(request)
    path, form = linked_paths.split_form(tail(request).removesuffix("/"))
    raw = raw_path(request).decode("ascii", "replace").partition("/vocabulary/")[2]
    candidates = [VOCABULARY + path, VOCABULARY + linked_paths.split_form(raw)[0]]
    known = (iri for iri in candidates if _is_known(here, iri))
    iri = next(known, candidates[0])
    if "/" not in path and _SCHEME in here.view.types([iri]).get(iri, ()):
        return _scheme(request, here, iri, form)
    return pages.resource(request, iri, form)


def _is_known(here: Site, iri: str) -> bool:
    try:
        return is_known(here.view, here.base, iri)
    except ValueError:  # a path as it was written need not be one of an IRI
        return False


def _scheme(request: Request, here: Site, iri: str, form: str) -> Response:
    form = chosen_form(request, form)
    place = linked_paths.document(iri, here.base).removeprefix(here.root).lstrip("/")
    links = [signposting.Link("cite-as", iri), *forms(place, here)]

    def make() -> tuple[bytes, Mapping[str, str]]:
        told = {"Link": signposting.header(links)}
        if form == "html":
            return listing.page(here, request, iri, links), told
        known = (term.iri for term in listing.terms(here, iri))
        return rdf(_about(here, [iri, *known]), form), told

    return answer(request, here.etag(iri, form), FORMS[form], make)


def _about(here: Site, things: Iterator[str] | list[str]) -> Iterator[ox.Quad]:
    for thing in things:
        for triple in here.view.triples("", thing):
            yield ox.Quad(triple.subject, triple.predicate, triple.object)
