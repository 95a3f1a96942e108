"""Metric values as tables: as a whole by dataset, by class, by slice, by hardware, emissions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.web.amounts import Scale
from kgstore.web.model.metrics import EMISSIONS, Metrics
from kgstore.web.model.setups import Setting, Setup, Value, varying
from kgstore.web.pages_about import Names

MOST_ROWS: Final = 40
"""Rows of a table that are seen at once; the rest is behind a line to open."""
MOST_IN_ALL: Final = 400


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is shown; `heard` is how its source spells it, where that says more."""

    value: Value
    text: str
    is_best: bool = False
    share: float | None = None

    @property
    def heard(self) -> str:
        """Return the source's own spelling, where it is more than the same number in full."""
        raw = self.value.raw.strip()
        shown = self.text.partition(" ")[0].replace(",", "")
        try:
            number, decimals = float(raw.rstrip("%")), len(shown.partition(".")[2])
            factors = (1, 100) if self.text.endswith("%") else (1,)
            is_same = any(round(number * by, decimals) == float(shown) for by in factors)
        except ValueError:
            is_same = raw == self.text
        return "" if is_same else raw[:60]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is of, under which settings, and a cell for each metric or None."""

    of: str
    setup: Setup
    settings: Sequence[Setting]
    cells: Sequence[Cell | None]

    @property
    def first(self) -> Value:
        """The first value of the row."""
        return next(cell.value for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that share their metrics; `of` is what all are of: data, hardware or classes."""

    of: tuple[str, ...]
    metrics: Sequence[str]
    rows: Sequence[Row]
    varying: Sequence[str] = ()
    left_out: int = 0

    @property
    def has_support(self) -> bool:
        """Whether it is stated of how many objects a value is."""
        return any(cell.value.support for row in self.rows for cell in row.cells if cell)

    @property
    def best(self) -> list[tuple[str, Cell]]:
        """The best cell of each metric that has one."""
        marked = ((m, [r.cells[n] for r in self.rows]) for n, m in enumerate(self.metrics))
        found = ((m, next((c for c in cells if c and c.is_best), None)) for m, cells in marked)
        return [(metric, cell) for metric, cell in found if cell]


@dataclass(frozen=True, slots=True)
class Results:
    """All tables of a model, each kind in order."""

    whole: Sequence[Table]
    classes: Sequence[Table]
    slices: Sequence[Table]
    hardware: Sequence[Table]
    emissions: Sequence[Table]
    count: int


def results(setups: Sequence[Setup], metrics: Metrics, names: Names) -> Results:
    """Return the values of configurations as tables."""
    kinds: dict[str, list[tuple[Setup, Value]]] = defaultdict(list)
    for setup in setups:
        for value in setup.values:
            kinds[_kind(value, metrics)].append((setup, value))
    make = _Maker(metrics, names)
    of: dict[tuple[str, str], set[str]] = defaultdict(set)
    for setup, value in kinds["class"]:
        of[setup.iri, value.of_class].add(value.metric)

    def class_group(setup: Setup, value: Value) -> tuple[str, ...]:
        """Classes of one schema that are measured alike stand together."""
        alike = sorted(of[setup.iri, value.of_class])
        return setup.iri, scheme_of(value.of_class), *alike

    return Results(
        make.tables(kinds["whole"], lambda s, v: tuple(s.datasets), pivot=False),
        make.tables(kinds["class"], class_group, by_class=True),
        make.tables(kinds["slice"], lambda s, v: (*s.datasets, v.slice[0]), pivot=False),
        make.tables(kinds["speed"], lambda s, v: tuple(s.hardware or s.raw_hardware)),
        make.tables(kinds["emission"], lambda s, v: tuple(s.datasets), pivot=False),
        sum(map(len, kinds.values())),
    )


def _kind(value: Value, metrics: Metrics) -> str:
    if value.of_class:
        return "class"
    if value.slice != ("", ""):
        return "slice"
    if value.metric in EMISSIONS:
        return "emission"
    return "speed" if metrics.of(value.metric).is_execution else "whole"


