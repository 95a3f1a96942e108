"""Numbers, dates and measured values as people read them; the exact number is in the data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from kgstore.namespaces import PREFIXES
from kgstore.search.fields import FieldKind, fields

_COUNTS: Final = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
_BYTES: Final = ((1e12, " TB"), (1e9, " GB"), (1e6, " MB"), (1e3, " kB"), (1.0, " B"))
_TIMES: Final = ((3600.0, " h"), (60.0, " min"), (1.0, " s"), (1e-3, " ms"), (1e-6, " µs"))
_UNIT: Final = PREFIXES["unit"]
_SUFFIXES: Final = {"FRAME-PER-SEC": " fps", "NUM-PER-SEC": " per s", "KiloW-HR": " kWh", "W": " W"}


def shown(field: str, value: float) -> str:
    """Return a value of a field; of a metric, which is no field, the number.

    >>> shown("parameters", 25_557_032), shown("size", 2e7), shown("created", 0)
    ('25.6 M', '20 MB', '1970-01-01')
    >>> shown("likes", 12.0), shown("top-1 accuracy", 0.80858)
    ('12', '0.8086')
    """
    known = fields().get(field)
    if known is None:
        return f"{value:.4g}"
    if known.kind is FieldKind.DATE:
        return _day(value)
    if known.unit == _UNIT + "BYTE":
        return _scaled(value, _BYTES)
    return _spaced(_scaled(value, _COUNTS))


def measured(value: float, unit: str) -> str:
    """Return a measured value in its unit (IRI, or "").

    >>> unit = "http://qudt.org/vocab/unit/"
    >>> measured(0.0123, unit + "SEC"), measured(0.80858, unit + "FRACTION"), measured(2e9, "")
    ('12.3 ms', '80.86 %', '2,000,000,000')
    """
    name = unit.removeprefix(_UNIT)
    if name == "SEC":
        return _scaled(value, _TIMES)
    if name == "BYTE":
        return _scaled(value, _BYTES)
    if name == "FRACTION":
        return f"{value:.2%}".replace("%", " %")
    number = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
    return number + _SUFFIXES.get(name, "")


def _scaled(value: float, scale: tuple[tuple[float, str], ...]) -> str:
    for size, suffix in scale:
        if abs(value) >= size:
            return f"{value / size:.3g}{suffix}"
    return f"{value:.3g}"


def _spaced(text: str) -> str:
    return f"{text[:-1]} {text[-1]}" if text[-1:].isalpha() else text


def _day(at: float) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return f"{at:.0f} s"
