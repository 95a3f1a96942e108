"""The classes that a model predicts, by label schema, with the concepts that they are linked to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kgstore.commit.view import View
from kgstore.namespaces import MZ
from kgstore.publish.describe import bracketed, name
from kgstore.sparql.library import Library
from kgstore.web.compare.read import number, text
from kgstore.web.model.facts import Facts
from kgstore.web.pages_about import rows

SHOWN: Final = 100
_PLACEHOLDER: Final = MZ + "Placeholder"
_MOST_SCHEMAS: Final = 64
"""How many label schemas are kept in memory; a thousand models share ImageNet's."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class: index and label as the schema has them, and its links as (relation, concept)."""

    iri: str
    index: int | None
    label: str
    is_placeholder: bool = False
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """A label schema of outputs: `classes` are some of its `count` classes in their order."""

    iri: str
    outputs: Sequence[str]
    count: int
    classes: Sequence[Class]
    after: int = 0

    @property
    def has_placeholders(self) -> bool:
        """Whether one of the classes shown has a label that means nothing."""
        return any(one.is_placeholder for one in self.classes)

    @property
    def linked(self) -> int:
        """How many of the classes shown have a concept."""
        return sum(bool(one.links) for one in self.classes)


def schemas_of(facts: Facts, view: View, outputs: Sequence[str]) -> dict[str, list[str]]:
    """Return the label schemas of outputs, in their canonical spelling, with their outputs."""
    found: dict[str, list[str]] = defaultdict(list)
    for output in outputs:
        for schema in facts.iris(output, MZ + "labelSchema"):
            canonical = sorted(view.values(schema, MZ + "canonical"))
            found[canonical[0] if canonical else schema].append(output)
    return dict(found)


def schema(
    view: View,
    library: Library,
    head: int,
    iri: str,
    outputs: Sequence[str] = (),
    after: int = 0,
    most: int = SHOWN,
) -> Schema:
    """Return a label schema with `most` of its classes, from the place `after` on."""
    known = _classes(view, library, head, iri)
    shown = known[after : after + most]
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    given = bracketed(one.iri for one in shown)
    for row in rows(view, library, "model-class-links", classes=given) if given else ():
        found[name(row["class"])].append((name(row["relation"]), name(row["target"])))
    classes = [_linked(one, found[one.iri]) for one in shown]
    return Schema(iri, outputs, len(known), classes, after)


def _linked(one: Class, links: Sequence[tuple[str, str]]) -> Class:
    concepts = [link for link in links if link[0] != MZ + "labelStatus"]
    is_placeholder = (MZ + "labelStatus", _PLACEHOLDER) in links
    return Class(one.iri, one.index, one.label, is_placeholder, concepts)


@lru_cache(maxsize=_MOST_SCHEMAS)
def _classes(view: View, library: Library, head: int, iri: str) -> tuple[Class, ...]:
    """Return all classes of a schema in their order; `head` is the commit they are of."""
    found: dict[str, Class] = {}
    for row in rows(view, library, "model-classes", schema=f"<{iri}>"):
        index, of = number(row["index"]), name(row["class"])
        label = text(row["label"]) or of.rpartition("#")[2].rpartition("/")[2]
        found.setdefault(of, Class(of, None if index is None else int(index), label))
    ordered = sorted(found.values(), key=lambda one: (_place(one), one.label.lower(), one.iri))
    return tuple(ordered)


def _place(one: Class) -> float:
    return float("inf") if one.index is None else one.index
