"""Which classes models can predict in common, and which only some of them can (CQ30)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kgstore.commit.view import View
from kgstore.publish.describe import bracketed, name
from kgstore.sparql.library import Library
from kgstore.web.compare.read import text
from kgstore.web.pages_about import rows

MOST_NAMES: Final = 40
_KEPT: Final = 128


@dataclass(frozen=True, slots=True)
class Lists:
    """The classes of one model: how many, those that not all models have, and those it lacks."""

    count: int
    more: Sequence[str]
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shared:
    """Classes that all models can predict, and the lists of each model that states its classes."""

    count: int
    models: Mapping[str, Lists]

    @property
    def is_same(self) -> bool:
        """Whether all models have the same classes."""
        return all(one.count == self.count for one in self.models.values())


def shared(view: View, library: Library, head: int, models: Sequence[str]) -> Shared | None:
    """Return what models can predict in common, None where fewer than two state classes."""
    schemas: dict[str, set[str]] = defaultdict(set)
    for row in rows(view, library, "compare_schemas", models=bracketed(models)):
        schemas[name(row["model"])].add(name(row["schema"]))
    groups = {found: _together(view, library, head, found) for found in _distinct(schemas)}
    stated = {m: groups[frozenset(schemas[m])] for m in models if m in schemas}
    stated = {model: found for model, found in stated.items() if found}
    if len(stated) < 2:
        return None
    common = set.intersection(*(set(found) for found in groups.values() if found))
    names = {meaning: label for found in groups.values() for meaning, label in found.items()}
    lists = {of: _lists(found, common, names) for of, found in groups.items()}
    return Shared(len(common), {model: lists[frozenset(schemas[model])] for model in stated})


def _distinct(schemas: Mapping[str, set[str]]) -> set[frozenset[str]]:
    """Return the sets of schemas that occur: most models share theirs, and lists are long."""
    return {frozenset(found) for found in schemas.values()}


def _together(view: View, library: Library, head: int, schemas: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for schema in sorted(schemas):
        found |= labels(view, library, head, schema)
    return found


def _lists(own: Mapping[str, str], common: set[str], names: Mapping[str, str]) -> Lists:
    more = sorted(own[one] for one in own.keys() - common)
    return Lists(len(own), more, sorted(names[one] for one in names.keys() - own.keys()))


@lru_cache(maxsize=_KEPT)
def labels(view: View, library: Library, head: int, schema: str) -> Mapping[str, str]:
    """Return the classes of a label schema: what each means, and its label.

    What a class means is its concept, or where it is linked to none, how it is spelt.
    """
    found: dict[str, str] = {}
    for row in rows(view, library, "compare_labels", schema=f"<{schema}>"):
        label, concept = text(row["label"]), name(row["concept"])
        meaning = concept or label.strip().lower() or name(row["class"])
        found.setdefault(meaning, label or concept or meaning)
    return found
