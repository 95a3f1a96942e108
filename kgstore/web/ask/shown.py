"""What a page says of a query: its answer as a table and a chart, or why it has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request

from kgstore.errors import KgstoreError, QuerySyntaxError
from kgstore.sparql.lexer import place
from kgstore.web import pages_about
from kgstore.web.ask import chart, table
from kgstore.web.ask.answer import SHOWN, Answered, asked
from kgstore.web.ask.failure import Failure, failure
from kgstore.web.ask.kept import Kept
from kgstore.web.documents import Site
from kgstore.web.negotiation import depends_on_store_alone
from kgstore.web.sparql_answer import unless_gone

LONG: Final = 6000
"""Characters from which a query is sent by POST: longer addresses are cut on the way."""
_ROWS: Final = (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML"))
_TRIPLES: Final = (
    *(("turtle", "Turtle"), ("ntriples", "N-Triples"), ("jsonld", "JSON-LD")),
    ("rdfxml", "RDF/XML"),
)


async def answered(request: Request, here: Site, text: str) -> Answered | Failure:
    """Return the answer to a query of somebody's, or why there is none.

    Raises:
        Gone: the client has left.
    """
    return await _answered(request, here, text, "")


async def answered_before(
    request: Request, here: Site, text: str, status: str
) -> Answered | Failure:
    """Return the answer to a named question, which may be kept from before; see `answered`.

    `status` names the column to tally.
    """
    kept, head = _kept(request), here.services.store.head
    keeps = depends_on_store_alone(text)
    if keeps and (before := kept.get(text, head)) is not None:
        return before
    found = await _answered(request, here, text, status)
    if keeps and isinstance(found, Answered):
        kept.keep(text, found, head)
    return found


async def _answered(request: Request, here: Site, text: str, status: str) -> Answered | Failure:
    try:
        if "\0" in text:
            where = place(text, text.index("\0"))
            raise QuerySyntaxError(f"{where}: a NUL character", subject="query")
        return await unless_gone(request, asked(here.services.readers, text, status))
    except KgstoreError as error:
        return failure(error, text)


def _kept(request: Request) -> Kept:
    state = request.app.state
    if not hasattr(state, "asked"):
        state.asked = Kept()
    found: Kept = state.asked
    return found


def values(
    here: Site,
    text: str,
    found: Answered | Failure | None,
    given: Mapping[str, str],
    more: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what the template of an answer needs; `more` are other things that it names."""
    wanted = set(more)
    if isinstance(found, Answered):
        wanted |= table.things(found)
    names = pages_about.names_of(here.view, here.library, here.base, wanted)
    shared = {
        "names": names,
        "answered": None,
        "failure": None,
        "query": text,
        "long": is_long(text),
    }
    if isinstance(found, Failure):
        return {**shared, "failure": found}
    if found is None:
        return shared
    shown = table.table(found, here.base)
    drawn = chart.chart(found, shown, given, names)
    triples = found.form in {"construct", "describe"}
    return {
        **shared,
        "answered": found,
        "shown": shown,
        "most": SHOWN,
        "chart": drawn,
        "triples": triples,
        "formats": _TRIPLES if triples else _ROWS,
        "encoded": quote(text, safe=""),
    }


def is_long(text: str) -> bool:
    """Return whether a query is too long for an address."""
    return len(quote(text, safe="")) > LONG


def address(root: str, text: str) -> str:
    """Return the address of the page that asks a query."""
    return f"{root}/ask?{urlencode({'query': text})}"
