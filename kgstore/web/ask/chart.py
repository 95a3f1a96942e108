"""An answer as a chart, where its columns allow one: bars, or one number against another.

It is drawn from the rows that the table shows. What is drawn is chosen by three parameters of the
address; their names have a hyphen, which no parameter of a query can have.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pyoxigraph as ox
from markupsafe import Markup

from kgstore.query.table import Term, cell
from kgstore.web import charts
from kgstore.web.ask.answer import Answered
from kgstore.web.ask.table import Table

KIND, ACROSS, UP = "view-chart", "view-x", "view-y"
PARAMETERS: Final = (KIND, ACROSS, UP)
KINDS: Final = {"": "no chart", "bars": "bars", "points": "points"}
_MOST_BARS: Final = 60
_MOST_NAMED: Final = 25
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Chart:
    """What can be chosen, what is, and the drawing, None where none is wanted or possible.

    `across` and `up` are the chosen columns; `columns` are all, `numeric` those with numbers alone.
    `note` says what is not as it was asked for.
    """

    kinds: Mapping[str, str]
    kind: str
    columns: tuple[str, ...]
    numeric: tuple[str, ...]
    across: str
    up: str
    drawing: Markup | None = None
    note: str = ""


def chart(
    answered: Answered, shown: Table, given: Mapping[str, str], name: Callable[[str], str]
) -> Chart | None:
    """Return the chart of an answer, None where its columns allow none.

    `given` are the parameters of the address, `name` tells the name of an IRI.
    """
    numeric = tuple(column.name for column in shown.columns if column.numeric)
    if not numeric or len(shown.rows) < 2:
        return None
    kinds = {k: v for k, v in KINDS.items() if k != "points" or len(numeric) > 1}
    kind = given.get(KIND, "") if given.get(KIND) in kinds else ""
    columns = answered.columns
    across, up = _chosen(kind, answered, numeric, given)
    pairs = ((given.get(ACROSS), across), (given.get(UP), up))
    missed = [wanted for wanted, chosen in pairs if wanted and wanted != chosen]
    note = f"There are no such numbers in ?{missed[0]}." if missed else ""
    found = Chart(kinds, kind, columns, numeric, across, up, note=note)
    if not kind:
        return found
    draw = _bars if kind == "bars" else _points
    return draw(answered, found, name)


def _chosen(
    kind: str, answered: Answered, numeric: tuple[str, ...], given: Mapping[str, str]
) -> tuple[str, str]:
    """Return the columns to draw: those given, or else the first that fit.

    Bars are told apart by the column with the most different values that are no numbers.
    """
    columns = answered.columns
    words = [column for column in columns if column not in numeric]
    words.sort(key=lambda column: -_different(answered, column))
    first = numeric if kind == "points" else (*words, *numeric)
    fitting = numeric if kind == "points" else columns
    across = given.get(ACROSS, "")
    across = across if across in fitting else first[0]
    up = given.get(UP, "")
    others = [column for column in numeric if column != across] or list(numeric)
    return across, up if up in numeric else others[0]


def _different(answered: Answered, column: str) -> int:
    at = answered.columns.index(column)
    return len({row[at] for row in answered.rows})


def _bars(answered: Answered, found: Chart, name: Callable[[str], str]) -> Chart:
    across, up = answered.columns.index(found.across), answered.columns.index(found.up)
    rows = [
        {"key": f"{number}\u001f{_said(row[across], name)}", "value": value}
        for number, row in enumerate(answered.rows)
        if (value := _number(row[up])) is not None
    ]
    return _drawn(found, "ask_bars", rows[:_MOST_BARS], len(rows), x={"title": found.up})


def _points(answered: Answered, found: Chart, name: Callable[[str], str]) -> Chart:
    across, up = answered.columns.index(found.across), answered.columns.index(found.up)
    words = [c for c in found.columns if c not in found.numeric]
    label = answered.columns.index(words[0]) if words else None
    rows: list[dict[str, Any]] = []
    for row in answered.rows:
        x, y = _number(row[across]), _number(row[up])
        if x is not None and y is not None:
            said = "" if label is None else _said(row[label], name)
            rows.append({"x": x, "y": y, "name": said})
    if len(rows) > _MOST_NAMED:
        rows = [{**row, "name": ""} for row in rows]
    titles = {"x": {"title": found.across}, "y": {"title": found.up}}
    return _drawn(found, "ask_points", rows, len(rows), **titles)


def _drawn(
    found: Chart, drawn_as: str, rows: list[dict[str, Any]], whole: int, **axes: Any
) -> Chart:
    if not rows:
        return replace(found, note="No row has the numbers for this chart.")
    made = charts.specification(drawn_as, rows)
    encoding = {**made["encoding"]}
    for axis, more in axes.items():
        encoding[axis] = {**encoding[axis], **more}
    title = f"{KINDS[found.kind]} of {found.up} by {found.across}, {len(rows)} rows"
    drawing = charts.svg({**made, "encoding": encoding}, title)
    cut = f"The first {len(rows)} of {whole} rows are drawn." if whole > len(rows) else ""
    return replace(found, drawing=drawing, note=found.note or cut)


def _number(term: Term) -> float | None:
    try:
        value = float(getattr(term, "value", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _said(term: Term, name: Callable[[str], str]) -> str:
    """Return what stands beside a bar or a point."""
    said = name(term.value) if isinstance(term, ox.NamedNode) else cell(term)
    return said[:_LONGEST]