def scheme_of(of_class: str) -> str:
    """Return what classes stand together by: their document, or the folder of a vocabulary.

    >>> scheme_of("https://e.org/labels/a#3-cat"), scheme_of("https://e.org/labels/a/cat")
    ('https://e.org/labels/a', 'https://e.org/labels/a')
    """
    owner, _, part = of_class.partition("#")
    return f"{owner}#{part.rpartition('/')[0]}".rstrip("#") if part else owner.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class _Maker:
    metrics: Metrics
    names: Names

    def tables(
        self,
        pairs: Sequence[tuple[Setup, Value]],
        group: Callable[[Setup, Value], tuple[str, ...]],
        *,
        pivot: bool = True,
        by_class: bool = False,
    ) -> list[Table]:
        """Return values as a table for each group; `pivot` makes a column of each metric."""
        groups: dict[tuple[str, ...], list[tuple[Setup, Value]]] = defaultdict(list)
        for setup, value in pairs:
            groups[group(setup, value)].append((setup, value))
        # Groups without a name, such as values of no stated dataset, come last.
        named = {key: [self.names(one).lower() for one in key] for key in groups}
        ordered = sorted(groups, key=lambda key: (not key, named[key]))
        differing = varying({setup.iri: setup for setup, _ in pairs}.values())
        return [self.table(key, groups[key], differing, pivot, by_class) for key in ordered]

    def table(
        self,
        of: tuple[str, ...],
        pairs: Sequence[tuple[Setup, Value]],
        differing: Sequence[str],
        pivot: bool,
        by_class: bool,
    ) -> Table:
        by_metric: dict[str, list[Value]] = defaultdict(list)
        for _, value in pairs:
            by_metric[value.metric].append(value)
        shown = sorted(by_metric, key=lambda one: self.names(one).lower())
        cells: dict[str, Cell] = {}
        for metric in shown:
            cells |= self.cells(metric, by_metric[metric])
        rows = _rows(pairs, cells, shown, differing, pivot)
        rows.sort(key=(lambda row: _height(row)) if by_class else self.place)
        used = {setting.iri for row in rows for setting in row.settings}
        settings = [iri for iri in differing if iri in used]
        left_out = max(0, len(rows) - MOST_IN_ALL)
        return Table(of, shown, rows[:MOST_IN_ALL], settings, left_out)

    def place(self, row: Row) -> tuple[object, ...]:
        """Return where a row of values stands among others: by metric, settings, as numbers."""
        settings = [(_number(one.value), one.value) for one in row.settings]
        value = row.first
        return (self.names(value.metric).lower(), value.slice, settings, value.label, value.iri)

    def cells(self, metric: str, values: Sequence[Value]) -> dict[str, Cell]:
        """Return the cells of the values of one metric, the best marked."""
        scale, best = self.metrics.scale(values), self.metrics.of(metric).best(values)
        return {value.iri: _cell(value, scale, value.iri in best) for value in values}


def _cell(value: Value, scale: Scale, is_best: bool) -> Cell:
    if value.number is None:
        return Cell(value, value.raw or "no number")
    is_share = scale.symbol == "%" and 0 <= value.number <= 1
    return Cell(value, scale.text(value.number), is_best, value.number if is_share else None)


def _rows(
    pairs: Sequence[tuple[Setup, Value]],
    cells: Mapping[str, Cell],
    metrics: Sequence[str],
    differing: Sequence[str],
    pivot: bool,
) -> list[Row]:
    """Return a row for each value, or for all values of one configuration, class and label."""
    found: dict[tuple[str, ...], dict[str, Cell]] = defaultdict(dict)
    setups = {setup.iri: setup for setup, _ in pairs}
    for setup, value in pairs:
        key = [setup.iri, value.of_class, value.label, value.step, value.fold]
        if not pivot or value.metric in found[tuple(key)]:
            key.append(value.iri)
        found[tuple(key)][value.metric] = cells[value.iri]
    return [
        Row(
            key[1],
            setups[key[0]],
            [one for one in setups[key[0]].settings if one.iri in differing],
            [row.get(metric) for metric in metrics] if pivot else list(row.values()),
        )
        for key, row in found.items()
        if row
    ]


def _height(row: Row) -> tuple[float, str]:
    numbers = [cell.value.number for cell in row.cells if cell and cell.value.number is not None]
    return -(numbers[0] if numbers else -1.0), row.of


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
