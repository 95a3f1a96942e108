"""The conditions of a search as chips: each in words, with the search without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgstore.search.fields import fields
from kgstore.search.filter import edit
from kgstore.search.filter.ast import Compare, Filter, Has, Lacks, Not, Or, Range, Term
from kgstore.search.filter.quantity import write_bound
from kgstore.search.filter.text import write
from kgstore.search.wording import Wording
from kgstore.web.find.layout import layout
from kgstore.web.find.reading import Reading

_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "="}  # as people write
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in words, and the filter without it."""

    words: str
    without: str


def chips(reading: Reading, wording: Wording) -> Iterator[Chip]:
    """Yield the conditions of the filter, but not the plain words of the search box."""
    for number, part in enumerate(edit.parts(reading.tree)):
        yield Chip(told(part, wording), write(edit.without_part(reading.tree, number)))


def told(part: Filter, wording: Wording) -> str:
    """Return a condition in words; what has no plain words is told in the filter language."""
    said = _told(part, wording)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def _told(part: Filter, wording: Wording) -> str:
    match part:
        case Term(field):
            return f"{title(field)}: {_value(part, wording)}"
        case Or(parts) if isinstance(parts[0], Term) and edit.terms(part, _field(parts[0])):
            values = " or ".join(_value(one, wording) for one in edit.terms(part, _field(parts[0])))
            return f"{title(parts[0].field)}: {values}"
        case Not(Term() | Compare() | Range() | Has() | Lacks() as inner):
            return f"not {_told(inner, wording)}"
        case Has(field):
            return f"{title(field)} is stated"
        case Lacks(field):
            return f"{title(field)} is not stated"
        case Compare(field, operator, bound):
            return f"{title(field)} {_SIGNS[operator]} {write_bound(bound)}"
        case Range(field, low, high):
            ends = [write_bound(end) if end else "" for end in (low, high)]
            return f"{title(field)}: {ends[0]}…{ends[1]}"
        case _:
            return write(part)


def title(word: str) -> str:
    """Return what a field or metric is called on the page.

    >>> title("license"), title("top-1 accuracy")
    ('Licence', 'top-1 accuracy')
    """
    return layout().titles.get(edit.field_named(word), word)


def _field(term: Term) -> str:
    return edit.field_named(term.field)


def _value(term: Term, wording: Wording) -> str:
    """Return the label of what a term stands for, if that is one thing; else what is written."""
    name = _field(term)
    if name in fields() and fields()[name].scheme and not term.prefix:
        meant = wording.meant(name, term.value)
        if len(meant) == 1:
            return wording.label(meant[0]) or term.value
    return term.value + "*" * term.prefix
