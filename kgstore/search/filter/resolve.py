"""The words of a filter, resolved: fields by name or alias, terms by label, numbers by unit.

Every word is either understood, which a note says, or refused with a column and what may have been
meant. A filter that says nothing of the kind of thing finds models.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from kgstore.search.fields import FieldKind, fields
from kgstore.search.filter import ast
from kgstore.search.filter.ast import And, Filter, Not, Or
from kgstore.search.filter.context import Placed, Rough, with_context
from kgstore.search.filter.leaves import Leaves
from kgstore.search.filter.meaning import Among, Meaning, MeaningLeaf, Present
from kgstore.search.filter.metrics import Metrics
from kgstore.search.filter.names import Names
from kgstore.search.filter.notes import Note, Notes
from kgstore.sparql.view import View

KIND: Final = "kind"
MODELS: Final = Among(KIND, ("model",))


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a filter means, and how each of its parts was understood."""

    meaning: Meaning
    notes: tuple[Note, ...]


class Resolver:
    """Resolves filters by the vocabularies and what is in a store."""

    def __init__(self, view: View) -> None:
        self.names = Names(view)
        self.metrics = Metrics(view, self.names)

    def forget(self, subjects: Collection[str]) -> None:
        """Read anew, when next asked, what the change of these subjects can touch."""
        if "metric" in self.names.forget(subjects):
            self.metrics.forget()

    def resolve(self, tree: Filter) -> Resolved:
        """Return the meaning of a filter.

        Raises:
            FilterError: a field, term, unit or date is unknown; `suggestions` are near.
        """
        notes = Notes()
        rough = _rough(tree, Leaves(self.names, self.metrics, notes).placed)
        contexts = next(f.contexts for f in fields().values() if f.kind is FieldKind.METRIC)
        meaning = with_context(rough, contexts)
        if not any(_names_kind(leaf) for leaf in leaves(meaning)):
            notes.add("", 0, "models; kind:dataset finds datasets")
            parts = meaning.parts if isinstance(meaning, And) else (meaning,)
            meaning = And((MODELS, *parts)) if parts else MODELS
        return Resolved(meaning, notes.all())


def leaves(meaning: Meaning) -> list[MeaningLeaf]:
    """Return the leaves of a meaning, from left to right."""
    match meaning:
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case Not(part):
            return leaves(part)
        case _:
            return [meaning]


def _rough(tree: Filter, placed: Callable[[ast.Leaf], Rough]) -> Rough:
    match tree:
        case And(parts):
            return And(tuple(_rough(part, placed) for part in parts))
        case Or(parts):
            return _one_of([_rough(part, placed) for part in parts])
        case Not(part):
            inner = _rough(part, placed)
            return inner.part if isinstance(inner, Not) else Not(inner)
        case _:
            return placed(tree)


def _one_of(parts: list[Rough]) -> Rough:
    """Return alternatives; terms of one field become one term with several values."""
    found: list[Rough] = []
    for part in parts:
        if isinstance(part, Placed) and isinstance(part.leaf, Among):
            field = part.leaf.field
            for at, known in enumerate(found):
                if _is_of(known, field):
                    found[at] = _merged(known, part)
                    break
            else:
                found.append(part)
        else:
            found.append(part)
    return found[0] if len(found) == 1 else Or(tuple(found))


def _is_of(part: Rough, field: str) -> bool:
    return isinstance(part, Placed) and isinstance(part.leaf, Among) and part.leaf.field == field


def _merged(known: Rough, other: Placed) -> Placed:
    if not (
        isinstance(known, Placed)
        and isinstance(known.leaf, Among)
        and isinstance(other.leaf, Among)
    ):
        raise TypeError("only terms can be merged")
    values = dict.fromkeys((*known.leaf.values, *other.leaf.values))
    return Placed(Among(known.leaf.field, tuple(values)), known.column)


def _names_kind(leaf: MeaningLeaf) -> bool:
    return isinstance(leaf, Among | Present) and leaf.field == KIND
