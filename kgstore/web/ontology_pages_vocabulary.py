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
from kgstore.web import linked_paths, pages, pages_about, signposting
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

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
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
            values = {"title": "Vocabularies", "schemes": found, "links": links}
            return here.render("vocabularies.html", **values), {}
        body = rdf(_about(here, (name(row["scheme"]) for row in found)), form)
        return body, {"Link": signposting.header(links)}

    return answer(request, here.etag("vocabulary", form), FORMS[form], make)


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
        terms = list(pages_about.rows(here.view, here.library, "terms", scheme=iri))
        told = {"Link": signposting.header(links)}
        if form != "html":
            return rdf(_about(here, [iri, *(name(row["term"]) for row in terms)]), form), told
        named = [iri, *(name(row["broader"]) for row in terms)]
        names = pages_about.names_of(here.view, here.library, here.base, named)
        about = here.view.values(iri, PREFIXES["dcterms"] + "description")
        values = {"title": names(iri), "iri": iri, "about": about, "terms": terms}
        landing = linked_paths.document(iri, here.base)
        page = here.render("scheme.html", **values, names=names, links=links, landing=landing)
        return page, told

    return answer(request, here.etag(iri, form), FORMS[form], make)


def _about(here: Site, things: Iterator[str] | list[str]) -> Iterator[ox.Quad]:
    for thing in things:
        for triple in here.view.triples("", thing):
            yield ox.Quad(triple.subject, triple.predicate, triple.object)
