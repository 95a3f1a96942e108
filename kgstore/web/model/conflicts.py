"""Claims that contradict each other: one metric on the same data, but different numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isclose
from typing import Final

from kgstore.web.model.metrics import Metrics
from kgstore.web.model.results import Cell
from kgstore.web.model.setups import Setup, Value

MOST_CLAIMS: Final = 6
MOST_CONFLICTS: Final = 50
_MOST_COMPARED: Final = 40
_SAME: Final = 1e-9
_DIGITS: Final = 9
_WORDS: Final = "words for the data"

Claim = tuple[Setup, Value]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims of one quantity; `explained` are names of settings that differ between them."""

    metric: str
    datasets: Sequence[str]
    of_class: str
    claims: Sequence[tuple[Setup, Cell]]
    explained: Sequence[str]
    left_out: int = 0


def conflicts(setups: Sequence[Setup], metrics: Metrics) -> list[Conflict]:
    """Return the contradictions in values measured on stated data, the largest gaps first.

    Two values contradict each other if sources differ, or if one source gives both under the same
    settings and the same name. Other settings may explain a gap between sources: they are named.
    """
    found: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for setup in setups:
        for value in setup.values:
            if setup.datasets and value.number is not None and not setup.hardware:
                found[_key(setup, value)].append((setup, value))
    opposed = [claims for claims in map(_opposed, found.values()) if claims]
    opposed.sort(key=_gap, reverse=True)
    return [_conflict(claims, metrics) for claims in opposed[:MOST_CONFLICTS]]


def _key(setup: Setup, value: Value) -> tuple[object, ...]:
    part = (value.of_class, value.slice, value.step, value.fold)
    return value.metric, tuple(setup.datasets), part, value.unit


def _opposed(claims: Sequence[Claim]) -> list[Claim]:
    """Return those of some claims that another one contradicts."""
    found: dict[str, Claim] = {}
    said: dict[str, set[float]] = defaultdict(set)
    for _, value in claims:
        said[value.by].add(round(value.number or 0.0, _DIGITS))
    for one, other in combinations(claims[:_MOST_COMPARED], 2):
        # Two sources that share a number agree, whatever else both state under the same name.
        agree = one[1].by != other[1].by and said[one[1].by] & said[other[1].by]
        if not agree and _oppose(one, other):
            found |= {one[1].iri: one, other[1].iri: other}
    return list(found.values())


def _oppose(one: Claim, other: Claim) -> bool:
    a, b = one[1], other[1]
    if isclose(a.number or 0.0, b.number or 0.0, rel_tol=_SAME):
        return False
    if a.by != b.by or one[0].record != other[0].record:
        return True
    return a.label == b.label and _settings(one[0]) == _settings(other[0])


def _settings(setup: Setup) -> frozenset[tuple[str, str]]:
    return frozenset((one.iri, one.value) for one in setup.settings) | {
        ("preprocessing", "; ".join(setup.steps)),
        ("additional data", setup.additional_data),
        (_WORDS, "; ".join(setup.raw_datasets)),
    }


def _gap(claims: Iterable[Claim]) -> float:
    numbers = [value.number or 0.0 for _, value in claims]
    largest = max(map(abs, numbers))
    return (max(numbers) - min(numbers)) / largest if largest else 0.0


def _conflict(claims: Sequence[Claim], metrics: Metrics) -> Conflict:
    setup, value = claims[0]
    scale = metrics.scale([one for _, one in claims])
    shown = sorted(claims, key=lambda claim: (claim[1].by, claim[1].number or 0.0, claim[1].iri))
    cells = [(where, Cell(one, scale.text(one.number or 0.0))) for where, one in shown]
    differing = [_settings(where) for where, _ in claims]
    explained = set().union(*differing) - differing[0].intersection(*differing[1:])
    return Conflict(
        value.metric,
        setup.datasets,
        value.of_class,
        cells[:MOST_CLAIMS],
        sorted({name for name, _ in explained} - {_WORDS}),
        max(0, len(cells) - MOST_CLAIMS),
    )
