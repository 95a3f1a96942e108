"""The models of a leaderboard in their order, each value with who states it, when and how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.describe import bracketed, name
from kgstore.web.amounts import Scale, scale_of
from kgstore.web.dataset.boards import Board, Metric, metric_of
from kgstore.web.dataset.kept import kept
from kgstore.web.documents import Site
from kgstore.web.pages_about import rows

TOP: Final = 20
"""Models that a dataset's page shows."""
_OTHERS: Final = 3
_MODIFIED: Final = PREFIXES["dcterms"] + "modified"
_STATED_BY: Final = (PREFIXES["prov"] + "wasAttributedTo", MZ + "evidence")


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value of a model."""

    number: float
    measured: str
    configuration: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A model in its place, with its values, the best first."""

    place: int
    model: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All models of a board in their order, and on which scale their values are shown."""

    board: Board
    metric: Metric
    scale: Scale
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of a leaderboard: a model's best value, as it was stated, and its other values."""

    place: int
    model: str
    configuration: str
    value: str
    raw: str
    uncertainty: str
    others: tuple[str, ...]
    more: int
    source: str
    evidence: tuple[str, ...]
    day: str
    changed: str
    verification: str
    extra_data: bool


def ranking(here: Site, board: Board) -> Ranking:
    """Return all models with a value on a board, the best first.

    Where nobody says which way is better, the greatest comes first. Models with the same value
    share a place.
    """
    metric = metric_of(here, board.metric)
    standings = kept(
        here,
        f"leaderboard {board.dataset} {board.metric}",
        board.count,
        lambda: _standings(here, board, metric.higher is not False),
    )
    numbers = [standing.values[0].number for standing in standings[:TOP]]
    return Ranking(board, metric, scale_of(metric.unit, numbers), standings)


def _standings(here: Site, board: Board, down: bool) -> tuple[Standing, ...]:
    dataset, metric = bracketed([board.dataset, board.metric])
    found: dict[str, list[Value]] = defaultdict(list)
    for row in rows(here.view, here.library, "leaderboard", dataset=dataset, metric=metric):
        number = float(getattr(row["value"], "value", "nan"))
        if number == number:  # an NaN is no place
            value = Value(number, name(row["measured"]), name(row["configuration"]))
            found[name(row["model"])].append(value)
    sign = -1.0 if down else 1.0
    for values in found.values():
        values.sort(key=lambda value: (sign * value.number, value.measured))
    ordered = sorted(found, key=lambda model: (sign * found[model][0].number, model))
    standings: list[Standing] = []
    for number, model in enumerate(ordered, 1):
        best = found[model][0].number
        tied = standings and standings[-1].values[0].number == best
        standings.append(
            Standing(standings[-1].place if tied else number, model, tuple(found[model]))
        )
    return tuple(standings)


def claims(here: Site, ranked: Ranking, standings: Sequence[Standing]) -> list[Claim]:
    """Return some of the standings as they are shown, each with what is stated of its value."""
    return [_claim(here, ranked.scale, standing) for standing in standings]


def _claim(here: Site, scale: Scale, standing: Standing) -> Claim:
    best, values = standing.values[0], here.view.values

    def first(thing: str, property_iri: str) -> str:
        return next(iter(sorted(values(thing, property_iri))), "")

    further = {value.number for value in standing.values} - {best.number}
    others = sorted((scale.text(number) for number in further), reverse=True)
    uncertainty = first(best.measured, MZ + "uncertainty")
    return Claim(
        standing.place,
        standing.model,
        best.configuration,
        scale.text(best.number),
        first(best.measured, MZ + "rawValue"),
        scale.text(float(uncertainty)) if uncertainty else "",
        tuple(others[:_OTHERS]),
        max(0, len(others) - _OTHERS),
        first(standing.model, MZ + "source"),
        tuple(one for p in _STATED_BY for one in sorted(values(best.measured, p)))[:2],
        first(best.measured, MZ + "measuredOn"),
        first(standing.model, _MODIFIED)[:10],
        first(best.measured, MZ + "verification"),
        first(best.configuration, MZ + "usesAdditionalData") == "true",
    )
