"""Facets: how many of the entries that a filter finds have which values.

What the filter itself asks of a facet does not narrow the counts of that facet, so that one sees
what else could be chosen there: alternatives within a facet, all facets together. Counts are exact.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kgstore.errors import ParameterError
from kgstore.search import schema
from kgstore.search.counting import Having, Passes, Top, Total
from kgstore.search.fields import Field, FieldKind, fields, named
from kgstore.search.filter.ast import And
from kgstore.search.filter.meaning import Among, Meaning, Measured, Period, Within

_FACETS: Final = (FieldKind.TERM, FieldKind.METRIC)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value of a facet (an IRI, or a word), how many entries have it, and if it is asked for."""

    value: str
    count: int
    selected: bool = False


class Facets:
    """Counts of what one filter finds; all are asked for when it is made, and read after.

    `names` are facets of which the most frequent values are wanted, `values` those to count
    whatever their rank, `lacking` facets of which to count what has no value stated.

    Raises:
        ParameterError: one of `names` is no field with terms.
    """

    def __init__(
        self,
        passes: Passes,
        meaning: Meaning,
        names: Iterable[str],
        values: Mapping[str, Collection[str]],
        lacking: Iterable[str],
    ) -> None:
        self._passes, self._meaning = passes, meaning
        self._names = [field_of(name, _FACETS).name for name in names]
        self._values = {field: tuple(dict.fromkeys(some)) for field, some in values.items()}
        self._lacking = tuple(lacking)
        passes.ask(meaning, Total())
        for field in self._names:
            chosen = (Having(field, value) for value in selected(meaning, field))
            passes.ask(without(meaning, field), Top(field), *chosen)
        for field, some in self._values.items():
            passes.ask(without(meaning, field), *(Having(field, value) for value in some))
        for field in self._lacking:
            passes.ask(without(meaning, field), Total(), Having(schema.HAS, field))

    def total(self) -> int:
        """Return how many entries the filter finds."""
        return int(self._passes.told(self._meaning, Total()))

    def top(self) -> dict[str, tuple[Bucket, ...]]:
        """Return the most frequent values of each facet, and those that are asked for."""
        return {field: tuple(self._buckets(field)) for field in self._names}

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many have each of the values that were to be counted."""
        return {f: {one: self._having(f, one) for one in some} for f, some in self._values.items()}

    def lacking(self) -> dict[str, int]:
        """Return, by facet, how many have no value of it stated."""
        found = {}
        for field in self._lacking:
            narrowed = without(self._meaning, field)
            all_of_it = self._passes.told(narrowed, Total())
            found[field] = all_of_it - self._passes.told(narrowed, Having(schema.HAS, field))
        return found

    def _buckets(self, field: str) -> Iterable[Bucket]:
        chosen = selected(self._meaning, field)
        top = self._passes.told(without(self._meaning, field), Top(field))
        yield from (Bucket(value, count, value in chosen) for value, count in top)
        for value in sorted(chosen - {value for value, _ in top}):
            yield Bucket(value, self._having(field, value), True)

    def _having(self, field: str, value: str) -> int:
        return int(self._passes.told(without(self._meaning, field), Having(field, value)))


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
