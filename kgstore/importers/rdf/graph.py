"""A graph of RDF, cut into the things that become records, each with its parts.

A thing is what has a class that records are of. Its parts are the other nodes that it points at,
and those that point at it as parts do (`mz:model`, `mz:splitOf` ...); a node that two things reach
is a part of the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, TypeVar

import pyoxigraph as ox

from kgstore.importers.rdf.alignment import meanings
from kgstore.namespaces import MZ, RDF_TYPE, VOCABULARY
from kgstore.records.context import REVERSE, packaged_context

Term = ox.NamedNode | ox.BlankNode | ox.Literal
_T = TypeVar("_T", ox.NamedNode | ox.BlankNode, ox.NamedNode | ox.BlankNode | ox.Literal)
Facts = dict[str, list[tuple[str, Term]]]
"""What is said of each node (an IRI, or `_:` and a label), in the order of the source."""

KINDS: Final = {
    "MLModel": "model",
    "Dataset": "dataset",
    "Run": "run",
    "Experiment": "experiment",
    "LabelSchema": "labels",
    "Agent": "agent",
    "TaskType": "task",
    "Metric": "metric",
    "PredictionMetric": "metric",
    "ExecutionMetric": "metric",
    "Licence": "licence",
    "Hardware": "hardware",
    "CloudResource": "hardware",
    "EdgeDevice": "hardware",
    "Cluster": "hardware",
    "ModelArchitecture": "architecture",
    "Framework": "framework",
    "Algorithm": "algorithm",
    "Hyperparameter": "hyperparameter",
}
"""The kind of the records of each class."""


@dataclass(slots=True)
class Thing:
    """A node that becomes a record, and the nodes that are its parts."""

    node: str
    class_name: str
    parts: list[str] = field(default_factory=list)


def key(term: ox.NamedNode | ox.BlankNode) -> str:
    """Return the name of a node in `Facts`."""
    return term.value if isinstance(term, ox.NamedNode) else f"_:{term.value}"


def facts(triples: Iterable[ox.Triple | ox.Quad], *, label: bool = False) -> Facts:
    """Return triples by their subjects; statements about statements are left out.

    `label` gives nameless nodes labels in the order of the source: a parser's own are random.
    """
    labels: dict[str, str] = {}

    def named(term: _T) -> _T | ox.BlankNode:
        if label and isinstance(term, ox.BlankNode):
            return ox.BlankNode(labels.setdefault(term.value, f"b{len(labels)}"))
        return term

    found: Facts = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            continue
        said = found.setdefault(key(named(subject)), [])
        fact = (triple.predicate.value, named(value))
        if fact not in said[-8:]:
            said.append(fact)
    return found


def ours(iri: str) -> str:
    """Return our term for a term: itself, or what it is aligned with."""
    return iri if iri.startswith(MZ) else meanings().get(iri, iri)


def class_of(said: Iterable[tuple[str, Term]]) -> str:
    """Return the name of the first class of ours that a node is of, or ""."""
    for predicate, value in said:
        if predicate == RDF_TYPE and isinstance(value, ox.NamedNode):
            found = ours(value.value)
            if found.startswith(MZ):
                return found.removeprefix(MZ)
    return ""


@cache
def reverse_keys() -> Mapping[str, str]:
    """Return the keys under which parts point at the whole, by property."""
    context = packaged_context()
    kinds = {name: kind for name, kind in context.keys.items() if kind == REVERSE}
    return {context.expanded(context.document[name][REVERSE]): name for name in kinds}


def things(known: Facts) -> list[Thing]:
    """Return the things of a graph in the order of their names, with their parts."""
    found = {}
    for node, said in known.items():
        name = class_of(said)
        if name in KINDS and not node.startswith(VOCABULARY):
            found[node] = Thing(node, name)
    above: dict[str, list[str]] = {}
    for node, said in known.items():
        for predicate, value in said:
            if ours(predicate) in reverse_keys() and isinstance(value, ox.NamedNode):
                above.setdefault(value.value, []).append(node)
    wholes = {node for node in found if not _is_part(known, node, found)}
    placed = set(wholes)
    for node in sorted(wholes):
        _collect(found[node], known, above, placed)
    return [found[node] for node in sorted(wholes)]


def _is_part(known: Facts, node: str, found: Mapping[str, Thing]) -> bool:
    """Say whether a node is a part: nameless and pointed at, or under a fragment of a record."""
    pointed = node.startswith("_:") and any(
        not isinstance(value, ox.Literal) and key(value) == node
        for said in known.values()
        for _, value in said
    )
    return pointed or ("#" in node and node.partition("#")[0] in found)


def _collect(thing: Thing, known: Facts, above: Mapping[str, list[str]], placed: set[str]) -> None:
    waiting = [thing.node]
    while waiting:
        node = waiting.pop(0)
        said = (v for _, v in known.get(node, ()) if not isinstance(v, ox.Literal))
        for other in [*(key(value) for value in said), *above.get(node, ())]:
            if other in known and other not in placed:
                placed.add(other)
                thing.parts.append(other)
                waiting.append(other)
