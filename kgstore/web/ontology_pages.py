"""What the words mean: `/ontology` and `/shapes`; w3id.org redirects to the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.conneg import FORMS
from kgstore.resources import folder
from kgstore.web import (
    jsonld,
    linked_paths,
    ontology_model,
    ontology_packages,
    pages_about,
    signposting,
)
from kgstore.web.documents import (
    DocumentRoute,
    Site,
    answer,
    chosen_form,
    raw_path,
    rdf,
    site,
)
from kgstore.web.ontology_model import Ontology
from kgstore.web.pages_dataset import forms

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]


@router.api_route("/ontology/context.jsonld", methods=METHODS)
def context(request: Request) -> Response:
    """Answer with the JSON-LD context of records."""
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(folder("ontology") / "context.jsonld", 200, headers, FORMS["jsonld"])


@router.api_route("/ontology{path:anything}", methods=METHODS)
def ontology(request: Request) -> Response:
    """Answer with the whole ontology; `/ontology/0.1.0` is the same while that is the version.

    Raises:
        HTTPException: 404, another version, or no form of it.
    """
    here = site(request)
    path, form = _split(request, "ontology")
    graphs = here.once("ontology graphs", lambda: _graphs(here))  # a store has many graphs
    shown = here.once("ontology", lambda: _model(here, graphs))
    version = shown.header.get(PREFIXES["owl"] + "versionInfo", "")
    if path not in {"", "/", f"/{version}"}:
        raise HTTPException(404, f"this store has the ontology in version {version}")
    form = chosen_form(request, form)

    def make() -> tuple[bytes, Mapping[str, str]]:
        if form == "html":
            page = here.once("ontology page", lambda: _ontology_page(here, shown))
            return page, {"Link": signposting.header(forms("ontology", here))}
        quads = (ox.Quad(*triple) for graph in graphs for triple in here.view.triples(graph))
        links = signposting.header(forms("ontology", here))
        return rdf(sorted(quads, key=_by_subject), form), {"Link": links}

    return answer(request, here.etag("ontology", form), FORMS[form], make)


def _model(here: Site, graphs: list[str]) -> Ontology:
    triples = (triple for graph in graphs for triple in here.view.triples(graph))
    shapes = ontology_model.shapes(_overlay(here))
    return ontology_model.ontology(ontology_model.facts(triples), shapes)


def _graphs(here: Site) -> list[str]:
    return sorted(g for g in here.view.graphs() if g.startswith(f"{here.base}/graph/tbox/"))


def _ontology_page(here: Site, shown: Ontology) -> bytes:
    terms = (*shown.classes, *shown.properties, *shown.individuals)
    wanted = {iri for term in terms for values in term.links.values() for iri in values}
    wanted |= {term.iri for term in terms}
    wanted |= {one for term in terms for s in term.shapes for one in (s.path, *s.classes)}
    title = shown.header.get(PREFIXES["dcterms"] + "title", "Ontology")
    about = shown.header.get(PREFIXES["dcterms"] + "description", "")
    said = {"description": about} if about else {}
    return here.render(
        "ontology.html",
        title=title,
        section="/about",
        jsonld=jsonld.page("DefinedTermSet", title, MZ[:-1], here.base, **said),
        about=about,
        packages=ontology_packages.packages(shown),
        having=ontology_packages.properties_of(shown),
        ontology_version=shown.header.get(PREFIXES["owl"] + "versionInfo", ""),
        namespace=MZ,
        ontology=shown,
        names=pages_about.names_of(here.view, here.library, here.base, wanted),
        links=forms("ontology", here),
    )


@router.api_route("/shapes{path:anything}", methods=METHODS)
def shapes(request: Request) -> Response:
    """Answer with all shapes, in Turtle or as a list with severities and messages."""
    here = site(request)
    path, form = _split(request, "shapes")
    if path not in {"", "/"}:
        raise HTTPException(404, "the shapes are one document, /shapes")
    form = chosen_form(request, form)
    overlay = _overlay(here)

    def make() -> tuple[bytes, Mapping[str, str]]:
        told = {"Link": signposting.header(forms("shapes", here))}
        if form == "html":
            return _shapes_page(here, overlay, request.query_params.get("severity", "")), told
        quads = [quad for _, quad in ontology_model.shape_quads(overlay)]
        return rdf(quads, form), told

    return answer(request, here.etag("shapes", form), FORMS[form], make)


def _shapes_page(here: Site, overlay: Path | None, wanted: str) -> bytes:
    """Return the list of shapes, of one severity where there are such."""
    found = ontology_model.shapes(overlay)
    counts = Counter(shape.severity for shape in found)
    wanted = wanted if wanted in counts else ""
    shown = [shape for shape in found if wanted in {"", shape.severity}]
    named = {one for shape in shown for one in (shape.path, *shape.classes)}
    return here.render(
        "shapes.html",
        title="Shapes",
        section="/about",
        jsonld=jsonld.page("CollectionPage", "Shapes", f"{here.base}/shapes", here.base),
        severities=[(one, counts[one]) for one in ("Violation", "Warning", "Info") if counts[one]],
        wanted=wanted,
        files=[(file, list(listed)) for file, listed in groupby(shown, lambda s: s.file)],
        names=pages_about.names_of(here.view, here.library, here.base, named),
        links=forms("shapes", here),
    )


def _overlay(here: Site) -> Path | None:
    overlay = here.services.store.overlay
    return overlay if (overlay / "shapes").is_dir() else None


def _split(request: Request, name: str) -> tuple[str, str]:
    path = raw_path(request).decode("ascii", "replace").removeprefix(f"/{name}")
    return linked_paths.split_form(path)


def _by_subject(quad: ox.Quad) -> tuple[str, str]:
    return str(quad.subject), quad.predicate.value
