"""The charts of a comparison: bars by metric, and a scatter with the front of the unbeaten."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kgstore.web import charts
from kgstore.web.charts.labels import place
from kgstore.web.compare.choose import Settings
from kgstore.web.compare.comparison import Comparison
from kgstore.web.compare.front import Point
from kgstore.web.compare.joined import Row
from kgstore.web.compare.scatter import Scatter, Side

BARS: Final = 4
"""Metrics in one picture of bars."""
_WIDTH, _HEIGHT = 640.0, 380.0
_LONGEST: Final = 40
_LONGEST_MODEL: Final = 24
_WIDE: Final = 30.0
"""From this ratio of the largest to the smallest number on, an axis is logarithmic."""


def bars(found: Comparison, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the chart of some rows: a bar a model, one metric below the other."""
    own = charts.specification("bars", [])
    parts = [_bars(found, row) for row in rows[:BARS]]
    return {
        "$schema": own["$schema"],
        "config": own["config"],
        "background": None,
        "spacing": 28,
        "vconcat": parts,
    }


def chosen(found: Comparison) -> list[Row]:
    """Return the rows whose bars are drawn: those that are asked for, or else the first."""
    usable = {key.id: key for key in found.keys}
    wanted = [usable[name] for name in found.asked.bars if name in usable]
    return [found.rows[key] for key in wanted[:BARS] or found.keys[:1]]


def _bars(found: Comparison, row: Row) -> dict[str, Any]:
    values: list[dict[str, Any]] = [
        {
            "name": _cut(found.labels[model]),
            "value": row.cells[model].value * row.scale.factor,
            "text": row.scale.text(row.cells[model].value)
            + (" ★ best" if model in row.best else ""),
            "best": model in row.best,
        }
        for model in found.models
        if model in row.cells
    ]
    better = {True: "more is better", False: "less is better", None: ""}[row.higher]
    title = {
        "text": _cut(f"{found.metric_words(row.key)}{_unit(row.scale.symbol)}", 90),
        "subtitle": ["; ".join(filter(None, (f"on {found.where_words(row.key)}", better)))],
        "subtitleColor": "currentColor",
    }
    chart = charts.specification("bars", values, title=title)
    largest = max((abs(value["value"]) for value in values), default=1.0) or 1.0
    lowest = min(0.0, *(value["value"] for value in values))
    bar = chart["layer"][0]
    axis = bar["encoding"]["x"] | {
        "title": None,
        "scale": {"domain": [lowest, largest * 1.22], "nice": False},
    }
    bar = bar | {"encoding": bar["encoding"] | {"x": axis}}
    del chart["$schema"], chart["config"], chart["background"]
    return chart | {"layer": [bar, *chart["layer"][1:]]}


def scatter(found: Comparison, shown: Scatter) -> dict[str, Any]:
    """Return the chart of quality against what it takes."""
    x, y = _axis(shown.x, [p.x for p in shown.points]), _axis(shown.y, [p.y for p in shown.points])
    names = point_names(found, shown.points)
    pixels = [
        (
            _at(x, point.x * shown.x.scale.factor) * _WIDTH,
            (1 - _at(y, point.y * shown.y.scale.factor)) * _HEIGHT,
        )
        for point in shown.points
    ]
    order = sorted(range(len(names)), key=lambda i: not shown.points[i].front)
    placed = place([pixels[i] for i in order], [_cut(names[i]) for i in order], _WIDTH, _HEIGHT)
    places = dict(zip(order, placed, strict=True))
    values = [
        {
            "name": _cut(names[i]),
            "x": point.x * shown.x.scale.factor,
            "y": point.y * shown.y.scale.factor,
            "front": point.front,
            "kind": "not beaten in both by any other" if point.front else "beaten by another",
            "place": places[i],
        }
        for i, point in enumerate(shown.points)
    ]
    chart = charts.specification("scatter", values)
    encoding = {"x": chart["encoding"]["x"] | x, "y": chart["encoding"]["y"] | y}
    return chart | {"encoding": encoding, "width": _WIDTH, "height": _HEIGHT}


def _axis(side: Side, numbers: Sequence[float]) -> dict[str, Any]:
    """Return title and scale of an axis; logarithmic where the numbers lie far apart."""
    shown = [number * side.scale.factor for number in numbers] or [0.0, 1.0]
    low, high = min(shown), max(shown)
    better = {True: ", more is better", False: ", less is better", None: ""}[side.higher]
    title = f"{side.words}{_unit(side.scale.symbol)}{better}"
    if low > 0 and high / low >= _WIDE:
        room = (high / low) ** 0.06
        scale = {"type": "log", "domain": [low / room, high * room], "nice": False}
        return {"title": f"{title}, logarithmic", "scale": scale}
    room = (high - low or abs(high) or 1.0) * 0.07
    return {"title": title, "scale": {"domain": [low - room, high + room], "nice": False}}


def _at(axis: Mapping[str, Any], number: float) -> float:
    """Return where on an axis a number lies, from 0 to 1."""
    low, high = axis["scale"]["domain"]
    if axis["scale"].get("type") == "log":
        low, high, number = math.log(low), math.log(high), math.log(number)
    return float((number - low) / (high - low))


def point_names(found: Comparison, points: Sequence[Point]) -> list[str]:
    """Return the name of each point: its model, and what tells it from others of the model."""
    names = []
    for point in points:
        own = [other.settings for other in points if other.model == point.model]
        telling = found.settings_words(_telling(point.settings, own), 2)
        label = found.labels[point.model]
        names.append(f"{_cut(label, _LONGEST_MODEL)}, {telling}" if telling else label)
    return names


def _telling(setup: Settings, others: Sequence[Settings]) -> Settings:
    """Return what tells a setup from others: one setting, where one is enough.

    >>> small = frozenset({("crop", "0.9"), ("size", "224")})
    >>> _telling(small, [small, frozenset({("crop", "1"), ("size", "288")})])
    frozenset({('size', '224')})
    """
    apart = setup - frozenset.intersection(*others)
    for what, value in sorted(apart, reverse=True):
        if sum((what, value) in other for other in others) == 1:
            return frozenset({(what, value)})
    return apart


def _unit(symbol: str) -> str:
    return f" ({symbol})" if symbol else ""


def _cut(text: str, most: int = _LONGEST) -> str:
    """Return a text that fits a chart.

    >>> _cut("a" * 50) == "a" * 39 + "…"
    True
    """
    return text if len(text) <= most else text[: most - 1] + "…"
