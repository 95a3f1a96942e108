"""Units: how sources write them, their QUDT IRIs, and exact conversion between two of a kind.

The multipliers are those of ontology/vocabulary/unit.ttl (a test compares): they lead to the
coherent unit of the dimension, so two units are converted by the ratio of their multipliers. They
stand here as well because reading a number must not need a parsed vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Final

from kgstore.namespaces import PREFIXES

_UNIT: Final = PREFIXES["unit"]
_EXACT: Final = Context(prec=60)
"""Digits enough for a double (17), an uncertainty and a multiplier."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; units of one `dimension` convert into each other by their multipliers."""

    iri: str
    dimension: str
    multiplier: Decimal


_TABLE: Final = {
    "ratio": "FRACTION 1, UNITLESS 1, PERCENT 0.01, PERMILLE 0.001",
    "count": "NUM 1",
    "time": "SEC 1, MilliSEC 0.001, MicroSEC 0.000001, NanoSEC 0.000000001,"
    " MIN 60, HR 3600, DAY 86400",
    "data": "BYTE 8, BIT 1, KiloBYTE 8000, MegaBYTE 8000000, GigaBYTE 8000000000,"
    " TeraBYTE 8000000000000, KibiBYTE 8192, MebiBYTE 8388608, GibiBYTE 8589934592,"
    " TebiBYTE 8796093022208",
    "data rate": "BYTE-PER-SEC 8, GigaBYTE-PER-SEC 8000000000",
    "rate": "NUM-PER-SEC 1, FRAME-PER-SEC 1, PER-SEC 1",
    "frequency": "HZ 1, KiloHZ 1000, MegaHZ 1000000, GigaHZ 1000000000",
    "computation": "FLOPS 1",
    "energy": "KiloW-HR 3600000, W-HR 3600, J 1",
    "power": "W 1, MilliW 0.001, KiloW 1000",
    "mass": "GM 0.001, KiloGM 1, TONNE 1000",
    "length": "M 1, MilliM 0.001",
    "angle": "DEG 0.017453292519943295",
    "level": "DeciB 1",
    "money": "CCY_USD 1",
}
"""The first unit of a dimension is the one that values are kept in when no metric says another."""


def _units() -> dict[str, Unit]:
    found = {}
    for dimension, entries in _TABLE.items():
        for entry in entries.split(","):
            name, number = entry.split()
            found[name] = Unit(_UNIT + name, dimension, Decimal(number))
    return found


UNITS: Final = MappingProxyType(_units())
"""The units by their QUDT local name."""

# Symbols mean what they mean in one case only: MB, Mb and mb are three things. Letters that stand
# for other things as well (B: bytes or billions; m: metres, minutes or millions) are not read.
_SYMBOLS: Final = MappingProxyType(
    {
        "%": "PERCENT",
        "‰": "PERMILLE",
        "s": "SEC",
        "ms": "MilliSEC",
        "us": "MicroSEC",
        "\u03bcs": "MicroSEC",
        "ns": "NanoSEC",
        "min": "MIN",
        "h": "HR",
        "kB": "KiloBYTE",
        "KB": "KiloBYTE",
        "MB": "MegaBYTE",
        "GB": "GigaBYTE",
        "TB": "TeraBYTE",
        "KiB": "KibiBYTE",
        "MiB": "MebiBYTE",
        "GiB": "GibiBYTE",
        "TiB": "TebiBYTE",
        "B/s": "BYTE-PER-SEC",
        "GB/s": "GigaBYTE-PER-SEC",
        "Hz": "HZ",
        "kHz": "KiloHZ",
        "MHz": "MegaHZ",
        "GHz": "GigaHZ",
        "FLOPS": "FLOPS",
        "J": "J",
        "Wh": "W-HR",
        "kWh": "KiloW-HR",
        "W": "W",
        "mW": "MilliW",
        "kW": "KiloW",
        "g": "GM",
        "kg": "KiloGM",
        "mm": "MilliM",
        "°": "DEG",
        "dB": "DeciB",
        "$": "CCY_USD",
        "USD": "CCY_USD",
    }
)
_WORDS: Final = MappingProxyType(
    {
        "percent": "PERCENT",
        "per cent": "PERCENT",
        "fraction": "FRACTION",
        "sec": "SEC",
        "second": "SEC",
        "msec": "MilliSEC",
        "millisecond": "MilliSEC",
        "microsecond": "MicroSEC",
        "nanosecond": "NanoSEC",
        "minute": "MIN",
        "hour": "HR",
        "day": "DAY",
        "bit": "BIT",
        "byte": "BYTE",
        "kilobyte": "KiloBYTE",
        "megabyte": "MegaBYTE",
        "gigabyte": "GigaBYTE",
        "terabyte": "TeraBYTE",
        "fps": "FRAME-PER-SEC",
        "frames/s": "FRAME-PER-SEC",
        "images/s": "NUM-PER-SEC",
        "samples/s": "NUM-PER-SEC",
        "tokens/s": "NUM-PER-SEC",
        "watt": "W",
        "joule": "J",
        "gram": "GM",
        "kilogram": "KiloGM",
        "metre": "M",
        "meter": "M",
        "millimetre": "MilliM",
        "millimeter": "MilliM",
        "deg": "DEG",
        "degree": "DEG",
        "decibel": "DeciB",
    }
)


def unit(text: str) -> Unit | None:
    """Return the unit that a symbol, a word or a QUDT IRI names, or None.

    >>> unit("ms").iri, unit("Seconds").iri
    ('http://qudt.org/vocab/unit/MilliSEC', 'http://qudt.org/vocab/unit/SEC')
    >>> unit("MB").multiplier / unit("KiB").multiplier == Decimal("976.5625"), unit("furlong")
    (True, None)
    """
    text = text.strip()
    word = text.casefold()
    name = _SYMBOLS.get(text) or _WORDS.get(word) or _WORDS.get(word.removesuffix("s"))
    local = text.removeprefix(_UNIT) if text.startswith(_UNIT) else ""
    return UNITS.get(name or local)


def kept_in(dimension: str) -> Unit:
    """Return the unit in which values of a dimension are kept when no metric says another.

    >>> kept_in("time").iri
    'http://qudt.org/vocab/unit/SEC'
    """
    return next(found for found in UNITS.values() if found.dimension == dimension)


def has_alternatives(found: Unit) -> bool:
    """Say whether a number without a unit could be in another unit of the same dimension.

    >>> has_alternatives(UNITS["SEC"]), has_alternatives(UNITS["DeciB"])
    (True, False)
    """
    return sum(other.dimension == found.dimension for other in UNITS.values()) > 1


def convert(value: Decimal, source: Unit, target: Unit) -> Decimal | None:
    """Return a value of the unit `source` in the unit `target`, or None if they are not of a kind.

    >>> convert(Decimal("25"), UNITS["MilliSEC"], UNITS["SEC"])
    Decimal('0.025')
    >>> convert(Decimal("90"), UNITS["MegaBYTE"], UNITS["BYTE"])
    Decimal('90000000')
    >>> convert(Decimal("1"), UNITS["SEC"], UNITS["BYTE"]) is None
    True
    """
    if source.dimension != target.dimension:
        return None
    if source.multiplier == target.multiplier:
        return value
    return _EXACT.divide(_EXACT.multiply(value, source.multiplier), target.multiplier)
