"""The rules of identity as data: which evidence speaks for which relation, and how much."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

KINDS = ("dataset", "model")
"""What identity is looked for among."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One ground for taking two things for one; `evidence.toml` says what the fields mean."""

    form: str
    weight: float
    text: str
    query: str = ""
    within: float | None = None
    at_most: int = 0
    pairs: bool = True
    differ: float = 1.0
    owners: frozenset[str] = frozenset()
    owned: float = 0.0

    def weight_of(self, *, same_source: bool) -> float:
        """Return how much it says of two records, of one source or of two."""
        return self.within if same_source and self.within is not None else self.weight


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two things, with the evidence that speaks for it."""

    name: str
    predicate: str
    justification: str
    evidence: tuple[Evidence, ...]
    joins: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one kind of things: `threshold` is the least score, `prefer` names sources.

    `decisive` and `ceiling`: without an evidence that sure, a pair of one source is never surer
    than the ceiling.
    """

    kind: str
    set_name: str
    title: str
    things: str
    threshold: float
    decisive: float
    ceiling: float
    relations: tuple[Relation, ...]
    prefer: tuple[str, ...] = ()


@cache
def rules(kind: str) -> Rules:
    """Return the rules for a kind.

    >>> [relation.name for relation in rules("model").relations]
    ['same weights', 'same model', 'same architecture']
    """
    table = tomllib.loads(Path(__file__).with_name("evidence.toml").read_text("utf-8"))
    own = table[kind]
    relations = tuple(
        Relation(
            said["name"],
            said["predicate"],
            said["justification"],
            tuple(_evidence(one) for one in said["evidence"]),
            said.get("joins", True),
        )
        for said in own["relation"]
    )
    return Rules(
        kind,
        own["set"],
        own["title"],
        own["things"],
        own["threshold"],
        table["decisive"],
        table["ceiling"],
        relations,
        tuple(own.get("prefer", ())),
    )


def _evidence(said: dict[str, Any]) -> Evidence:
    return Evidence(**{**said, "owners": frozenset(said.get("owners", ()))})
