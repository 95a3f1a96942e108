"""A number as a source writes it, read into the unit that its metric is kept in.

Arithmetic is decimal and becomes a double once: v/100 in doubles differs from the nearest double
for 28 % of the two-decimal percentages, and would fake conflicts between sources.

A share (accuracy, BLEU, word error rate) is printed as a fraction or times 100, often without a
percent sign. Up to 1 it is taken as a fraction, above 1 as a percentage, which is then `assumed`.
Error rates may exceed 1: of the 1,022 word and character error rates in the model cards of the
hub, the 43 from 1.1 to 3 are percentages and the one from 1 to 1.1 is a fraction, so there the
line is at 1.1.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Final

from kgstore.records.units import UNITS, Unit, convert, has_alternatives, kept_in, unit

_DIGITS: Final = r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d{1,400})"
_NUMBER: Final = rf"(?:{_DIGITS}(?:\.\d{{0,400}})?|\.\d{{1,400}})(?:[eE][+-]?\d{{1,3}})?"
_UNIT: Final = r"(?:[%‰°$]|[^\W\d_][^\s\d±()+]{0,30})"
_TEXT: Final = re.compile(
    rf"(?P<value>[+-]?{_NUMBER})\s*(?P<unit>{_UNIT})?"
    rf"(?:\s*(?:±|\+/-|\+-)\s*(?P<spread>{_NUMBER})\s*(?P<last>{_UNIT})?)?"
)
_LINE: Final = Decimal("1.1")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a unit (its IRI, or "" where none is known); `assumed`: it was not stated."""

    value: float
    uncertainty: float | None
    assumed: bool
    raw: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a source's value is no number that the metric can have."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Printed:
    value: Decimal
    spread: Decimal | None = None
    unit: str = ""


def read_quantity(
    raw: object,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    stated_unit: str = "",
    canonical_unit: str = "",
) -> Quantity | Unreadable:
    """Return the number that `raw` says, in the canonical unit, or why it says none.

    `minimum` and `maximum` bound the metric in its canonical unit; units are symbols, words or
    QUDT IRIs. A maximum of 1 makes the metric a share, and so does the canonical unit fraction.

    >>> read_quantity("25", maximum=100)
    Quantity(value=25.0, uncertainty=None, assumed=False, raw='25', unit='')
    >>> read_quantity("62.27%", maximum=1).value, read_quantity(62.27, maximum=1).assumed
    (0.6227, True)
    >>> read_quantity("20.0 ± 1.2", minimum=0, maximum=1).uncertainty
    0.012
    >>> read_quantity(25, stated_unit="ms", canonical_unit="s").value
    0.025
    >>> read_quantity("NA")
    Unreadable(reason="'NA' is no number")
    """
    printed = _printed(raw)
    if isinstance(printed, Unreadable):
        return printed
    target = unit(canonical_unit) if canonical_unit else None
    if canonical_unit and target is None:
        return Unreadable(f"the canonical unit {canonical_unit!r} is not known")
    source = _stated(printed.unit, stated_unit)
    if isinstance(source, Unreadable):
        return source
    assumed = False
    if source is None:
        source, assumed = _supposed(printed.value, minimum, maximum, target)
    return _bounded(printed, source, target, assumed, (minimum, maximum), str(raw))


def _printed(raw: object) -> _Printed | Unreadable:
    """Return number, spread and unit as they are printed."""
    if raw is None:
        return Unreadable("there is no value")
    if isinstance(raw, bool):
        return Unreadable(f"{raw} is a truth value, not a number")
    if isinstance(raw, (int, float, Decimal)):
        number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
        if not number.is_finite():
            return Unreadable(f"{raw} is not finite")
        return _Printed(number) if number.adjusted() < 400 else Unreadable("it is beyond a double")
    if not isinstance(raw, str):
        return Unreadable(f"a {type(raw).__name__} is no number")
    text = unicodedata.normalize("NFKC", raw).replace("\u2212", "-").strip()
    found = _TEXT.fullmatch(text)
    if not found:
        return Unreadable(f"{raw[:60]!r} is no number" if text else "the text is empty")
    first, last = found["unit"] or "", found["last"] or ""
    if first and last and first != last:
        return Unreadable(f"{raw[:60]!r} has two units")
    spread = found["spread"]
    return _Printed(_decimal(found["value"]), _decimal(spread) if spread else None, first or last)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _stated(printed: str, stated: str) -> Unit | Unreadable | None:
    """Return the unit that the value's own text or the source beside it states, if one does."""
    units = []
    for text in filter(None, (printed, stated)):
        found = unit(text)
        if found is None:
            return Unreadable(f"the unit {text!r} is not known")
        units.append(found)
    if len({found.iri for found in units}) > 1:
        return Unreadable(f"the value is in {printed}, but is said to be in {stated}")
    return units[0] if units else None


def _supposed(
    value: Decimal, minimum: float | None, maximum: float | None, target: Unit | None
) -> tuple[Unit | None, bool]:
    """Return the unit to take where none is stated, and whether that is a mere assumption."""
    share = maximum == 1 or (maximum is None and target == UNITS["FRACTION"])
    if share and target in {None, UNITS["FRACTION"], UNITS["UNITLESS"]}:
        size = value if minimum is None else abs(value)  # R² is a share without a lower bound
        is_percentage = size > (1 if maximum == 1 else _LINE)
        return UNITS["PERCENT" if is_percentage else "FRACTION"], size > 1
    if target is None or target.dimension == "ratio":
        return target, False
    return target, has_alternatives(target)


def _bounded(
    printed: _Printed,
    source: Unit | None,
    target: Unit | None,
    assumed: bool,
    bounds: tuple[float | None, float | None],
    raw: str,
) -> Quantity | Unreadable:
    """Return the value converted, if it is one that the metric can have."""
    value, spread = printed.value, printed.spread
    if source is not None:
        target = target or kept_in(source.dimension)
        converted = convert(value, source, target)
        if converted is None:
            return Unreadable(f"{source.iri} cannot be converted to {target.iri}")
        value, spread = converted, spread and convert(spread, source, target)
    minimum, maximum = bounds
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        return Unreadable(f"{raw[:60]} is outside the range of the metric")
    number, uncertainty = _double(value), None if spread is None else _double(spread)
    if not isfinite(number) or (uncertainty is not None and not isfinite(uncertainty)):
        return Unreadable(f"{raw[:60]} is beyond a double")
    return Quantity(number, uncertainty, assumed, raw, target.iri if target else "")


def _double(value: Decimal) -> float:
    return float(value) + 0.0  # so that -0.0 is 0.0
