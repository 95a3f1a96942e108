"""The table of a comparison: a row a key, a cell a model, the best of each row marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.namespaces import MZ
from kgstore.web.amounts import Scale, scale_of
from kgstore.web.compare.choose import Choice, Settings, choose, favour, grouped
from kgstore.web.compare.read import Key, Measured, Metric

_OF_KEY: Final = frozenset({MZ + "numericPrecision"})
"""Settings that keys of speed state themselves."""


@dataclass(frozen=True, slots=True)
class Row:
    """A key with what stands for each model that has a value; `best` are the best models.

    `shared` are the settings that all have in common. `values` are all that were measured.
    """

    key: Key
    higher: bool | None
    scale: Scale
    cells: Mapping[str, Choice]
    best: frozenset[str]
    shared: Settings
    values: tuple[Measured, ...]

    def differing(self, model: str) -> Settings:
        """Return the settings of a model's value that not all have."""
        return self.cells[model].settings - self.shared


def rows_of(
    by_key: Mapping[Key, Sequence[Measured]],
    settings: Mapping[str, Settings],
    metrics: Mapping[str, Metric],
    how: str,
    preferred: Counter[tuple[str, str]],
) -> dict[Key, Row]:
    """Return the row of each key; values of other keys are never joined."""
    return {
        key: _row(key, found, settings, metrics.get(key.metric, Metric()), how, preferred)
        for key, found in by_key.items()
    }


def _row(
    key: Key,
    values: Sequence[Measured],
    settings: Mapping[str, Settings],
    metric: Metric,
    how: str,
    preferred: Counter[tuple[str, str]],
) -> Row:
    groups = grouped(values, settings, _OF_KEY if key.is_speed else frozenset())
    cells = choose(groups, metric.higher, how, preferred)
    several = len(cells) > 1
    shared = frozenset.intersection(*(one.settings for one in cells.values())) if several else ()
    best = _best(cells, metric.higher) if several and key.is_comparable else frozenset()
    scale = scale_of(metric.unit, (one.value for one in values), metric.symbol)
    return Row(key, metric.higher, scale, cells, best, frozenset(shared), tuple(values))


def _best(cells: Mapping[str, Choice], higher: bool | None) -> frozenset[str]:
    """Return the models with the best value, none where nobody says what is better."""
    if higher is None:
        return frozenset()
    top = max(favour(one.value, higher) for one in cells.values())
    return frozenset(m for m, one in cells.items() if favour(one.value, higher) == top)


def liked(rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    """Return how often each setting was chosen in rows, so that others can follow them."""
    return Counter(pair for row in rows for one in row.cells.values() for pair in one.settings)
