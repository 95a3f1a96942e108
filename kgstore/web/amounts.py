"""Numbers as people read them: shares as per cent, seconds and bytes in a unit that fits, dates.

The exact number is in the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from kgstore.namespaces import PREFIXES
from kgstore.search.fields import FieldKind, fields

UNIT: Final = PREFIXES["unit"]
COUNT: Final = "count"
"""Stands for the unit of things that are counted."""
_TIMES: Final = ((86400.0, "d"), (3600.0, "h"), (1.0, "s"), (1e-3, "ms"), (1e-6, "μs"))
_BYTES: Final = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B"))
_COUNTS: Final = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_STEPS: Final = {UNIT + "SEC": _TIMES, UNIT + "BYTE": _BYTES, COUNT: _COUNTS}
_SILENT: Final = {UNIT + "UNITLESS", UNIT + "NUM", ""}
_SYMBOLS: Final = {
    UNIT + "NUM-PER-SEC": "/s",
    UNIT + "FRAME-PER-SEC": "fps",
    UNIT + "KiloW-HR": "kWh",
    UNIT + "W": "W",
    UNIT + "CCY_USD": "USD",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """What values are multiplied by to be shown, and the unit behind them."""

    factor: float = 1.0
    symbol: str = ""

    def number(self, value: float) -> str:
        """Return a value as a number without its unit.

        >>> Scale(100.0, "%").number(0.80382), Scale().number(3687.18), Scale().number(0.00123456)
        ('80.38', '3,687', '0.001235')
        >>> Scale().number(float("inf")), Scale().number(float("nan"))
        ('inf', 'nan')
        """
        shown = value * self.factor
        if self.symbol == "%":
            return f"{shown:.2f}"
        digits = 0 if abs(shown) >= 1000 or shown % 1 == 0 else 4
        return f"{shown:,.0f}" if digits == 0 else f"{shown:.{digits}g}"

    def text(self, value: float) -> str:
        """Return a value with its unit.

        >>> Scale(1e3, "ms").text(0.0148654)
        '14.87 ms'
        """
        between = "" if self.symbol in {"T", "G", "M", "k"} else " "
        return f"{self.number(value)}{between}{self.symbol}".strip()


def scale_of(unit: str, values: Iterable[float], symbol: str = "") -> Scale:
    """Return the scale on which values of a unit are shown together.

    >>> scale_of(UNIT + "SEC", [0.3, 0.0123]).symbol, scale_of(COUNT, [25.6e6]).text(25_600_000)
    ('ms', '25.6M')
    """
    if unit == UNIT + "FRACTION":
        return Scale(100.0, "%")
    if unit in _STEPS:
        steps = _STEPS[unit]
        largest = max((abs(value) for value in values), default=0.0)
        size, name = next((step for step in steps if largest >= step[0]), steps[-1])
        return Scale(1 / size, name)
    return Scale(1.0, "" if unit in _SILENT else _SYMBOLS.get(unit, symbol))


def measured(value: float, unit: str) -> str:
    """Return one measured value in its unit (IRI, or "").

    >>> measured(0.0123, UNIT + "SEC"), measured(0.80858, UNIT + "FRACTION"), measured(2e9, "")
    ('12.3 ms', '80.86 %', '2,000,000,000')
    """
    return scale_of(unit, [value]).text(value)


def of_field(field: str, value: float) -> str:
    """Return a value of a field of a search; of a metric, which is no field, the number.

    >>> of_field("parameters", 25_557_032), of_field("size", 2e7), of_field("created", 0)
    ('25.56M', '20 MB', '1970-01-01')
    >>> of_field("likes", 12.0), of_field("top-1 accuracy", 0.80858)
    ('12', '0.8086')
    """
    known = fields().get(field)
    if known is None:
        return f"{value:.4g}"
    if known.kind is FieldKind.DATE:
        return _day(value)
    return measured(value, known.unit if known.unit in _STEPS else COUNT)


def _day(at: float) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return f"{at:.0f} s"
