"""The home page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from kgstore.publish import void
from kgstore.web import pages_about, signposting, sitemap
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, chosen_form, site
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]


@router.api_route("/", methods=METHODS)
def home(request: Request) -> Response:
    """Answer with what this is, what it holds, and where to begin."""
    here = site(request)
    chosen_form(request, "", {"html": HTML})
    links = [
        Link("describedby", f"{here.root}/void", "text/turtle"),
        Link("service-desc", f"{here.root}/api/v1/openapi.json", "application/json"),
        Link("type", "https://schema.org/DataCatalog"),
    ]

    def make() -> tuple[bytes, Mapping[str, str]]:
        shown = here.once("home", lambda: _shown(here))
        return here.render("home.html", **shown, links=links), {"Link": signposting.header(links)}

    return answer(request, here.etag("home"), HTML, make)


def _shown(here: Site) -> dict[str, Any]:
    known = sitemap.records(here)
    kinds: dict[tuple[str, str], list[str]] = {}
    for iri, _ in known:
        kind, source, *_ = [*iri.removeprefix(f"{here.base}/id/").split("/"), "", ""]
        kinds.setdefault((kind, source), []).append(iri)
    counts = sorted(((*key, len(iris)) for key, iris in kinds.items()), key=lambda row: -row[2])
    chosen = [iris[len(iris) // 2] for iris in kinds.values()]
    sources = {f"{here.base}/id/source/{source}" for _, source in kinds}
    named = {*chosen, *sources}
    questions = [query for query in here.library if query.folder == "cq"]
    return {
        "title": "What is known of machine-learning models",
        "total": len(known),
        "counts": counts,
        "examples": chosen[:12],
        "example": chosen[0] if chosen else "",
        "questions": [(query.name, query.summary, void.runnable(query)) for query in questions],
        "names": pages_about.names_of(here.view, here.library, here.base, named),
    }
