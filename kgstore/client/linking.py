"""What a run of the linker gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kgstore.client.rows import Rows
from kgstore.client.terms import IRI

Target = Literal["wordnet", "oewn", "wikidata"]
"""A knowledge base that classes are linked to."""

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


def linked_of(value: Mapping[str, Any]) -> Linked:
    """Return what an answer of `/api/v1/link` says.

    >>> linked_of({"target": "WordNet", "passedOver": 1, "commit": None, "schemas": []}).rows
    <Rows: 0 of schema, name, classes>
    """
    kinds = list(value["schemas"][0]["counts"]) if value["schemas"] else []
    rows = [
        (IRI(one["schema"]), one["name"], one["classes"], *(one["counts"][k] for k in kinds))
        for one in value["schemas"]
    ]
    columns = ("schema", "name", "classes", *kinds)
    return Linked(value["target"], Rows(columns, rows), value["passedOver"], value["commit"])
