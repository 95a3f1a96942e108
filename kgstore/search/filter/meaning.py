"""What a filter means: the tree whose leaves name fields, terms and canonical units.

Both engines take this tree. `And`, `Or` and `Not` are those of `ast`; `Lacks` has become
`Not(Present(...))`, an alias the field's own name, a word the IRIs of what it names, a number the
double in the field's canonical unit, and a context term (`dataset:` beside `mAP>=0.4`) a part of
the comparison that it restricts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from kgstore.search.filter.ast import Tree


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the thing holds these tokens one after the other, in lower case.

    A token is a run of letters and digits (Unicode L and N). `prefix`: the last one may go on.
    `field` is the text field's name; "" means any text field that free words are searched in.
    """

    tokens: tuple[str, ...]
    prefix: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Among:
    """A value of the field is one of these: IRIs, or literals where the field has literals."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """The field is stated."""

    field: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Between two numbers; None leaves that side open, `open_...` excludes the bound itself."""

    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """A value of a number field lies in the interval (canonical unit of the field)."""

    field: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Period:
    """A value of a date field is at or after `since` and before `before` (both in UTC)."""

    field: str
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a value was measured with or on: `name` is a variable of the metric query.

    The names are `dataset`, `hardware`, `class`, `precision` ...; the value is one of `values`.
    """

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One and the same measured value is of one of the metrics, in the interval and the context.

    No `class` in the context: only values over all classes count. An interval open on both sides
    asks only that there is such a value.
    """

    metrics: tuple[str, ...]
    interval: Interval = Interval()
    context: tuple[Context, ...] = ()


MeaningLeaf: TypeAlias = Words | Among | Present | Within | Period | Measured
Meaning: TypeAlias = Tree[MeaningLeaf]
