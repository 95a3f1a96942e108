"""Facets: how many of the entries that a filter finds have which values.

What the filter itself asks of a facet does not narrow the counts of that facet, so that one sees
what else could be chosen there: alternatives within a facet, all facets together. Counts are exact.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from kgstore.errors import ParameterError
from kgstore.search import schema
from kgstore.search.fields import Field, FieldKind, fields, named
from kgstore.search.filter.ast import And, Not
from kgstore.search.filter.meaning import Among, Meaning, Measured, Period, Present, Within
from kgstore.search.folder import Generation
from kgstore.search.to_index import Compiler

TOP = 20
"""Values that a facet shows."""
_ONE_BY_ONE = 16
"""Values up to which each is counted by itself; beyond, counting all of a field is faster."""
_EXACT = 65_000
"""Values that are counted per segment; fewer would make the counts guesses."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value of a facet (an IRI, or a word), how many entries have it, and if it is asked for."""

    value: str
    count: int
    selected: bool = False


class Counting:
    """Counts what filters find in one generation of the index."""

    def __init__(self, generation: Generation, compiler: Compiler) -> None:
        self._searcher, self._compiler = generation.searcher, compiler
        self._kept = generation.counts

    def facets(self, meaning: Meaning, names: Iterable[str]) -> dict[str, tuple[Bucket, ...]]:
        """Return the most frequent values of facets; those with the same filter share one pass.

        Raises:
            ParameterError: one is no field with terms.
        """
        chosen = [field_of(name, {FieldKind.TERM, FieldKind.METRIC}) for name in names]
        passes: dict[Meaning, list[Field]] = {}
        for field in chosen:
            passes.setdefault(without(meaning, field.name), []).append(field)
        counted: dict[str, list[dict[str, Any]]] = {}
        for narrowed, together in passes.items():
            counted |= self._counted(narrowed, [field.name for field in together])
        return {field.name: self._buckets(meaning, field.name, counted) for field in chosen}

    def _counted(self, meaning: Meaning, names: list[str]) -> dict[str, list[dict[str, Any]]]:
        """Return the buckets of facets under one filter; those that are kept are not counted."""
        found = {name: self._kept.get((meaning, name)) for name in names}
        asked = {name: _terms(name) for name, buckets in found.items() if buckets is None}
        if asked:
            for name, told in self._searcher.aggregate(
                self._compiler.query(meaning), asked
            ).items():
                found[name] = told["buckets"]
                self._kept.put((meaning, name), told["buckets"])
        return found

    def counts(self, meaning: Meaning, field: str, values: Iterable[str]) -> dict[str, int]:
        """Return how many have each of these values of a facet, however few they are."""
        narrowed, wanted = without(meaning, field), dict.fromkeys(values)
        if len(wanted) > _ONE_BY_ONE:
            query = self._compiler.query(narrowed)
            asked = {field: {"terms": {"field": field, "size": _EXACT, "segment_size": _EXACT}}}
            buckets = self._searcher.aggregate(query, asked)[field]["buckets"]
            counted = {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
            return {value: counted.get(value, 0) for value in wanted}
        return {value: self.total(And((narrowed, Among(field, (value,))))) for value in wanted}

    def lacking(self, meaning: Meaning, field: str) -> int:
        """Return how many have no value of a facet stated."""
        return self.total(And((without(meaning, field), Not(Present(field)))))

    def total(self, meaning: Meaning) -> int:
        """Return how many entries a filter finds."""
        found: int = self._kept.once((meaning, ""), lambda: self._total(meaning))
        return found

    def _total(self, meaning: Meaning) -> int:
        counted = {"all": {"value_count": {"field": schema.ID}}}
        found = self._searcher.aggregate(self._compiler.query(meaning), counted)
        return int(found["all"]["value"])

    def _buckets(
        self, meaning: Meaning, field: str, counted: dict[str, list[dict[str, Any]]]
    ) -> tuple[Bucket, ...]:
        chosen = selected(meaning, field)
        top = sorted(counted[field], key=lambda one: (-one["doc_count"], one["key"]))
        found = [Bucket(b["key"], b["doc_count"], b["key"] in chosen) for b in top[:TOP]]
        for value in sorted(chosen - {bucket.value for bucket in found}):
            narrowed: Meaning = And((without(meaning, field), Among(field, (value,))))
            found.append(Bucket(value, self.total(narrowed), True))
        return tuple(found)


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
