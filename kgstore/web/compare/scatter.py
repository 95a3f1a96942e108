"""Which quality is shown against what: the choices that these models have, and the points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kgstore.web.amounts import Scale, scale_of
from kgstore.web.compare.comparison import Comparison
from kgstore.web.compare.facts import NUMBERS, numbers_of
from kgstore.web.compare.front import Axis, Point, axis_of_facts, axis_of_row, points
from kgstore.web.compare.joined import Row


@dataclass(frozen=True, slots=True)
class Side:
    """An axis in words: what it shows, its scale, and whether more is better."""

    words: str
    scale: Scale
    higher: bool | None


@dataclass(frozen=True, slots=True)
class Scatter:
    """The chosen axes, the points, and the models of which one or the other is not known.

    `chosen` are the ids of the choices for y and x.
    """

    chosen: tuple[str, str]
    x: Side
    y: Side
    points: Sequence[Point]
    missing: Sequence[str]


def qualities(found: Comparison) -> list[tuple[str, str]]:
    """Return what can be on the y axis: id and words."""
    usable = (key for key in found.sorts.quality if found.higher(key) is not None)
    return [(key.id, found.key_words(key)) for key in usable]


def costs(found: Comparison) -> list[tuple[str, str]]:
    """Return what can be on the x axis: facts that are numbers, and speed on the hardware."""
    stated = [
        (key, words) for key, (words, _) in NUMBERS.items() if len(numbers_of(found, key)) > 1
    ]
    usable = (key for key in found.sorts.speed if found.higher(key) is not None)
    return [*((key.id, found.key_words(key)) for key in usable), *stated]


def scatter_of(found: Comparison) -> Scatter | None:
    """Return the scatter that is asked for, or the first that can be drawn; None without one."""
    rows = {key.id: row for key, row in found.rows.items()}
    ys, xs = [one for one, _ in qualities(found)], [one for one, _ in costs(found)]
    if not ys or not xs:
        return None
    y = found.asked.quality if found.asked.quality in ys else ys[0]
    tried = [found.asked.against] if found.asked.against in xs else xs
    scatters = (_scatter(found, rows, y, x) for x in tried)
    return max(scatters, key=lambda one: len({point.model for point in one.points}))


def _scatter(found: Comparison, rows: dict[str, Row], y: str, x: str) -> Scatter:
    quality = axis_of_row(rows[y], found.settings)
    side = Side(found.key_words(rows[y].key), rows[y].scale, rows[y].higher)
    if x in NUMBERS:
        numbers = numbers_of(found, x)
        words, unit = NUMBERS[x]
        against: Axis = axis_of_facts(numbers, higher=False)
        other = Side(words, scale_of(unit, numbers.values()), False)
    else:
        against = axis_of_row(rows[x], found.settings)
        other = Side(found.key_words(rows[x].key), rows[x].scale, rows[x].higher)
    there = points(quality, against)
    drawn = {point.model for point in there}
    missing = [model for model in found.models if model not in drawn]
    return Scatter((y, x), other, side, there, missing)
