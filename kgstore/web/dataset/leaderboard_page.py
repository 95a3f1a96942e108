"""`/leaderboard`: all models with a value of one metric on one dataset or split, page by page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from kgstore.errors import NotFound
from kgstore.intake import iri_of
from kgstore.publish.describe import is_known
from kgstore.web import jsonld, pages_about, signposting
from kgstore.web.dataset.boards import Board, boards, read_board
from kgstore.web.dataset.models import EVALUATED, pointing, written
from kgstore.web.dataset.ranking import Claim, Ranking, claims, ranking
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, chosen_form, site
from kgstore.web.numbers import page_number
from kgstore.web.pages_about import Names
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
CSV: Final = "text/csv"
PAGE: Final = 50
_MOST_ROWS: Final = 2_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@router.api_route("/leaderboard", methods=METHODS)
@router.api_route("/leaderboard.csv", methods=METHODS)
def leaderboard(request: Request, board: str = "", of: str = "") -> Response:
    """Answer with a page of a leaderboard, or with its first rows as a table in CSV.

    `of` is the dataset whose leaderboards can be chosen: that of the board, if it is left out.

    Raises:
        ParameterError: the board names no dataset and metric.
        NotFound: nothing is known of the dataset.
        HTTPException: 404, there is no such page.
    """
    here = site(request)
    asked, whole, listed = _asked(here, board, of)
    ranked = ranking(here, asked)
    last = max(1, -(-len(ranked.standings) // PAGE))
    number = page_number(request, last)
    if request.url.path.endswith(".csv"):
        return answer(request, here.etag("leaderboard", CSV), CSV, lambda: (_csv(here, ranked), {}))
    chosen_form(request, "", {"html": HTML})
    query = urlencode({"of": whole, "board": asked.key})
    links = [Link("alternate", f"{here.root}/leaderboard.csv?{query}", CSV)]

    def make() -> tuple[bytes, Mapping[str, str]]:
        turning = {"number": number, "last": last, "address": f"{here.root}/leaderboard?{query}"}
        values = {"of": whole, "boards": listed, "table": links[0].href, "links": links, **turning}
        return _page(here, ranked, values), {"Link": signposting.header(links)}

    return answer(request, here.etag("leaderboard", HTML), HTML, make)


def _page(here: Site, ranked: Ranking, values: Mapping[str, Any]) -> bytes:
    board, start = ranked.board, (values["number"] - 1) * PAGE
    shown = claims(here, ranked, ranked.standings[start : start + PAGE])
    names = _names(here, shown, [values["of"], board.dataset, board.metric], values["boards"])
    title = f"{names(board.metric)} on {names(board.dataset)}"
    place = f"{here.base}/leaderboard?{urlencode({'board': board.key})}"
    dataset = {"@type": "Dataset", "@id": board.dataset, "name": names(board.dataset)}
    return here.render(
        "dataset/leaderboard.html",
        title=f"Leaderboard: {title}",
        section="/find",
        jsonld=jsonld.page("CollectionPage", title, place, here.base, about=dataset),
        ranked=ranked,
        claims=shown,
        names=names,
        filter=written(board.dataset),
        **values,
    )


def _asked(here: Site, key: str, of: str) -> tuple[Board, str, list[Board]]:
    """Return the board that is asked for, the dataset to choose others of, and those."""
    asked = read_board(key) if key else None
    whole = iri_of(of) if of else asked.dataset if asked else ""
    if not whole:
        raise NotFound("a leaderboard is of a dataset", advice="Open one from a dataset's page.")
    for iri in {whole, asked.dataset if asked else whole}:
        if not is_known(here.view, here.base, iri):
            raise NotFound(f"nothing is known of {iri}", subject=iri)
    evaluated = pointing(here.view, here.library, whole)[EVALUATED]
    listed = boards(here, whole, evaluated)
    if asked is None and not listed:
        raise NotFound(f"no value is known that was measured on {whole}", subject=whole)
    asked = asked or listed[0]
    known = (one for one in listed if (one.dataset, one.metric) == (asked.dataset, asked.metric))
    return next(known, asked), whole, listed


def _names(
    here: Site, shown: Iterable[Claim], more: Iterable[str], listed: Iterable[Board]
) -> Names:
    wanted = {*more, *(iri for one in listed for iri in (one.dataset, one.metric))}
    wanted |= {iri for one in shown for iri in (one.model, one.source, one.verification)}
    return pages_about.names_of(here.view, here.library, here.base, wanted)


def _csv(here: Site, ranked: Ranking) -> bytes:
    """Return the first rows as a table; what a spreadsheet would take for a formula is text."""
    rows = claims(here, ranked, ranked.standings[:_MOST_ROWS])
    names = _names(here, rows, (), ())
    output = io.StringIO()
    table = csv.writer(output)
    head = ["place", "model", "name", "value", "as stated", "source", "evidence", "measured on"]
    table.writerow([*head, "verification", "configuration"])
    for one, standing in zip(rows, ranked.standings, strict=False):
        value = repr(standing.values[0].number)
        told = [one.raw, one.source, " ".join(one.evidence), one.day, one.verification]
        cells = [one.model, names(one.model), value, *told, one.configuration]
        table.writerow([one.place, *map(_safe, cells)])
    return output.getvalue().encode()


def _safe(text: str) -> str:
    try:
        float(text)
    except ValueError:
        return f"'{text}" if text.startswith(_FORMULA) else text
    return text
