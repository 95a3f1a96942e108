"""The concept facet: the chosen concept between what is wider and what is narrower.

Before one is chosen the tree begins with broad concepts of everyday life; see `layout.toml`. A
concept counts what detects it or anything narrower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kgstore.commit.view import View
from kgstore.namespaces import PREFIXES
from kgstore.search.facets import Bucket
from kgstore.search.filter import edit
from kgstore.search.filter.ast import Filter
from kgstore.search.wording import Wording
from kgstore.web.find.facets import Facets, Value
from kgstore.web.find.layout import layout

FIELD: Final = "detects"
_BROADER: Final = PREFIXES["iso"] + "broaderGeneric"
_WIDER: Final = 6
"""Wider concepts that are shown; beyond are the likes of "entity"."""
_NARROWER: Final = 12


@dataclass(frozen=True, slots=True)
class Around:
    """Concepts to count: those chosen, and what lies around the one that is chosen alone."""

    chosen: tuple[str, ...]
    wider: tuple[str, ...]
    narrower: tuple[str, ...]

    def all(self) -> tuple[str, ...]:
        """Return every concept whose count is shown or decides whether it is."""
        return tuple(dict.fromkeys((*self.wider, *self.chosen, *self.narrower)))


@dataclass(frozen=True, slots=True)
class Tree:
    """The facet as a tree: from the widest concept down, then the chosen, then the narrower."""

    wider: tuple[Value, ...]
    chosen: tuple[Value, ...]
    narrower: tuple[Value, ...]


def around(view: View, tree: Filter, wording: Wording) -> Around:
    """Return which concepts lie around those that a filter asks for."""
    asked = [term for part in edit.parts(tree) for term in edit.terms(part, FIELD)]
    chosen = tuple(dict.fromkeys(c for term in asked for c in wording.meant(FIELD, term.value)))
    if not chosen:
        return Around((), (), layout().concepts)
    if len(chosen) > 1:
        return Around(chosen, (), ())
    return Around(chosen, tuple(_above(view, chosen[0])), tuple(_below(view, chosen[0])))


def _above(view: View, concept: str) -> list[str]:
    """Return the wider concepts up to the top, the widest first; one of several at each level.

    That is one below which the tree begins, if there is one: a wheeled vehicle is a container too.
    """
    found: list[str] = []
    while wider := sorted(set(view.values(concept, _BROADER)) - {concept, *found}):
        concept = next((one for one in wider if _is_below(view, one)), wider[0])
        found.append(concept)
    return found[:_WIDER][::-1]


def _is_below(view: View, concept: str) -> bool:
    """Return whether a concept is one that the tree begins with, or narrower than one."""
    seen, waiting = set[str](), [concept]
    while waiting:
        one = waiting.pop()
        if one in layout().concepts:
            return True
        waiting += [wider for wider in view.values(one, _BROADER) if wider not in seen]
        seen.add(one)
    return False


def _below(view: View, concept: str) -> list[str]:
    return sorted(view.subjects_with(_BROADER, concept))


def shown(around: Around, counts: Mapping[str, int], facets: Facets) -> Tree:
    """Return the tree; a click on a concept puts it in the place of the chosen one."""

    def instead(concept: str) -> Value:
        bare = edit.without_values(facets.tree, FIELD, lambda _: True)
        moved = Facets(bare, facets.found, facets.wording, labels=facets.labels)
        return moved.value(FIELD, Bucket(concept, counts[concept]))

    narrower = sorted((c for c in around.narrower if counts[c]), key=lambda c: (-counts[c], c))
    return Tree(
        tuple(map(instead, around.wider)),
        tuple(facets.value(FIELD, Bucket(c, counts[c], True)) for c in around.chosen),
        tuple(map(instead, narrower[:_NARROWER])),
    )
