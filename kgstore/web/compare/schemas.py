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
    known = {
        model: {k: v for schema in found for k, v in labels(view, library, head, schema).items()}
        for model, found in schemas.items()
    }
    known = {model: known[model] for model in models if known.get(model)}
    if len(known) < 2:
        return None
    common = set.intersection(*(set(found) for found in known.values()))
    return Shared(len(common), {model: _lists(model, known) for model in known})


def _lists(model: str, known: Mapping[str, Mapping[str, str]]) -> Lists:
    own = known[model]
    names = {meaning: label for found in known.values() for meaning, label in found.items()}
    common = set.intersection(*(set(found) for found in known.values()))
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
