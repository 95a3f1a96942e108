"""What can come at a place in a filter: data for editors.

The text before the cursor is read as far as it goes: the item that the cursor stands in is a
field, an operator, a number or a value, and the proposals are what could stand there instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final

from kgstore.errors import FilterError
from kgstore.records.vocabulary import normal_form
from kgstore.search.fields import Field, FieldKind, fields, named
from kgstore.search.filter.counts import counted
from kgstore.search.filter.metrics import Family
from kgstore.search.filter.parse import LONGEST
from kgstore.search.filter.resolve import Resolver
from kgstore.search.filter.text import quoted_value
from kgstore.search.filter.units import units_of
from kgstore.sparql.view import View

MOST: Final = 20
"""Proposals at one place."""
_CANDIDATES: Final = 200
_ITEM: Final = re.compile(
    r'(?P<field>"(?:[^"\\]|\\.)*"|[^\s()":<>=≤≥]+)?'
    r"(?P<operator>\s*(?::\s*\(?|:?\s*(?:<=|>=|[<>=≤≥]))\s*)?"
    r'(?P<value>"(?:[^"\\]|\\.)*"?|[^\s()":<>=≤≥][^\s()"]*)?'
)
_WORDS: Final = ("NOT", "AND", "OR")
_SPECIAL: Final = {"has:": "the field is stated", "lacks:": "the field is not stated"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be put in place: `text` to insert, what it is, and how many have it if known."""

    text: str
    kind: str
    label: str = ""
    count: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the proposal for an answer."""
        return {"text": self.text, "kind": self.kind, "label": self.label, "count": self.count}


@dataclass(frozen=True, slots=True)
class Completion:
    """The proposals for the text from `start` to `end` (offsets), the likeliest first."""

    start: int
    end: int
    proposals: tuple[Proposal, ...]


class Completer:
    """Completes filters by the vocabularies and what is in a store."""

    def __init__(self, view: View, resolver: Resolver) -> None:
        self._view, self._resolver = view, resolver
        self._counts: dict[str, dict[str, int]] = {}

    def complete(self, text: str, position: int | None = None) -> Completion:
        """Return what could stand at `position` (an offset; the end, if None).

        Raises:
            FilterError: the text is too long, or the position is not in it.
        """
        at = len(text) if position is None else position
        if len(text) > LONGEST or not 0 <= at <= len(text):
            raise FilterError("there is no such place in the filter", column=max(at, 0) + 1)
        before = text[:at]
        item = _last_item(before)
        operator = (item["operator"] or "").strip()
        if (group := _group(before)) and not operator:
            typed = item["field"] or ""
            start, found = at - len(typed), self._values(group, ":", typed)
        elif not operator:
            start = item.start("field") if item["field"] else at
            found = self._names(item["field"] or "", before[:start])
        else:
            start = item.start("value") if item["value"] else at
            found = self._values(item["field"] or "", operator, item["value"] or "")
        return Completion(start, at, tuple(islice(_distinct(found), MOST)))

    def _names(self, typed: str, before: str) -> Iterator[Proposal]:
        """Yield fields and metrics; behind a comparison what can restrict it comes first."""
        key = normal_form(typed.strip('"'))
        if not key and re.search(r"[<>=≤≥][^\s()]*\s+$", before):
            yield from (_field(field, name) for field, name in _context_fields())
        yield from (_field(field, name) for name, field in named().items() if _starts(name, key))
        for special, label in _SPECIAL.items():
            if special.startswith(key):
                yield Proposal(special, "operator", label)
        if key:
            yield from self._metrics(key)
        if before.strip():
            words = [word for word in _WORDS if word.lower().startswith(key)]
            yield from (Proposal(word, "operator") for word in words)

    def _metrics(self, key: str, ending: str = ">=") -> Iterator[Proposal]:
        for name, iri in islice(self._resolver.names.starting("metric", key), _CANDIDATES):
            label = self._resolver.names.label(iri)
            yield Proposal(_named(name) + ending, "metric", label)

    def _values(self, name: str, operator: str, typed: str) -> Iterator[Proposal]:
        """Yield what may stand behind a field and its colon or sign."""
        if operator.startswith(":") and normal_form(name) in {"has", "lacks"}:
            key = normal_form(typed.strip('"'))
            for alias, field in named().items():
                if _starts(alias, key):
                    yield Proposal(alias, "field", field.help)
            yield from self._metrics(key, "") if key else ()
            return
        subject = self._subject(name)
        if subject is None:
            return
        if isinstance(subject, Field) and subject.kind is FieldKind.TERM:
            yield from self._terms(subject, typed) if operator.startswith(":") else ()
        elif isinstance(subject, Field) and subject.kind is FieldKind.METRIC:
            yield from self._metrics(normal_form(typed.strip('"')), "")
        else:
            unit = subject.unit if isinstance(subject, Field) else subject.facts.unit
            yield from _numbers(typed, unit)

    def _subject(self, name: str) -> Field | Family | None:
        plain = name.strip('"')
        return _by_name().get(normal_form(plain)) or self._resolver.metrics.family(plain)

    def _terms(self, field: Field, typed: str) -> Iterator[Proposal]:
        """Yield the values of a term field that start with what is typed, the most used first."""
        counts = self._counts.get(field.name)
        if counts is None:
            counts = self._counts[field.name] = counted(self._view, field)
        start = typed.strip('"')
        if not field.scheme:
            for value, count in counts.items():
                if value.startswith(start.lower()):
                    yield Proposal(quoted_value(value), "value", "", count)
            return
        yield from sorted(self._named_terms(field, start, counts), key=_by_use)

    def _named_terms(self, field: Field, start: str, counts: dict[str, int]) -> Iterator[Proposal]:
        names = self._resolver.names
        if not start:
            for iri, count in islice(counts.items(), MOST):
                if label := names.label(iri):
                    yield Proposal(quoted_value(label), "value", label, count)
            return
        seen: set[str] = set()
        for name, iri in islice(names.starting(field.scheme, start), _CANDIDATES):
            if iri not in seen:
                seen.add(iri)
                label = names.label(iri) or name
                yield Proposal(quoted_value(name), "value", label, counts.get(iri, 0))


def _last_item(before: str) -> re.Match[str]:
    """Return the item that the text ends with; an empty one where a new one could begin."""
    at, item = 0, _ITEM.match(before, 0)
    while True:
        item = _ITEM.match(before, at)
        if item is None:
            raise FilterError("there is no such place in the filter", column=at + 1)
        if item.end() >= len(before):
            return item
        at = max(item.end(), at + 1)


def _group(before: str) -> str:
    """Return the field whose values stand in parentheses here, `field:(a OR `, or ""."""
    opened: list[int] = []
    for sign in re.finditer(r'"(?:[^"\\]|\\.)*"|[()]', before):
        if sign[0] == "(":
            opened.append(sign.start())
        elif sign[0] == ")" and opened:
            opened.pop()
    for at in opened:
        if field := re.search(r'("(?:[^"\\]|\\.)*"|[^\s()":<>=≤≥]+)\s*:\s*$', before[:at]):
            return field[1]
    return ""


def _numbers(typed: str, unit: str) -> Iterator[Proposal]:
    number = re.match(r"[+-]?[0-9]+(?:\.[0-9]+)?", typed)
    if number:
        suffixes = [*units_of(unit)]
        yield from (Proposal(number[0] + suffix, "value", suffix) for suffix in suffixes)


def _field(field: Field, name: str) -> Proposal:
    comparing = field.kind in (FieldKind.NUMBER, FieldKind.DATE)
    return Proposal(f"{name}{'<' if comparing else ':'}", "field", field.help)


def _context_fields() -> Iterator[tuple[Field, str]]:
    metric = next(field for field in fields().values() if field.kind is FieldKind.METRIC)
    for name in metric.contexts:
        field = fields()[name]
        yield field, field.aliases[0] if field.aliases else name


def _distinct(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    seen: set[str] = set()
    for proposal in proposals:
        if proposal.text not in seen:
            seen.add(proposal.text)
            yield proposal


def _by_use(proposal: Proposal) -> tuple[int, int]:
    return -(proposal.count or 0), len(proposal.text)


def _starts(name: str, key: str) -> bool:
    return normal_form(name).startswith(key)


def _named(name: str) -> str:
    """Return a metric's name as it stands before a sign."""
    return name if re.fullmatch(r'[^\s()":<>=≤≥-][^\s()":<>=≤≥]*', name) else f'"{name}"'


@cache
def _by_name() -> dict[str, Field]:
    return {normal_form(name): field for name, field in named().items()}
