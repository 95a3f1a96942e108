"""The context rule: what a value was measured on and with, said beside its comparison.

A conjunction is what stands side by side, in one pair of parentheses or in none. In it:

1. A context term (`dataset:coco`, `on:jetson-nano`; alternatives `dataset:(coco OR voc)` are one)
   says what a value was measured on or with. What predictions were measured on (`evaluated_on`)
   belongs to metrics of predictions; what a model ran on and in (`hardware`, `precision`) to
   metrics of execution. The term restricts every comparison of its kind in the conjunction; if
   there is none of its kind, every comparison of a metric.
2. It restricts those in inner parentheses and negations too, unless they have one of its field.
3. Two terms of one field: each comparison takes those that stand between it and the next.
   Where that leaves a comparison or a term alone, the filter is ambiguous and refused. With one
   comparison only, all of them are its own: it must hold on each. Inner parentheses take none.
4. A term that restricts a comparison beside it is no condition of its own any more: the value that
   is asked for implies it. One that restricts only inner ones, or none, is.
5. Without a context term any configuration will do. All contexts of one comparison hold for one and
   the same value; two comparisons may be met by two values.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from kgstore.errors import FilterError
from kgstore.search.filter.ast import And, Not, Or, Tree
from kgstore.search.filter.meaning import Among, Context, Meaning, MeaningLeaf, Measured
from kgstore.search.filter.metrics import EXECUTION, PREDICTION

KIND_OF: Final = {"evaluated_on": PREDICTION, "hardware": EXECUTION, "precision": EXECUTION}
"""The kind of metrics that a context field belongs to."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A leaf with its column; `kind` is that of the metric it compares, "" for other leaves."""

    leaf: MeaningLeaf
    column: int = 0
    kind: str = ""


Rough: TypeAlias = Tree[Placed]
"""The tree of leaves that are resolved, before context terms are put to their comparisons."""


def with_context(tree: Rough, contexts: Iterable[str]) -> Meaning:
    """Return the meaning of a tree; `contexts` are the context fields.

    >>> measured, term = Measured(("m",)), Among("evaluated_on", ("d",))
    >>> with_context(And((Placed(measured, 1, PREDICTION), Placed(term, 9))), ["evaluated_on"])
    Measured(metrics=('m',), ..., context=(Context(name='evaluated_on', values=('d',)),))

    Raises:
        FilterError: it cannot be told which term belongs to which comparison.
    """
    return _Binder(tuple(contexts)).bound(tree, {})


Given: TypeAlias = dict[tuple[str, str], Among]
"""The context term in force, by its field and the kind of metric that it restricts."""


class _Binder:
    def __init__(self, contexts: tuple[str, ...]) -> None:
        self._contexts = contexts

    def bound(self, tree: Rough, given: Given) -> Meaning:
        """Return the meaning of a part under the context terms around it."""
        match tree:
            case And(parts):
                return self._conjunction(parts, given)
            case Or(parts):
                return Or(tuple(self.bound(part, given) for part in parts))
            case Not(part):
                return Not(self.bound(part, given))
            case Placed():
                return self._conjunction((tree,), given)

    def _conjunction(self, parts: tuple[Rough, ...], given: Given) -> Meaning:
        inner, spent = dict(given), set()
        direct: dict[int, dict[str, list[Among]]] = {}
        for field in self._contexts:
            terms = [at for at, part in enumerate(parts) if _is_term(part, field)]
            if not terms:
                continue
            kinds = _kinds(parts, field)
            for kind in (PREDICTION, EXECUTION):
                inner.pop((field, kind), None)
            if len(terms) == 1:
                inner |= {(field, kind): _term(parts[terms[0]]) for kind in kinds}
            for at, own in _shared(parts, terms, kinds).items():
                direct.setdefault(at, {})[field] = [_term(parts[term]) for term in own]
                spent.update(own)
        found = [
            self._part(part, inner, direct.get(at, {}))
            for at, part in enumerate(parts)
            if at not in spent
        ]
        return found[0] if len(found) == 1 else And(tuple(found))

    def _part(self, part: Rough, given: Given, own: dict[str, list[Among]]) -> Meaning:
        if not isinstance(part, Placed):
            return self.bound(part, given)
        if not isinstance(part.leaf, Measured):
            return part.leaf
        terms = {field: [term] for (field, kind), term in given.items() if kind == part.kind} | own
        ordered = [terms[field] for field in self._contexts if field in terms]
        found: list[Meaning] = [
            dataclasses.replace(
                part.leaf, context=tuple(Context(term.field, term.values) for term in choice)
            )
            for choice in product(*ordered)
        ]
        return found[0] if len(found) == 1 else And(tuple(found))


def _kinds(parts: tuple[Rough, ...], field: str) -> set[str]:
    """Return the kinds of metrics that a context field restricts in a conjunction (rule 1)."""
    present = {placed.kind for part in parts for placed in _leaves(part) if placed.kind}
    return {KIND_OF[field]} if KIND_OF[field] in present else present


def _shared(parts: tuple[Rough, ...], terms: list[int], kinds: set[str]) -> dict[int, list[int]]:
    """Return, for each comparison beside the terms, those that restrict it (rules 1 and 3)."""
    compared = [
        at for at, part in enumerate(parts) if isinstance(part, Placed) and part.kind in kinds
    ]
    if len(terms) == 1 or len(compared) <= 1:
        return dict.fromkeys(compared, terms)
    ends = [*compared[1:], len(parts)]
    shares = {
        at: [t for t in terms if at < t < end] for at, end in zip(compared, ends, strict=True)
    }
    if terms[0] < compared[0] or not all(shares.values()):
        part = parts[terms[0]]
        column = next(iter(_leaves(part))).column
        raise FilterError(
            "it is not clear which comparison this belongs to; put each comparison and what it was"
            " measured on in parentheses: (mAP>=0.4 dataset:coco) (accuracy>80% dataset:imagenet)",
            column=column,
        )
    return shares


def _leaves(part: Rough) -> Iterator[Placed]:
    match part:
        case And(parts) | Or(parts):
            for inner in parts:
                yield from _leaves(inner)
        case Not(inner):
            yield from _leaves(inner)
        case Placed():
            yield part


def _is_term(part: Rough, field: str) -> bool:
    return isinstance(part, Placed) and isinstance(part.leaf, Among) and part.leaf.field == field


def _term(part: Rough) -> Among:
    if isinstance(part, Placed) and isinstance(part.leaf, Among):
        return part.leaf
    raise TypeError("only a term can be a context")
