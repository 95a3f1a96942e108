"""What the small forms of the page change: a range, or a condition that is put together there.

A form sends `field` with `from` and `to`, or with `is` and `value`. The answer leads to the address
of the search with that condition, so that every state has one address and no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.datastructures import QueryParams

from kgstore.errors import FilterError
from kgstore.search.fields import FieldKind, fields
from kgstore.search.filter import edit
from kgstore.search.filter.ast import Filter, Has, Lacks, Not, Term
from kgstore.search.filter.parse import LONGEST
from kgstore.search.filter.text import write
from kgstore.search.find import Finder
from kgstore.web.find import ranges
from kgstore.web.find.reading import Reading

WAYS: Final = {
    "is": "is",
    "not": "is not",
    "least": "is at least",
    "most": "is at most",
    "has": "is stated",
    "lacks": "is not stated",
}
"""How a condition relates a field to a value."""


@dataclass(frozen=True, slots=True)
class Added:
    """What a form asks for, and the filter with it, or why it cannot be."""

    field: str = ""
    way: str = ""
    value: str = ""
    low: str = ""
    high: str = ""
    filter: str = ""
    reason: str = ""
    repairs: tuple[str, ...] = ()


def added(given: QueryParams, reading: Reading, finder: Finder) -> Added | None:
    """Return what a form asks to be added to a search; None where no form was sent."""
    if "field" not in given:
        return None
    one = {name: given.get(name, "")[:LONGEST].strip() for name in ("field", "is", "value")}
    asked = Added(one["field"], one["is"], one["value"], given.get("from", ""), given.get("to", ""))
    try:
        text = write(_changed(reading.tree, asked))
        finder.understand(text)
    except FilterError as error:
        parts = (asked.field, asked.way, asked.value, asked.low, asked.high)
        return Added(*parts, reason=error.reason, repairs=error.suggestions)
    return Added(asked.field, asked.way, asked.value, filter=text)


def _changed(tree: Filter, asked: Added) -> Filter:
    if not asked.field:
        raise FilterError("choose what the condition is about")
    if asked.way in ("", "least", "most"):
        low, high = _ends(tree, asked)
        return edit.with_range(tree, asked.field, ranges.between(asked.field, low, high))
    if asked.way in ("has", "lacks"):
        wanted = Has(asked.field) if asked.way == "has" else Lacks(asked.field)
        return edit.with_stated(tree, asked.field, wanted)
    if not asked.value:
        raise FilterError("write a value")
    if asked.way not in WAYS:
        raise FilterError(f"{asked.way[:20]!r} is no relation")
    term = Term(asked.field, asked.value)
    if asked.way == "not":
        return edit.whole((*edit.parts(tree), Not(term)))
    if _is_number(asked.field):
        value = asked.value
        return edit.with_range(tree, asked.field, ranges.between(asked.field, value, value))
    return edit.with_value(tree, term)


def _ends(tree: Filter, asked: Added) -> tuple[str, str]:
    """Return both ends of the range; a form with one of them leaves the other as it is."""
    if not asked.way:
        return asked.low, asked.high
    if not asked.value:
        raise FilterError("write a number or a date")
    low, high = ranges.asked(tree, asked.field)
    return (asked.value, high) if asked.way == "least" else (low, asked.value)


def _is_number(word: str) -> bool:
    known = fields().get(edit.field_named(word))
    return known is None or known.kind in (FieldKind.NUMBER, FieldKind.DATE)
