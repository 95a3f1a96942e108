"""What a filter says, as it is written: the tree that `parse` makes and `text` writes.

Nothing is looked up here: `field` is the word of the user. The columns (from 1) are for messages
and for completion, and two trees that differ in nothing else are equal. What the words mean is a
second tree of the same shape with other leaves, `kgstore.search.filter.meaning`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Literal, TypeAlias, TypeVar

Operator: TypeAlias = Literal["<", "<=", ">", ">=", "="]
LeafT = TypeVar("LeafT")


@dataclass(frozen=True, slots=True)
class And(Generic[LeafT]):
    """All of the parts; none of them is everything. Parentheses make an `And` of their own."""

    parts: tuple[Tree[LeafT], ...]


@dataclass(frozen=True, slots=True)
class Or(Generic[LeafT]):
    """At least one of the parts; none of them is nothing."""

    parts: tuple[Tree[LeafT], ...]


@dataclass(frozen=True, slots=True)
class Not(Generic[LeafT]):
    """Everything but the part."""

    part: Tree[LeafT]


Tree: TypeAlias = And[LeafT] | Or[LeafT] | Not[LeafT] | LeafT


@dataclass(frozen=True, slots=True)
class Text:
    """Words that stand one after the other in a text of the thing; `prefix`: the last is cut."""

    words: str
    prefix: bool = False
    column: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """`has:field`: the field is stated."""

    field: str
    column: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Lacks:
    """`lacks:field`: the field is not stated."""

    field: str
    column: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """`field:value`; `prefix`: `field:val*`. The columns are those of the field and the value."""

    field: str
    value: str
    prefix: bool = False
    column: int = dataclasses.field(default=0, compare=False)
    value_column: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the unit that stands behind it, as written; "" for none."""

    number: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written: `2021-06` (the whole month), `2021-06-30`, `2021-06-30T12:00:00Z`."""

    text: str


Bound: TypeAlias = Amount | Day


@dataclass(frozen=True, slots=True)
class Compare:
    """`field<value`."""

    field: str
    operator: Operator
    value: Bound
    column: int = dataclasses.field(default=0, compare=False)
    value_column: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """`field:low..high`, both ends included; one of them may be left out."""

    field: str
    low: Bound | None
    high: Bound | None
    column: int = dataclasses.field(default=0, compare=False)
    value_column: int = dataclasses.field(default=0, compare=False)


Leaf: TypeAlias = Text | Has | Lacks | Term | Compare | Range
Filter: TypeAlias = Tree[Leaf]
