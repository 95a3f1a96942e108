"""Turns what a deriver says of foci into the difference to what the view holds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgstore.commit.canonical import canonical_lines
from kgstore.commit.change import Delta, subject_of
from kgstore.commit.contribution import Graphs
from kgstore.commit.deriver import Deriver, Foci
from kgstore.commit.view import View

BATCH = 2000
"""Subjects or foci that a deriver is asked about at a time."""


def merged(many: Iterable[Foci]) -> dict[str, set[str]]:
    """Return the union of foci, rule by rule.

    >>> merged([{"r": ["a"]}, {"r": ["b"], "q": []}]) == {"r": {"a", "b"}}
    True
    """
    union: dict[str, set[str]] = {}
    for foci in many:
        for rule, found in foci.items():
            if found:
                union.setdefault(rule, set()).update(found)
    return union


def affected(view: View, deriver: Deriver, changed: Iterable[str]) -> dict[str, set[str]]:
    """Return the foci that a change of many subjects touches, asked in batches."""
    return merged(deriver.affected(view, batch) for batch in _batches(changed))


def difference(view: View, graphs: Graphs, deriver: Deriver, foci: Foci) -> Delta:
    """Return the change of the derived graphs that makes them right about `foci`."""
    delta = Delta()
    silent = {(rule, focus) for rule, found in foci.items() for focus in found}
    for rule, focus, triples in deriver.derive(view, foci) if silent else ():
        silent.discard((rule, focus))
        graph = graphs.derived(rule)
        lines = canonical_lines(f"{triple} ." for triple in triples)
        delta.replace(graph, view.lines(graph, focus), lines)
    for rule, focus in silent:
        graph = graphs.derived(rule)
        delta.replace(graph, view.lines(graph, focus), ())
    return delta


def differences(
    view: View, graphs: Graphs, deriver: Deriver, foci: Foci
) -> Iterator[tuple[int, Delta]]:
    """Yield the change of the derived graphs in batches, each with the number of its foci."""
    for rule, found in sorted(foci.items()):
        for batch in _batches(found):
            yield len(batch), difference(view, graphs, deriver, {rule: batch})


def whole_difference(view: View, graphs: Graphs, deriver: Deriver) -> Iterator[tuple[int, Delta]]:
    """Yield the change that makes all derived graphs right, with the number of foci in each part.

    Graphs of rules that are no more are emptied.
    """
    standing = {graph for graph in view.graphs() if graphs.is_derived(graph)}
    left = {(graph, subject_of(line)) for graph in standing for line in view.lines(graph)}
    delta, foci = Delta(), 0
    for rule, focus, triples in deriver.derive_all(view):
        graph, foci = graphs.derived(rule), foci + 1
        old = view.lines(graph, focus) if (graph, focus) in left else []
        left.discard((graph, focus))
        delta.replace(graph, old, canonical_lines(f"{triple} ." for triple in triples))
        if foci == BATCH:
            yield foci, delta
            delta, foci = Delta(), 0
    for graph, focus in left:
        delta.replace(graph, view.lines(graph, focus), ())
    yield foci, delta


def _batches(iris: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for iri in iris:
        batch.append(iri)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
