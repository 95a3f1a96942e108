"""Facets and histograms: how many of the entries that a filter finds have which values.

What the filter itself asks of a facet does not narrow the counts of that facet, so that one sees
what else could be chosen there: alternatives within a facet, all facets together. Counts are exact.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from kgstore.errors import ParameterError
from kgstore.search import schema
from kgstore.search.fields import Field, FieldKind, fields, named
from kgstore.search.filter.ast import And
from kgstore.search.filter.meaning import Among, Meaning, Measured, Period, Within
from kgstore.search.folder import Generation
from kgstore.search.to_index import Compiler

TOP = 20
"""Values that a facet shows."""
_EXACT = 65_000
"""Values that are counted per segment; fewer would make the counts guesses."""
_STEPS = (1, 2, 5)
_BINS = 20


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value of a facet (an IRI, or a word), how many entries have it, and if it is asked for."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Bin:
    """A part of a range: from `low`, below `high`, and how many entries have a value in it."""

    low: float
    high: float
    count: int


class Counting:
    """Counts what filters find in one generation of the index."""

    def __init__(self, generation: Generation, compiler: Compiler) -> None:
        self._searcher, self._compiler = generation.searcher, compiler

    def facets(self, meaning: Meaning, names: Iterable[str]) -> dict[str, tuple[Bucket, ...]]:
        """Return the most frequent values of facets; those with the same filter share one pass.

        Raises:
            ParameterError: one is no field with terms.
        """
        chosen = [field_of(name, {FieldKind.TERM, FieldKind.METRIC}) for name in names]
        passes: dict[Meaning, list[Field]] = {}
        for field in chosen:
            passes.setdefault(without(meaning, field.name), []).append(field)
        counted: dict[str, Any] = {}
        for narrowed, together in passes.items():
            asked = {field.name: _terms(field.name) for field in together}
            counted |= self._searcher.aggregate(self._compiler.query(narrowed), asked)
        return {field.name: self._buckets(meaning, field.name, counted) for field in chosen}

    def total(self, meaning: Meaning) -> int:
        """Return how many entries a filter finds."""
        counted = {"all": {"value_count": {"field": schema.ID}}}
        found = self._searcher.aggregate(self._compiler.query(meaning), counted)
        return int(found["all"]["value"])

    def _buckets(self, meaning: Meaning, field: str, counted: dict[str, Any]) -> tuple[Bucket, ...]:
        chosen = selected(meaning, field)
        top = sorted(counted[field]["buckets"], key=lambda one: (-one["doc_count"], one["key"]))
        found = [Bucket(b["key"], b["doc_count"], b["key"] in chosen) for b in top[:TOP]]
        for value in sorted(chosen - {bucket.value for bucket in found}):
            narrowed: Meaning = And((without(meaning, field), Among(field, (value,))))
            found.append(Bucket(value, self.total(narrowed), True))
        return tuple(found)

    def histograms(self, meaning: Meaning, names: Iterable[str]) -> dict[str, tuple[Bin, ...]]:
        """Return how the values of number or date fields are spread, in bins with round edges.

        Raises:
            ParameterError: one is no field with numbers or dates.
        """
        found: dict[str, tuple[Bin, ...]] = {}
        for name in names:
            field = field_of(name, {FieldKind.NUMBER, FieldKind.DATE})
            query = self._compiler.query(without(meaning, field.name))
            asked: dict[str, Any] = {"spread": {"stats": {"field": field.name}}}
            spread = self._searcher.aggregate(query, asked)["spread"]
            found[field.name] = ()
            if spread["count"]:
                edges = _edges(field, spread["min"], spread["max"])
                ranges = [{"from": a, "to": b} for a, b in pairwise(edges)]
                asked = {"bins": {"range": {"field": field.name, "ranges": ranges}}}
                counted = self._searcher.aggregate(query, asked)["bins"]["buckets"]
                found[field.name] = tuple(_bins(counted, edges))
        return found


def _bins(counted: Sequence[dict[str, Any]], edges: Sequence[float]) -> Iterable[Bin]:
    """Ranges that were not asked for (below the first edge, above the last) come back too."""
    inside = set(edges)
    for one in counted:
        if one.get("from") in inside and one.get("to") in inside:
            yield Bin(one["from"], one["to"], one["doc_count"])


def field_of(name: str, kinds: Collection[FieldKind]) -> Field:
    """Return the field of a name or alias, if it is of one of the kinds.

    Raises:
        ParameterError: it is not; the advice lists those that are.
    """
    field = named().get(name) or named().get(name.replace("-", "_"))
    if field is None or field.kind not in kinds:
        fitting = ", ".join(f.name for f in fields().values() if f.kind in kinds)
        kind = " or ".join(sorted(kinds))
        raise ParameterError(
            f"{name!r} is no {kind} field", subject=name, advice=f"Take one of: {fitting}."
        )
    return field


def without(meaning: Meaning, field: str) -> Meaning:
    """Return a filter without what it asks of a field at its top level, as a context too.

    >>> task, licence = Among("task", ("t",)), Among("licence", ("l",))
    >>> without(And((task, licence)), "task") == And((licence,))
    True
    """
    match meaning:
        case And(parts):
            kept = (without(part, field) for part in parts if not isinstance(part, And))
            inner = tuple(part for part in parts if isinstance(part, And))
            return And((*(part for part in kept if part != And(())), *inner))
        case Among(name) | Within(name) | Period(name) if name == field:
            return And(())
        case Measured():
            context = tuple(one for one in meaning.context if one.name != field)
            return dataclasses.replace(meaning, context=context)
        case _:
            return meaning


def selected(meaning: Meaning, field: str) -> frozenset[str]:
    """Return the values that a filter asks for of a field at its top level."""
    found: set[str] = set()
    for part in meaning.parts if isinstance(meaning, And) else (meaning,):
        if isinstance(part, Among) and part.field == field:
            found.update(part.values)
        if isinstance(part, Measured):
            found.update(v for one in part.context if one.name == field for v in one.values)
    return frozenset(found)


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": 2 * TOP, "segment_size": _EXACT}}


def _edges(field: Field, low: float, high: float) -> list[float]:
    return calendar_edges(low, high) if field.kind is FieldKind.DATE else round_edges(low, high)


def calendar_edges(low: float, high: float) -> list[float]:
    """Return the starts (seconds since 1970) of the years or months from `low` to beyond `high`.

    >>> [edge / 86400 for edge in calendar_edges(0, 86400 * 40)]
    [0.0, 31.0, 59.0]
    """
    first, last = (datetime.fromtimestamp(at, UTC) for at in (low, high))
    months = (last.year - first.year) * 12 + last.month - first.month + 2
    step = 1 if months <= _BINS + 1 else 12
    start = first.year * 12 + (first.month - 1 if step == 1 else 0)
    end = last.year * 12 + (last.month if step == 1 else 12)
    days = (datetime(at // 12, at % 12 + 1, 1, tzinfo=UTC) for at in range(start, end + 1, step))
    return [day.timestamp() for day in days]


def round_edges(low: float, high: float) -> list[float]:
    """Return the edges of bins that hold all from `low` to `high`: even ones, or 1, 2, 5, 10 ...

    >>> round_edges(3, 14)[:3], round_edges(30, 9e6)[:3]
    ([3.0, 4.0, 5.0], [10.0, 100.0, 1000.0])
    """
    if low >= 0 and high > 100 * max(low, 1e-9) and high > 1e-7:
        return _spread_edges(low, high)
    step = _round_up((high - low) / _BINS or 1.0)
    first = math.floor(low / step)
    return [round(n * step, 12) for n in range(first, math.floor(high / step) + 2)]


def _spread_edges(low: float, high: float) -> list[float]:
    """Return edges that grow: three to a decade, or one where there are many decades."""
    least = low if low > 0 else min(1.0, high / 1e6)
    powers = range(math.floor(math.log10(least)), math.floor(math.log10(high)) + 2)
    steps = _STEPS if len(powers) * len(_STEPS) <= _BINS else _STEPS[:1]
    edges = [step * 10.0**power for power in powers for step in steps]
    above = next(at for at, edge in enumerate(edges) if edge > high)
    start = max((at for at, edge in enumerate(edges) if edge <= least), default=0)
    return [*([0.0] if low == 0 else []), *edges[start : above + 1]]


def _round_up(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return float(next(n * power for n in (*_STEPS, 10) if n * power >= step * 0.999999))
