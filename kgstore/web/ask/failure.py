"""What a page says of a query that has no answer: what is wrong, where, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kgstore.errors import KgstoreError, QuerySyntaxError
from kgstore.web import problem

_PLACE: Final = re.compile(r"line (\d+), column (\d+): *(.*)", re.DOTALL)
_AROUND: Final = 60
_CHANGE: Final = re.compile(
    r"\s*(?:prefix[^>]*>\s*)*(?:insert|delete|load|clear|create|drop|copy|move|add|with)\b",
    re.IGNORECASE,
)
_HEADINGS: Final = {
    "QuerySyntaxError": "This is not SPARQL",
    "QueryTimeout": "The query took too long",
    "MemoryExceeded": "The query needs too much memory",
    "ResultTooLarge": "The answer is too large",
    "Busy": "Too many queries at once",
    "ParameterError": "A value does not fit",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer; `line` and `column` count from 1, and are 0 where nobody knows.

    `shown` is the line of the query, cut where it is long, and `mark` stands under the column.
    """

    status: int
    heading: str
    message: str
    advice: str = ""
    line: int = 0
    column: int = 0
    shown: str = ""
    mark: str = ""


def failure(error: KgstoreError, text: str) -> Failure:
    r"""Return what a page says of an error of the query `text`.

    >>> found = failure(QuerySyntaxError("line 2, column 3: no"), "ASK {\n\t ]\n}")
    >>> found.status, found.message, found.shown, found.mark
    (400, 'no', '  ]', '  ^')
    """
    status = problem.status_of(error)
    heading = _HEADINGS.get(type(error).__name__, "The query has no answer")
    message, advice = str(error), error.advice or _advice(error, text)
    place = _PLACE.fullmatch(message)
    shown, mark = "", ""
    if place is not None:
        shown, mark = _marked(text, int(place[1]), int(place[2]))
        message = place[3]
    return Failure(
        # A query that asks for too much is the fault of no server.
        status=422 if status == 500 else status,
        heading=heading,
        message=message,
        advice=advice,
        line=int(place[1]) if place else 0,
        column=int(place[2]) if place else 0,
        shown=shown,
        mark=mark,
    )


def _marked(text: str, line: int, column: int) -> tuple[str, str]:
    """Return a line around a column, and the mark that stands under the column."""
    lines = text.split("\n")
    whole = lines[line - 1].replace("\t", " ").rstrip("\r") if line <= len(lines) else ""
    first = max(0, column - 1 - _AROUND)
    before = "…" if first else ""
    after = "…" if len(whole) > column + _AROUND else ""
    shown = before + whole[first : column + _AROUND] + after
    return shown, " " * (len(before) + column - 1 - first) + "^"


def _advice(error: KgstoreError, text: str) -> str:
    if not isinstance(error, QuerySyntaxError):
        return ""
    if _CHANGE.match(text):
        return "A query only asks. Who may change the store sends changes to /update."
    return "Mend it there, and run it again."
