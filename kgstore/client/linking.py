"""What a run of the linker gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from kgstore.client.rows import Rows
from kgstore.client.terms import IRI

Target = Literal["wordnet", "oewn", "wikidata"]
"""A knowledge base that classes are linked to."""

_FIRST: Final = ("schema", "name", "classes")

Steps = Callable[[int, int], None]
"""Is told how many label schemas are done, and of how many."""


def no_steps(_done: int, _of: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of the classes of label schemas: a row a schema, counts of classes by kind.

    `passed_over` schemas were linked before; `commit` is None where nothing was written.
    """

    target: str
    rows: Rows
    passed_over: int
    commit: int | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What can become of a class; each is a column."""
        return self.rows.columns[len(_FIRST) :]

    def total(self, kind: str) -> int:
        """Return how many classes there are of a kind."""
        return sum(number for number in self.rows.column(kind) if isinstance(number, int))


def linked_of(value: Mapping[str, Any]) -> Linked:
    """Return what an answer of `/api/v1/link` says.

    >>> empty = {"target": "x", "passedOver": 1, "commit": None, "kinds": ["known"], "schemas": []}
    >>> linked_of(empty).rows
    <Rows: 0 of schema, name, classes, known>
    """
    kinds = value["kinds"]
    rows = [
        (IRI(one["schema"]), one["name"], one["classes"], *(one["counts"][k] for k in kinds))
        for one in value["schemas"]
    ]
    columns = (*_FIRST, *kinds)
    return Linked(value["target"], Rows(columns, rows), value["passedOver"], value["commit"])
