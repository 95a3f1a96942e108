"""The home page: what this is, how much of it there is, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response

from kgstore.errors import FilterError, ParameterError, StoreBusy
from kgstore.search.find import Finder
from kgstore.web import jsonld, pages_about, signposting
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, chosen_form, site
from kgstore.web.find import rows
from kgstore.web.find.layout import DATASET, MODEL, Leader, layout
from kgstore.web.find.state import State
from kgstore.web.finding import finding
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
TITLE: Final = "What is known of machine-learning models"
_QUESTIONS: Final = tuple(f"cq0{number}" for number in range(1, 8))
"""The questions of the paper (Li et al. 2023, Table 2)."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best stated value of a task, whose it is, and the address of all that have one."""

    task: str
    row: rows.Row
    total: int
    address: str


@router.api_route("/", methods=METHODS)
def home(request: Request) -> Response:
    """Answer with what this is, what it holds, and where to begin."""
    here, finder = site(request), finding(request).finder
    chosen_form(request, "", {"html": HTML})
    links = [
        Link("describedby", f"{here.root}/void", "text/turtle"),
        Link("service-desc", f"{here.root}/api/v1/openapi.json", "application/json"),
        Link("type", "https://schema.org/DataCatalog"),
    ]
    found = _found(here, finder)

    def make() -> tuple[bytes, Mapping[str, str]]:
        shown = here.once("home", lambda: _shown(here))
        body = here.render("home.html", **shown, **found, links=links)
        return body, {"Link": signposting.header(links)}

    return answer(request, here.etag("home", str(found["ready"])), HTML, make)


def _shown(here: Site) -> dict[str, Any]:
    """Return what the store itself says."""
    counted = next(pages_about.rows(here.view, here.library, "home-counts"))
    values, sources = (_number(counted[name]) for name in ("values", "sources"))
    named = {query.name: query.summary for query in here.library}
    return {
        "title": TITLE,
        "values": values,
        "sources": sources,
        "questions": [(name, named[name]) for name in _QUESTIONS if name in named],
        "examples": layout().examples,
        "jsonld": jsonld.page("WebSite", TITLE, here.base + "/", here.base),
    }


def _number(term: object) -> int:
    return int(term.value) if isinstance(term, ox.Literal) else 0


def _found(here: Site, finder: Finder) -> Mapping[str, Any]:
    """Return what the index counts; while it is being made, that it is not ready."""
    try:
        found: Mapping[str, Any] = here.once("home-found", lambda: _searched(here, finder))
    except StoreBusy:
        return {"ready": False, "counts": {}, "leaders": [], "names": {}}
    return found


def _searched(here: Site, finder: Finder) -> dict[str, Any]:
    """Return the counts of both kinds and the best of each task.

    Raises:
        StoreBusy: the index is being made, or does not show the last commit yet.
    """
    counted = finder.find("", facets=["kind"], limit=0)
    if counted.commit != here.services.store.head:
        raise StoreBusy("the index does not show the last commit yet")
    counts = {bucket.value: bucket.count for bucket in counted.facets["kind"]}
    leaders = [best for one in layout().leaders if (best := _best(here, finder, one))]
    return {
        "ready": True,
        "counts": {kind: counts.get(kind, 0) for kind in (MODEL, DATASET)},
        "leaders": leaders,
        "names": pages_about.Names(here.base, {b.row.iri: b.row.name for b in leaders}),
    }


def _best(here: Site, finder: Finder, leader: Leader) -> Best | None:
    """Return the best of a task; None where the store knows none, or not the words for it."""
    try:
        found = finder.find(leader.filter, sort=leader.sort, on_dataset=leader.on_dataset, limit=1)
    except (FilterError, ParameterError):
        return None
    if not found.rows or found.rows[0].sorted_by is None:
        return None
    state = State(filter=leader.filter, sort=leader.sort, on_dataset=leader.on_dataset)
    row = rows.made(here, found)[0]
    return Best(leader.task, row, found.total, state.address(here.root))
