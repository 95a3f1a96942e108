"""One part of a filter, resolved into a leaf of its meaning."""

from __future__ import annotations

from functools import cache
from typing import Final

from kgstore.errors import FilterError
from kgstore.records.vocabulary import normal_form
from kgstore.search.fields import Field, FieldKind, fields, named
from kgstore.search.filter import ast, dates
from kgstore.search.filter.ast import Bound, Day, Operator
from kgstore.search.filter.context import Placed, Rough
from kgstore.search.filter.meaning import (
    Among,
    Interval,
    MeaningLeaf,
    Measured,
    Period,
    Present,
    Within,
    Words,
)
from kgstore.search.filter.metrics import Family, Metrics
from kgstore.search.filter.names import Names, like
from kgstore.search.filter.notes import Notes
from kgstore.search.filter.quantity import read_bound
from kgstore.search.filter.say import say, short
from kgstore.search.filter.text import write
from kgstore.search.filter.units import field_number, metric_number
from kgstore.search.words import words

_MOST_STARTING: Final = 200
_MOST_SHOWN: Final = 3
_KINDS: Final = ("model", "dataset")
_NUMBER_OR_DATE: Final = (FieldKind.NUMBER, FieldKind.DATE)


class Leaves:
    """Resolves leaves, and notes how."""

    def __init__(self, names: Names, metrics: Metrics, notes: Notes) -> None:
        self._names, self._metrics, self._notes = names, metrics, notes

    def placed(self, leaf: ast.Leaf) -> Rough:
        """Return what a leaf of the filter means.

        Raises:
            FilterError: it is not understood.
        """
        match leaf:
            case ast.Text(text, prefix):
                return self._noted(leaf, _words(text, prefix, "", leaf.column))
            case ast.Has(name):
                return self._stated(leaf, name)
            case ast.Lacks(name):
                return ast.Not(self._stated(leaf, name))
            case ast.Term():
                return self._term(leaf)
            case ast.Compare(name, operator, value):
                return self._compared(leaf, operator, value, None)
            case ast.Range(name, low, high):
                return self._compared(leaf, None, low, high)

    def _stated(self, leaf: ast.Has | ast.Lacks, name: str) -> Placed:
        subject = self._subject(name, leaf.column, comparing=False)
        why = "no such thing" if isinstance(leaf, ast.Lacks) else ""
        if isinstance(subject, Family):
            why = "; ".join(filter(None, (why, subject.why)))
            return self._noted(leaf, Measured(subject.members), subject.kind, why)
        return self._noted(leaf, Present(subject.name), why=why)

    def _term(self, leaf: ast.Term) -> Placed:
        subject = self._subject(leaf.field, leaf.column, comparing=False)
        at = leaf.value_column
        if not isinstance(subject, Family) and leaf.prefix and not leaf.value:
            return self._noted(leaf, Present(subject.name))
        if isinstance(subject, Family) or subject.kind in _NUMBER_OR_DATE:
            bound = None if leaf.prefix else read_bound(leaf.value)
            if bound is None:
                options = (f"{leaf.field}>=1",) if isinstance(subject, Family) else ()
                message = f"{leaf.value[:60]!r} is neither a number nor a date"
                raise FilterError(message, column=at, suggestions=options)
            return self._compared(leaf, "=", bound, None)
        if subject.kind is FieldKind.METRIC:
            family = self._metrics.family(leaf.value)
            if family is None:
                raise self._unknown("metric", leaf.value, at)
            return self._noted(leaf, Measured(family.members), family.kind, family.why)
        if subject.kind is FieldKind.TEXT:
            return self._noted(leaf, _words(leaf.value, leaf.prefix, subject.name, at))
        return self._noted(leaf, Among(subject.name, self._values(subject, leaf)))

    def _values(self, field: Field, leaf: ast.Term) -> tuple[str, ...]:
        """Return what a term field may have as its value."""
        at = leaf.value_column
        if not field.scheme:
            if leaf.prefix or not leaf.value:
                raise FilterError(f"{field.name} takes whole words only", column=at)
            value = leaf.value.lower()
            if field.name == "kind" and value not in _KINDS:
                raise FilterError(f"there is no kind {value!r}", column=at, suggestions=_KINDS)
            return (value,)
        if leaf.prefix:
            found = dict.fromkeys(iri for _, iri in self._names.starting(field.scheme, leaf.value))
            if len(found) > _MOST_STARTING:
                message = f"{len(found)} names start with {leaf.value!r}; write more of the word"
                raise FilterError(message, column=at)
            values = tuple(found)
        else:
            values = self._names.iris(field.scheme, leaf.value)
        if not values:
            raise self._unknown(field.scheme, leaf.value, at)
        return values

    def _compared(
        self,
        leaf: ast.Compare | ast.Range | ast.Term,
        operator: Operator | None,
        low: Bound | None,
        high: Bound | None,
    ) -> Placed:
        """Return a comparison with `low`, or without an operator the range from `low` to `high`."""
        subject = self._subject(leaf.field, leaf.column, comparing=True)
        if isinstance(subject, Field) and subject.kind is FieldKind.DATE:
            return self._noted(leaf, _period(subject, operator, low, high, leaf.value_column))
        assumed: list[str] = []

        def number(bound: Bound | None) -> float | None:
            if bound is None:
                return None
            if isinstance(bound, Day):
                raise FilterError(f"{bound.text} is a date", column=leaf.value_column)
            if isinstance(subject, Field):
                return field_number(bound, subject.unit, leaf.value_column)
            value, note = metric_number(bound, subject.facts, leaf.field, leaf.value_column)
            assumed.extend(filter(None, [note]))
            return value

        interval = _interval(operator, number(low), number(high))
        if isinstance(subject, Field):
            return self._noted(leaf, Within(subject.name, interval))
        why = "; ".join(filter(None, (subject.why, *dict.fromkeys(assumed))))
        return self._noted(leaf, Measured(subject.members, interval), subject.kind, why)

    def _subject(self, name: str, column: int, *, comparing: bool) -> Field | Family:
        """Return the field or the metric of a name; for a comparison, fields of numbers first."""
        field = _by_name().get(normal_form(name))
        if field is not None and (not comparing or field.kind in _NUMBER_OR_DATE):
            return field
        if family := self._metrics.family(name):
            return family
        if field is not None:
            message = f"{name} is not a number; write {name}:value"
            raise FilterError(message, column=column, suggestions=(field.example,))
        near = [_spelled(key) for key in like(name, _by_name())]
        options = tuple(dict.fromkeys([*near, *self._metrics.near(name)]))[:_MOST_SHOWN]
        message = f"there is no field or metric {name[:60]!r}"
        raise FilterError(message, column=column, suggestions=options)

    def _unknown(self, scheme: str, text: str, column: int) -> FilterError:
        options = self._names.near(scheme, text)
        what = scheme.replace("-", " ")
        return FilterError(f"no {what} is called {text[:60]!r}", column=column, suggestions=options)

    def _noted(self, leaf: ast.Leaf, meaning: MeaningLeaf, kind: str = "", why: str = "") -> Placed:
        understood = say(meaning)
        if isinstance(meaning, Among) and fields()[meaning.field].scheme:
            shown = [self._shown(value) for value in meaning.values[:_MOST_SHOWN]]
            more = len(meaning.values) - len(shown)
            understood = f"{meaning.field}: {' or '.join(shown)}" + f" or {more} more" * bool(more)
        note = f"{understood} ({why})" if why else understood
        self._notes.add(write(leaf), leaf.column, note)
        return Placed(meaning, leaf.column, kind)

    def _shown(self, iri: str) -> str:
        label = self._names.label(iri)
        return f"{label} ({short(iri)})" if label else short(iri)


@cache
def _by_name() -> dict[str, Field]:
    return {normal_form(name): field for name, field in named().items()}


def _spelled(key: str) -> str:
    """Return a field's name or alias as fields.toml has it."""
    return next(name for name in named() if normal_form(name) == key)


def _words(text: str, prefix: bool, field: str, column: int) -> Words:
    found = tuple(words(text))
    if not found:
        raise FilterError(f"{text[:60]!r} has neither letters nor digits", column=column)
    return Words(found, prefix, field)


def _interval(operator: Operator | None, low: float | None, high: float | None) -> Interval:
    match operator:
        case None:
            return Interval(low, high)
        case "<" | "<=":
            return Interval(high=low, open_high=operator == "<")
        case ">" | ">=":
            return Interval(low=low, open_low=operator == ">")
        case "=":
            return Interval(low, low)


def _period(
    field: Field, operator: Operator | None, low: Bound | None, high: Bound | None, column: int
) -> Period:
    if operator is not None and low is not None:
        return Period(field.name, *dates.compared(operator, dates.span(low, column)))
    since = dates.span(low, column)[0] if low else None
    before = dates.span(high, column)[1] if high else None
    return Period(field.name, since, before)
