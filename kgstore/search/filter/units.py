"""Numbers of a filter in the unit of their field or metric."""

from __future__ import annotations

from decimal import Context, Decimal
from math import isfinite
from typing import Final

from kgstore.errors import FilterError
from kgstore.records.quantity import Unreadable, read_quantity
from kgstore.records.units import UNITS, Unit, convert, kept_in, unit
from kgstore.search.filter.ast import Amount
from kgstore.search.filter.metrics import MetricFacts

_EXACT: Final = Context(prec=60)
_POWERS: Final = {"k": 3, "K": 3, "M": 6, "m": 6, "B": 9, "b": 9, "G": 9, "bn": 9, "T": 12}
_SUFFIX: Final = {"k": "kB", "K": "kB", "M": "MB", "G": "GB", "T": "TB", "B": "byte"}
_SHOWN: Final = {
    "time": ("ms", "s", "min", "h"),
    "data": ("kB", "MB", "GB", "MiB"),
    "ratio": ("%",),
    "rate": ("fps",),
    "count": ("k", "M", "B"),
    "mass": ("g", "kg"),
    "energy": ("kWh", "J"),
    "power": ("W",),
}
"""Units to suggest, by dimension."""


def units_of(canonical: str) -> tuple[str, ...]:
    """Return units that a number of a canonical unit (IRI) may be written in.

    >>> units_of("http://qudt.org/vocab/unit/SEC")
    ('ms', 's', 'min', 'h')
    """
    known = unit(canonical)
    return _SHOWN.get(known.dimension, ()) if known else ()


def field_number(amount: Amount, canonical: str, column: int) -> float:
    """Return an amount in the canonical unit of a number field: a count, or bytes.

    >>> field_number(Amount(Decimal(30), "M"), "http://qudt.org/vocab/unit/NUM", 1)
    30000000.0

    Raises:
        FilterError: the unit is unknown or of another kind.
    """
    target = unit(canonical) or UNITS["NUM"]
    if not amount.unit:
        return _double(amount.number, column)
    if target.dimension == "count":
        if amount.unit not in _POWERS:
            raise _unknown(amount, target, column)
        return _double(amount.number.scaleb(_POWERS[amount.unit], _EXACT), column)
    given = unit(_SUFFIX.get(amount.unit, amount.unit))
    value = convert(amount.number, given, target) if given else None
    if value is None:
        raise _unknown(amount, target, column)
    return _double(value, column)


def metric_number(amount: Amount, facts: MetricFacts, name: str, column: int) -> tuple[float, str]:
    """Return an amount in the canonical unit of a metric, and what was assumed ("" for nothing).

    Raises:
        FilterError: the unit is unknown, of another kind or missing, or the value cannot be.
    """
    target = unit(facts.unit) if facts.unit else None
    if amount.unit and target is not None:
        given = unit(amount.unit)
        if given is None or convert(amount.number, given, target) is None:
            raise _unknown(amount, target, column)
    if not amount.unit and target is not None and target.dimension == "time":
        options = tuple(f"{amount.number}{symbol}" for symbol in _SHOWN["time"][:2])
        raise FilterError(f"{name} needs a unit", column=column, suggestions=options)
    found = read_quantity(
        amount.number,
        minimum=facts.minimum,
        maximum=facts.maximum,
        stated_unit=amount.unit,
        canonical_unit=facts.unit,
    )
    if isinstance(found, Unreadable):
        raise FilterError(f"{name}: {found.reason}", column=column)
    assumed = ""
    if found.assumed and not amount.unit:
        is_percentage = found.value != float(amount.number)
        assumed = f"{amount.number} is taken as {amount.number} %" if is_percentage else ""
    return found.value, assumed


def _double(number: Decimal, column: int) -> float:
    value = float(number)
    if not isfinite(value):
        raise FilterError("the number is too large", column=column)
    return value


def _unknown(amount: Amount, target: Unit, column: int) -> FilterError:
    """Return the error of a unit that cannot be, with those that can."""
    shown = _SHOWN.get(target.dimension, ())
    same = [symbol for symbol in shown if symbol.casefold() == amount.unit.casefold()]
    options = tuple(f"{amount.number}{symbol}" for symbol in same or shown)
    if not options and kept_in(target.dimension):
        options = (f"{amount.number}",)
    message = f"{amount.unit!r} is no unit of {target.dimension}"
    return FilterError(message, column=column, suggestions=options)
