"""How numbers, dates and ranges are written in a filter."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from kgstore.search.filter.ast import Amount, Bound, Day

_DIGITS: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})"
_NUMBER: Final = (
    rf"[+-]?(?:{_DIGITS}(?:\.[0-9]{{1,30}})?|\.[0-9]{{1,30}})(?:[eE][+-]?[0-9]{{1,3}})?"
)
_AMOUNT: Final = re.compile(rf"({_NUMBER})\s?([^\s0-9.,+\-]\S{{0,30}})?")
_DAY: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}"
    r"(?:-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)?"
)


def read_bound(text: str) -> Bound | None:
    """Return the number with its unit, or the date, that `text` is, or None.

    >>> read_bound("20ms"), read_bound("2021-06"), read_bound("fast")
    (Amount(number=Decimal('20'), unit='ms'), Day(text='2021-06'), None)
    """
    if _DAY.fullmatch(text):
        return Day(text)
    found = _AMOUNT.fullmatch(text)
    return Amount(Decimal(found[1].replace(",", "")), found[2] or "") if found else None


def read_range(text: str) -> tuple[Bound | None, Bound | None] | None:
    """Return the two ends of `low..high`, or None if `text` is no range.

    >>> read_range("1M..")
    (Amount(number=Decimal('1'), unit='M'), None)
    """
    low, dots, high = text.partition("..")
    ends = read_bound(low), read_bound(high)
    if not dots or (low and ends[0] is None) or (high and ends[1] is None) or ends == (None, None):
        return None
    return ends


def write_bound(bound: Bound) -> str:
    """Return a bound as `read_bound` reads it.

    >>> write_bound(Amount(Decimal("0.4"))), write_bound(Day("2021-06"))
    ('0.4', '2021-06')
    """
    return bound.text if isinstance(bound, Day) else f"{bound.number}{bound.unit}"
