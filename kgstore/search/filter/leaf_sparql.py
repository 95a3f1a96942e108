"""The SPARQL of one leaf of a filter: a SELECT of the foci that it holds for.

Each embeds the field's own query from `queries/facet/`, the same that fills the index. What the
leaf asks is put where that query would name its foci, so that evaluation starts from the terms
asked for, and a number is compared before anything is joined to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import pyoxigraph as ox

from kgstore.namespaces import XSD
from kgstore.search.fields import Field, FieldKind, Wider, fields
from kgstore.search.filter.meaning import (
    Among,
    Context,
    Interval,
    MeaningLeaf,
    Measured,
    Period,
    Present,
    Within,
    Words,
)
from kgstore.sparql.embedding import Embedded, embedded
from kgstore.sparql.restriction import unrestricted

CLOSURE = "LIMIT 99999"
"""Behind a closure in a sub-select: the engine then starts there (queries/README.md)."""


class Order(Protocol):
    """What results are sorted by: a field, or metrics in a context; the largest first or last."""

    @property
    def by(self) -> str:
        """The field's name."""

    @property
    def descending(self) -> bool:
        """Whether the largest come first."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics; none for a field."""

    @property
    def contexts(self) -> tuple[Context, ...]:
        """What the metrics were measured on."""


class LeafWriter:
    """Writes leaves, and gathers the prefixes that they need."""

    def __init__(self) -> None:
        self.prefixes: dict[str, str] = {}

    def select(self, leaf: MeaningLeaf) -> str:
        """Return the SELECT of the `?focus`es that a leaf holds for."""
        match leaf:
            case Among(field, values):
                return self._focus(fields()[field], self._among(fields()[field], values))
            case Within(field, interval):
                return self._focus(fields()[field], _between(interval))
            case Period(field, since, before):
                return self._focus(fields()[field], _during(since, before))
            case Present(field):
                return self._focus(fields()[field], "")
            case Measured():
                return self._measured(leaf)
            case Words():
                return self._words(leaf)

    def test(self, leaf: Among | Present) -> str:
        """Return a FILTER for `?focus`es that are bound already; for what most things fulfil."""
        field = fields()[leaf.field]
        condition = self._among(field, leaf.values) if isinstance(leaf, Among) else ""
        found = embedded(unrestricted(field.query, "focus", condition), ["focus"])
        self.prefixes |= found.prefixes
        return f"FILTER EXISTS {found.group}"

    def key(self, order: Order) -> str:
        """Return the SELECT of each `?focus` with the value `?key` that it is sorted by."""
        if order.metrics:
            rows = self._measured(Measured(order.metrics, context=order.contexts), ["value"])
        else:
            text = unrestricted(fields()[order.by].query, "focus")
            rows = self._embed(text, ["focus", "value"])
        best = "MAX" if order.metrics and order.descending else "MIN"
        return f"SELECT ?focus ({best}(?value) AS ?key) WHERE {{\n{{ {rows} }}\n}} GROUP BY ?focus"

    def _focus(self, field: Field, condition: str) -> str:
        return self._embed(unrestricted(field.query, "focus", condition), ["focus"])

    def _among(self, field: Field, values: Iterable[str], variable: str = "value") -> str:
        """Return the clause that binds or tests a variable of the field's query."""
        if not field.scheme:
            words = ", ".join(str(ox.Literal(value)) for value in values)
            return f"FILTER(?{variable} IN ({words}))"
        if field.wider is None:
            return f"VALUES ?{variable} {{ {_iris(values)} }}"
        return self._below(field.wider, values, variable)

    def _below(self, wider: Wider, values: Iterable[str], variable: str) -> str:
        text = self._embed(wider.below(values), [variable], {"value": variable}, CLOSURE)
        return f"{{ {text} }}"

    def _measured(self, leaf: Measured, more: Sequence[str] = ()) -> str:
        """Return the SELECT of what has such a value, and of `more` variables of the value."""
        metric = next(field for field in fields().values() if field.kind is FieldKind.METRIC)
        condition = self._among(metric, leaf.metrics, "metric")
        values = " ".join(filter(None, (condition, _between(leaf.interval))))
        rows = unrestricted(metric.query, "focus", values)
        if not leaf.context:
            return self._embed(rows, ["focus", *more])
        both = ["focus", "configuration"]
        parts = [self._embed(rows, [*both, *more])]
        parts += [self._context(metric, context, both) for context in leaf.context]
        joined = "\n".join(f"{{ {part} }}" for part in parts)
        names = " ".join(f"?{name}" for name in ("focus", *more))
        return f"SELECT DISTINCT {names} WHERE {{\n{joined}\n}}"

    def _context(self, metric: Field, context: Context, projection: list[str]) -> str:
        condition = self._among(fields()[context.name], context.values)
        return self._embed(
            unrestricted(metric.contexts[context.name], "focus", condition), projection
        )

    def _words(self, leaf: Words) -> str:
        condition = _holding(leaf.tokens, leaf.prefix)
        if leaf.field:
            return self._focus(fields()[leaf.field], condition)
        texts = [field for field in fields().values() if field.kind is FieldKind.TEXT]
        parts = [f"{{ {self._focus(field, condition)} }}" for field in texts]
        return f"SELECT DISTINCT ?focus WHERE {{\n{' UNION '.join(parts)}\n}}"

    def _embed(
        self,
        text: str,
        projection: Iterable[str],
        renamed: Mapping[str, str] | None = None,
        tail: str = "",
    ) -> str:
        found: Embedded = embedded(text, projection, renamed or {}, tail)
        self.prefixes |= found.prefixes
        return found.text


def _iris(values: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(value)) for value in values)


def _between(interval: Interval) -> str:
    """Return the FILTER on `?value` of an interval; "" for one that is open on both sides."""
    tests = []
    if interval.low is not None:
        tests.append(f"?value {'>' if interval.open_low else '>='} {ox.Literal(interval.low)}")
    if interval.high is not None:
        tests.append(f"?value {'<' if interval.open_high else '<='} {ox.Literal(interval.high)}")
    return f"FILTER({' && '.join(tests)})" if tests else ""


def _during(since: datetime | None, before: datetime | None) -> str:
    tests = [f"?value >= {_instant(since)}"] if since else []
    tests += [f"?value < {_instant(before)}"] if before else []
    return f"FILTER({' && '.join(tests)})" if tests else ""


def _instant(instant: datetime) -> str:
    text = instant.isoformat(timespec="seconds").replace("+00:00", "Z")
    return str(ox.Literal(text, datatype=ox.NamedNode(XSD + "dateTime")))


def _holding(words: tuple[str, ...], prefix: bool) -> str:
    """Return the FILTER for texts that hold the tokens one after the other.

    Looking for the longest token first spares most texts the regular expression.
    """
    between, end = r"[^\p{L}\p{N}]", "" if prefix else r"($|[^\p{L}\p{N}])"
    pattern = f"(^|{between}){f'{between}+'.join(words)}{end}"
    longest = ox.Literal(max(words, key=len))
    found = f"CONTAINS(LCASE(?value), {longest})"
    return f"FILTER({found} && REGEX(LCASE(?value), {ox.Literal(pattern)}))"
