"""Charts: Vega-Lite specifications as files, made into SVG and PNG on the server.

A specification `NAME.vl.json` lies in this folder; its data, and what else a page sets, are put in
when it is drawn. Colours of text and axes are `currentColor`, so a chart in a page is light or dark
as the page is. What a chart shows also stands in a table beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
from markupsafe import Markup

_HERE = Path(__file__).parent
_KEPT = 256
_SCALE = 2.0
_INK = '"currentColor"'
INKS: Final = {"paper": ("white", "#1d2430"), "light": (None, "#1d2430"), "dark": (None, "#e4e8ee")}
"""The ground and the ink of pictures: on paper, or without a ground for light and dark pages."""


@cache
def _specification(name: str) -> Mapping[str, Any]:
    shared: dict[str, Any] = orjson.loads((_HERE / "config.json").read_bytes())
    found: dict[str, Any] = orjson.loads((_HERE / f"{name}.vl.json").read_bytes())
    return {"config": shared, "background": None, **found}


def specification(name: str, rows: Sequence[Mapping[str, Any]], **parts: Any) -> dict[str, Any]:
    """Return the chart `name` of these rows as Vega-Lite; `parts` replace or add to what it says.

    >>> chart = specification("scatter", [{"x": 1, "y": 2, "name": "a", "front": True}], width=300)
    >>> chart["data"]["values"][0]["name"], chart["width"]
    ('a', 300)
    """
    return {**_specification(name), "data": {"values": list(rows)}, **parts}


def svg(chart: Mapping[str, Any], title: str) -> Markup:
    """Return a chart as an SVG element of a page, with a title that a screen reader says.

    The same chart again costs nothing.
    """
    drawn = _drawn(orjson.dumps(chart, option=orjson.OPT_SORT_KEYS))
    label = Markup('<svg role="img" aria-label="{}" ').format(title)
    return Markup(drawn.replace("<svg ", label, 1))  # noqa: S704  # Vega escapes what it writes


def png(chart: Mapping[str, Any]) -> bytes:
    """Return a chart as a PNG picture on white, twice as fine as a screen."""
    return _painted(_inked(chart, "paper"))


def svg_file(chart: Mapping[str, Any], ink: str = "paper") -> bytes:
    """Return a chart as an SVG file of its own, in the colours of one of `INKS`."""
    return _drawn(_inked(chart, ink)).encode()


def _inked(chart: Mapping[str, Any], ink: str) -> bytes:
    ground, colour = INKS[ink]
    text = orjson.dumps({**chart, "background": ground}, option=orjson.OPT_SORT_KEYS)
    return text.replace(_INK.encode(), f'"{colour}"'.encode())


@lru_cache(maxsize=_KEPT // 4)
def _painted(chart: bytes) -> bytes:
    import vl_convert  # takes a moment to load

    return bytes(vl_convert.vegalite_to_png(chart.decode(), scale=_SCALE))


@lru_cache(maxsize=_KEPT)
def _drawn(chart: bytes) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(chart.decode()))
