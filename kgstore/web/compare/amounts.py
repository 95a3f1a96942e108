"""Numbers as people read them: shares as per cent, seconds and bytes in a unit that fits a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kgstore.namespaces import PREFIXES

UNIT: Final = PREFIXES["unit"]
_TIMES: Final = ((86400.0, "d"), (3600.0, "h"), (1.0, "s"), (1e-3, "ms"), (1e-6, "μs"))
_BYTES: Final = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B"))
_COUNTS: Final = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_STEPS: Final = {UNIT + "SEC": _TIMES, UNIT + "BYTE": _BYTES, "count": _COUNTS}
_SILENT: Final = {UNIT + "UNITLESS", UNIT + "NUM", ""}
_SYMBOLS: Final = {UNIT + "NUM-PER-SEC": "/s", UNIT + "CCY_USD": "USD"}


@dataclass(frozen=True, slots=True)
class Scale:
    """What values are multiplied by to be shown, and the unit behind them."""

    factor: float = 1.0
    symbol: str = ""

    def number(self, value: float) -> str:
        """Return a value as a number without its unit.

        >>> Scale(100.0, "%").number(0.80382), Scale().number(3687.18), Scale().number(0.00123456)
        ('80.38', '3,687', '0.001235')
        """
        shown = value * self.factor
        if self.symbol == "%":
            return f"{shown:.2f}"
        digits = 0 if abs(shown) >= 1000 or shown == int(shown) else 4
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

    >>> scale_of(UNIT + "SEC", [0.3, 0.0123]).symbol, scale_of("count", [25.6e6]).text(25_600_000)
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
