"""One quality against what it takes: the points of a scatter, and those that none other beats.

A point joins two values of one model only where nothing is set otherwise in the two measurements:
an accuracy at 288 pixels does not go with a speed at 224.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.web.compare.choose import (
    Groups,
    Settings,
    cautious,
    contradictions,
    favour,
    grouped,
)
from kgstore.web.compare.joined import Row

MOST_POINTS: Final = 6
"""Points of one model at most."""


@dataclass(frozen=True, slots=True)
class Point:
    """A model's quality `y` against `x`, in which settings; `front` where nothing beats it."""

    model: str
    x: float
    y: float
    settings: Settings
    front: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows: numbers by model and settings, and whether more is better."""

    numbers: Mapping[str, Mapping[Settings, float]]
    higher: bool | None


def axis_of_row(row: Row, settings: Mapping[str, Settings]) -> Axis:
    """Return the axis of a row: all settings in which its models were measured."""
    return Axis(_numbers(grouped(row.values, settings), row.higher), row.higher)


def axis_of_facts(numbers: Mapping[str, float], higher: bool) -> Axis:
    """Return the axis of what is stated of models as such: their size, say."""
    return Axis({model: {frozenset(): value} for model, value in numbers.items()}, higher)


def _numbers(groups: Groups, higher: bool | None) -> dict[str, dict[Settings, float]]:
    return {
        model: {setup: cautious(values, higher) for setup, values in found.items()}
        for model, found in groups.items()
    }


def points(quality: Axis, against: Axis) -> list[Point]:
    """Return the points of all models that have both, those on the front marked."""
    named = {what for found in quality.numbers.values() for setup in found for what, _ in setup}
    conditions = _conditions(against, named)
    found: list[Point] = []
    for model, qualities in quality.numbers.items():
        wanted = _under(against.numbers.get(model, {}), conditions, named)
        pairs = [
            Point(model, x, y, one | other)
            for one, y in qualities.items()
            for other, x in wanted.items()
            if not contradictions(one, other)
        ]
        own = [point for point in _marked(pairs, quality, against) if point.front]
        distinct = {(point.x, point.y): point for point in own}
        found += list(distinct.values())[:MOST_POINTS]
    return sorted(_marked(found, quality, against), key=lambda point: (point.x, point.y))


def _conditions(against: Axis, named: Iterable[str]) -> Settings:
    """Return in which conditions most models were measured: software, compiler and the like.

    Settings that the quality's measurements have, too, belong to the model and not to these.
    """
    measured: Counter[Settings] = Counter()
    for found in against.numbers.values():
        measured.update({_outside(setup, named) for setup in found})
    return max(measured, key=lambda one: (measured[one], sorted(one)), default=frozenset())


def _outside(setup: Settings, named: Iterable[str]) -> Settings:
    return frozenset(pair for pair in setup if pair[0] not in named)


def _under(
    found: Mapping[Settings, float], conditions: Settings, named: Iterable[str]
) -> dict[Settings, float]:
    """Return what was measured in exactly the given conditions: to have no compiler is one, too."""
    return {s: v for s, v in found.items() if _outside(s, named) == conditions}


def _marked(found: Sequence[Point], quality: Axis, against: Axis) -> list[Point]:
    """Return points with those marked that no other one is better than in both respects."""

    def goods(point: Point) -> tuple[float, float]:
        return favour(point.x, against.higher), favour(point.y, quality.higher)

    def is_beaten(point: Point) -> bool:
        x, y = goods(point)
        others = (goods(other) for other in found)
        return any(a >= x and b >= y and (a, b) != (x, y) for a, b in others)

    return [dataclasses.replace(point, front=not is_beaten(point)) for point in found]
