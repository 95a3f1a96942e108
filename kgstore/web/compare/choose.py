"""Which of a model's values for one key stands for it, where it was measured more than once.

A model may be tested at 224 and at 288 pixels, or timed with and without a compiler. Like is
compared with like: the settings in which most of the models were measured are chosen for all; for a
model that was not measured so, those that come nearest. Or else each model stands by its best.
Where sources contradict each other for the same settings, the less favourable value counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kgstore.web.compare.asked import BEST
from kgstore.web.compare.read import Measured

Settings: TypeAlias = frozenset[tuple[str, str]]
Groups: TypeAlias = Mapping[str, Mapping[Settings, Sequence[Measured]]]
"""Values by model and by the settings in which they were measured."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings that stand for a model, what was measured in them, and the number that counts.

    `claims` has each number once; they are several where sources contradict each other.
    """

    settings: Settings
    claims: tuple[Measured, ...]
    value: float
    others: int


def grouped(
    values: Iterable[Measured],
    settings: Mapping[str, Settings],
    of_key: frozenset[str] = frozenset(),
) -> Groups:
    """Return values by model and settings; the settings `of_key` are part of the key already."""
    found: dict[str, dict[Settings, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for one in values:
        setup = settings.get(one.configuration, frozenset())
        found[one.model][frozenset(pair for pair in setup if pair[0] not in of_key)].append(one)
    return found


def cautious(values: Iterable[Measured], higher: bool | None) -> float:
    """Return the least favourable of values; the least where no direction is known."""
    numbers = [one.value for one in values]
    return max(numbers) if higher is False else min(numbers)


def favour(value: float, higher: bool | None) -> float:
    """Return a number that is the greater, the better a value is."""
    return -value if higher is False else value


def choose(
    groups: Groups, higher: bool | None, how: str, preferred: Counter[tuple[str, str]]
) -> dict[str, Choice]:
    """Return what stands for each model; `preferred` settings win where all else is equal."""
    numbers = {
        model: {setup: cautious(values, higher) for setup, values in found.items()}
        for model, found in groups.items()
    }
    target = None if how == BEST else _shared(numbers, higher, preferred)
    return {
        model: _choice(groups[model], _nearest(found, target, higher), found)
        for model, found in numbers.items()
    }


def _shared(
    numbers: Mapping[str, Mapping[Settings, float]],
    higher: bool | None,
    preferred: Counter[tuple[str, str]],
) -> Settings:
    """Return the settings in which most models were measured."""
    measured: dict[Settings, list[float]] = defaultdict(list)
    for found in numbers.values():
        for setup, value in found.items():
            measured[setup].append(value)

    def rank(setup: Settings) -> tuple[int, int, float, list[tuple[str, str]]]:
        values = measured[setup]
        mean = favour(sum(values) / len(values), higher)
        return len(values), sum(preferred[pair] for pair in setup), mean, sorted(setup)

    return max(measured, key=rank)


def _nearest(
    found: Mapping[Settings, float], target: Settings | None, higher: bool | None
) -> Settings:
    """Return the settings that contradict a target least, the best of those that tie."""

    def rank(setup: Settings) -> tuple[int, int, float, list[tuple[str, str]]]:
        near = (0, 0) if target is None else (-contradictions(setup, target), len(setup & target))
        return (*near, favour(found[setup], higher), sorted(setup))

    return max(found, key=rank)


def contradictions(one: Settings, other: Settings) -> int:
    """Return how many things are set otherwise in one setup than in another.

    >>> contradictions(frozenset({("size", "224"), ("crop", "1")}), frozenset({("size", "288")}))
    1
    """
    there = dict(other)
    return sum(there.get(what, value) != value for what, value in one)


def _choice(
    groups: Mapping[Settings, Sequence[Measured]],
    setup: Settings,
    found: Mapping[Settings, float],
) -> Choice:
    ordered = sorted(groups[setup], key=lambda one: (one.value, one.configuration, one.iri))
    claims = {one.value: one for one in reversed(ordered)}
    others = sum(len(values) for values in groups.values()) - len(groups[setup])
    return Choice(setup, tuple(claims[value] for value in sorted(claims)), found[setup], others)
