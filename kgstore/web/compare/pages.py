"""The page of a comparison, its charts as pictures, and its tables as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from kgstore.errors import StoreBusy
from kgstore.web import charts, jsonld, signposting
from kgstore.web.compare import adding, classes, confusions, draw, tables
from kgstore.web.compare.asked import MOST, Asked, read
from kgstore.web.compare.comparison import EVERY, Comparison, compare
from kgstore.web.compare.read import Metric, stated
from kgstore.web.compare.scatter import scatter_of
from kgstore.web.compare.shown import most_rows, shown
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, site
from kgstore.web.finding import finding
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
_CSV: Final = "text/csv"
_PICTURES: Final = {"svg": "image/svg+xml", "png": "image/png"}


@router.api_route("/compare", methods=METHODS)
def page(request: Request) -> Response:
    """Answer with the comparison of the models `m`, or with how to choose some.

    Raises:
        HTTPException: 404, none of the models is known.
    """
    here, asked = site(request), read(request.query_params, site(request).base)
    if asked.refused and not asked.models:
        raise HTTPException(404, f"no model is called {asked.refused[0][:100]}")
    found = compare(here, asked, most_rows(asked))
    if asked.models and not found.models:
        raise HTTPException(404, f"no model is called {asked.models[0][:200]}")
    query = asked.query(here.base, words="")
    csv = [
        Link("alternate", f"{here.root}/compare/table.csv?part={part}&{query}", _CSV)
        for part in ("facts", "metrics")
    ]
    links = csv if len(found.models) > 1 else []

    def make() -> tuple[bytes, Mapping[str, str]]:
        values = _values(request, here, found)
        title = _title(found)
        address = f"{here.base}/compare" + (f"?{query}" if query else "")
        about = jsonld.page("WebPage", title, address, here.base, about=_about(found))
        values |= {"title": title, "section": "/compare", "jsonld": about, "links": links}
        template = "compare/page.html" if len(found.models) > 1 else "compare/start.html"
        return here.render(template, **values), {"Link": signposting.header(links)}

    return answer(request, here.etag("compare", str(request.query_params)), HTML, make)


def _title(found: Comparison) -> str:
    if len(found.models) < 2:
        return "Compare models"
    names = [found.labels[model] for model in found.models]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return "Compare " + ", ".join(names[:3]) + more


def _about(found: Comparison) -> list[dict[str, str]]:
    return [{"@id": model, "name": found.labels[model]} for model in found.models]


def _values(request: Request, here: Site, found: Comparison) -> dict[str, Any]:
    asked, finder = found.asked, finding(request).finder
    unknown = [iri for iri in asked.models if iri not in found.models]
    offer = adding.by_words(finder, asked.words, asked.models) if asked.words else None
    values: dict[str, Any] = {
        "found": found,
        "asked": asked,
        "most": MOST,
        "unknown": [*asked.refused, *unknown],
        "offer": offer,
        "names": found.names,
        "address": lambda **changes: f"{here.root}/compare?{asked.query(here.base, **changes)}",
        "without": lambda iri: f"{here.root}/compare?{asked.without(iri, here.base)}",
        "with_": lambda iri: f"{here.root}/compare?{asked.with_(iri, here.base)}",
        "hidden": lambda *left: [p for p in asked.pairs(here.base) if p[0] not in left],
        "of": lambda iris: f"{here.root}/compare?{Asked(tuple(iris)).query(here.base)}",
    }
    if len(found.models) > 1:
        return values | shown(here, found)
    alike = adding.alike(finder, found.read) if found.models else adding.Offer()
    try:
        examples = here.once("compare examples", lambda: adding.examples(finder))
    except StoreBusy:
        examples = []
    return values | {"alike": alike, "examples": examples}


@router.api_route("/compare/chart.{form}", methods=METHODS)
def chart(request: Request, form: str, part: str = "scatter", ink: str = "paper") -> Response:
    """Answer with a chart of the comparison as a picture.

    Raises:
        HTTPException: 404, there is no such chart; 400, in no such colours.
    """
    if form not in _PICTURES or part not in {"scatter", "bars"}:
        raise HTTPException(404, "there are charts scatter and bars, as .svg and .png")
    if ink not in charts.INKS:
        raise HTTPException(400, f"charts come in the colours {', '.join(charts.INKS)}")
    here = site(request)
    found = _compared(here, request, 1)
    drawn = _drawn(found, part)

    def make() -> tuple[bytes, Mapping[str, str]]:
        return charts.png(drawn) if form == "png" else charts.svg_file(drawn, ink), {}

    return answer(request, here.etag("chart", str(request.url)), _PICTURES[form], make)


def _compared(here: Site, request: Request, most: int = EVERY) -> Comparison:
    found = compare(here, read(request.query_params, here.base), most)
    if len(found.models) < 2:
        raise HTTPException(404, "name two models or more, each with a parameter m")
    return found


def _drawn(found: Comparison, part: str) -> dict[str, Any]:
    if part == "bars":
        rows = draw.chosen(found)
        if rows:
            return draw.bars(found, rows)
    elif (points := scatter_of(found)) and points.points:
        return draw.scatter(found, points)
    raise HTTPException(404, "these models have no values in common that such a chart could show")


@router.api_route("/compare/table.csv", methods=METHODS)
def table(request: Request, part: str = "metrics") -> Response:
    """Answer with a table of the comparison.

    Raises:
        HTTPException: 400, there is no such table; 404, these models have nothing for it.
    """
    if part not in tables.PARTS:
        raise HTTPException(400, f"the tables are {', '.join(tables.PARTS)}")
    here = site(request)
    found = _compared(here, request)
    lines = _lines(here, found, part)
    name = f'attachment; filename="comparison-{part}.csv"'

    def make() -> tuple[bytes, Mapping[str, str]]:
        return tables.written(lines), {"Content-Disposition": name}

    return answer(request, here.etag("table", str(request.url)), _CSV, make)


def _lines(here: Site, found: Comparison, part: str) -> Iterable[tables.Line]:
    if part == "facts":
        return tables.facts(found)
    if part == "metrics":
        every = [one.iri for key in found.keys for one in found.rows[key].values]
        return tables.metrics(found, stated(here.view, here.library, every))
    if part == "scatter" and (points := scatter_of(found)):
        return tables.scatter(found, points)
    if part == "classes":
        head = here.services.store.head
        choices = classes.choices(here.view, here.library, head, found.models)
        if of := classes.asked_for(choices, found.asked.classes):
            metric = found.metrics.get(of.key.metric, Metric())
            listed, _ = classes.differences(here.view, here.library, of, metric)
            return tables.classes(found, list(of.configurations), listed)
    if part == "confusions":
        matrices = confusions.confusions(here.view, here.library, found.models)
        return tables.confusions(found, matrices)
    raise HTTPException(404, "these models have no values in common for this table")
