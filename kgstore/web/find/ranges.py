"""Ranges: how the numbers of what is found are spread, with fields for the two ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.errors import FilterError
from kgstore.search.fields import fields
from kgstore.search.filter import edit
from kgstore.search.filter.ast import Bound, Compare, Filter, Range
from kgstore.search.filter.quantity import read_bound, write_bound
from kgstore.search.ranges import Bin
from kgstore.web import amounts
from kgstore.web.find.chips import title

HEIGHT: Final = 24.0
_UNITS: Final = {
    "size": "such as 20MB",
    "modified": "such as 2021-06",
    "created": "such as 2021-06",
}
_COUNTS: Final = "such as 30M"
_VALUES: Final = "such as 0.8, 80% or 20ms"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram: its place, its height, how much it stands for, in words."""

    x: int
    y: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Spread:
    """A range on the page: bars of `size` bins, the ends asked for, and those there are."""

    name: str
    title: str
    hint: str
    bars: tuple[Bar, ...]
    low: str
    high: str
    first: str
    last: str
    words: str
    size: int


def spread(name: str, bins: Sequence[Bin], tree: Filter, label: str = "") -> Spread:
    """Return a range with what the filter asks of it. `name` is a field, or a metric as written."""
    most = max((one.count for one in bins), default=0)
    bars = tuple(
        Bar(at, round(HEIGHT - height, 2), height, _words(name, one))
        for at, one in enumerate(bins)
        if (height := _height(one.count, most))
    )
    low, high = asked(tree, name)
    first, last = _ends(bins, name)
    hint = _hint(name)
    words, heading = _summary(bins, name), label or title(name)
    return Spread(name, heading, hint, bars, low, high, first, last, words, len(bins))


def _hint(name: str) -> str:
    if name not in fields():
        return _VALUES
    return _UNITS.get(name, _COUNTS)


def _height(count: int, most: int) -> float:
    """Return the height of a bar: by the root, so that few are seen beside many."""
    return round(max(HEIGHT * math.sqrt(count / most), 1.0), 2) if count else 0.0


def _words(name: str, one: Bin) -> str:
    return f"{amounts.of_field(name, one.low)} to {amounts.of_field(name, one.high)}: {one.count:,}"


def _ends(bins: Sequence[Bin], name: str) -> tuple[str, str]:
    if not bins:
        return "", ""
    return amounts.of_field(name, bins[0].low), amounts.of_field(name, bins[-1].high)


def _summary(bins: Sequence[Bin], name: str) -> str:
    """Return what a histogram shows for those who do not see it."""
    if not bins:
        return ""
    most = max(bins, key=lambda one: one.count)
    ends = " to ".join(_ends(bins, name))
    total = sum(one.count for one in bins)
    return f"{total:,} values from {ends}, most of them in {_words(name, most)}"


def asked(tree: Filter, name: str) -> tuple[str, str]:
    """Return the two ends that a filter asks for of a field, as written.

    >>> from kgstore.search.filter.parse import parse
    >>> asked(parse("params<30M yolo"), "parameters"), asked(parse("size:1MB..2MB"), "size")
    (('', '30M'), ('1MB', '2MB'))
    """
    low = high = ""
    for part in edit.parts(tree):
        if not edit.is_range(part, name):
            continue
        if isinstance(part, Range):
            low = write_bound(part.low) if part.low else low
            high = write_bound(part.high) if part.high else high
        elif isinstance(part, Compare):
            written = write_bound(part.value)
            low = written if part.operator in (">", ">=", "=") else low
            high = written if part.operator in ("<", "<=", "=") else high
    return low, high


def between(name: str, low: str, high: str) -> list[Compare | Range]:
    """Return the conditions that a value lies between two ends; "" leaves that side open.

    >>> between("size", "", "20MB")
    [Compare(field='size', operator='<=', value=Amount(number=Decimal('20'), unit='MB'), ...)]

    Raises:
        FilterError: an end is neither a number nor a date.
    """
    ends = [_bound(text) for text in (low, high)]
    return list(_conditions(name, ends[0], ends[1]))


def _conditions(name: str, low: Bound | None, high: Bound | None) -> Iterator[Compare | Range]:
    if low and high:
        yield Range(name, low, high)
    elif low or high:
        bound = low or high
        if bound:
            yield Compare(name, ">=" if low else "<=", bound)


def _bound(text: str) -> Bound | None:
    text = text.strip()
    found = read_bound(text) if text else None
    if text and found is None:
        raise FilterError(f"{text[:60]!r} is neither a number nor a date")
    return found
