"""Dates of a filter as periods: a month, a day or an instant, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kgstore.errors import FilterError
from kgstore.search.filter.ast import Amount, Bound, Operator

_YEARS = range(1, 9999)
Span = tuple[datetime, datetime]


def span(bound: Bound, column: int) -> Span:
    """Return the start and the end (excluded) of what a date names.

    >>> from kgstore.search.filter.ast import Day
    >>> [str(end.date()) for end in span(Day("2021-12"), 1)]
    ['2021-12-01', '2022-01-01']

    Raises:
        FilterError: there is no such date.
    """
    text = str(bound.number) + bound.unit if isinstance(bound, Amount) else bound.text
    try:
        if isinstance(bound, Amount):
            year = int(bound.number) if bound.number == int(bound.number) else 0
            if bound.unit or year not in _YEARS:
                raise ValueError("it is no year")
            return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        return _span(text)
    except (ValueError, OverflowError) as error:
        advice = ("2021", "2021-06", "2021-06-30")
        raise FilterError(f"{text!r} is no date", column=column, suggestions=advice) from error


def _span(text: str) -> Span:
    if len(text) == len("2021-06"):
        year, month = int(text[:4]), int(text[5:])
        start = datetime(year, month, 1, tzinfo=UTC)
        return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    start = datetime.fromisoformat(text)
    start = start.astimezone(UTC) if start.tzinfo else start.replace(tzinfo=UTC)
    long = timedelta(days=1) if len(text) == len("2021-06-30") else timedelta(seconds=1)
    start = start.replace(microsecond=0)
    return start, start + long


def compared(operator: Operator, found: Span) -> tuple[datetime | None, datetime | None]:
    """Return since and before of what is earlier, later or within a span.

    >>> since, before = compared(">", span(Amount(__import__("decimal").Decimal(2021)), 1))
    >>> str(since), before
    ('2022-01-01 00:00:00+00:00', None)
    """
    start, end = found
    periods: dict[Operator, tuple[datetime | None, datetime | None]] = {
        "<": (None, start),
        "<=": (None, end),
        ">": (end, None),
        ">=": (start, None),
        "=": (start, end),
    }
    return periods[operator]
