"""How complete the record of a model is: what a complete one has, and what is missing here.

What it has is data: completeness.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from kgstore.namespaces import expand
from kgstore.web.model.facts import Facts
from kgstore.web.model.setups import Setup

_FILE: Final = Path(__file__).with_name("completeness.toml")


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a complete record has; `of` is the kind of configuration that has it."""

    name: str
    any: tuple[str, ...]
    mend: str
    of: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a record has and what it lacks."""

    stated: Sequence[Item]
    missing: Sequence[Item]

    @property
    def share(self) -> float:
        """How much of it is stated, from 0 to 1."""
        return len(self.stated) / (len(self.stated) + len(self.missing))


@cache
def items() -> tuple[Item, ...]:
    """Return what a complete record has.

    >>> [item.name for item in items()][:2]
    ['name', 'description']
    """
    found = tomllib.loads(_FILE.read_text("utf-8"))["item"]
    return tuple(Item(**{**one, "any": tuple(map(expand, one["any"]))}) for one in found)


def completeness(facts: Facts, model: str, setups: Sequence[Setup]) -> Completeness:
    """Return what the record of a model has and lacks."""
    stated: list[Item] = []
    missing: list[Item] = []
    for item in items():
        holders = [s.iri for s in setups if s.kind == item.of] if item.of else [model]
        has = any(facts.terms(holder, one) for holder in holders for one in item.any)
        (stated if has else missing).append(item)
    return Completeness(stated, missing)
