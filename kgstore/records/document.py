"""The record document that a record graph stands for: the way of kgstore.records.rdf, backwards.

Nodes that the graph describes are nested where they are first pointed at, parts under the reverse
keys first (`configurations`, `classes`); everything else is a plain IRI. Reading the document again
gives the same graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from kgstore.namespaces import RDF_TYPE, XSD
from kgstore.records.context import REVERSE, Context
from kgstore.records.record import Document

_NUMBERS = {XSD + "integer": int, XSD + "double": float}


def document_of(iri: str, triples: Iterable[ox.Triple], context: Context) -> Document:
    """Return what `triples` say of `iri` and its parts, as a record document.

    >>> from kgstore.records.context import packaged_context
    >>> label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    >>> triple = ox.Triple(ox.NamedNode("urn:m"), label, ox.Literal("tiny"))
    >>> document_of("urn:m", [triple], packaged_context())
    {'id': 'urn:m', 'name': 'tiny'}
    """
    nodes: dict[str, list[tuple[str, ox.NamedNode | ox.Literal]]] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, (ox.NamedNode, ox.Literal)):
            nodes.setdefault(subject.value, []).append((triple.predicate.value, value))
    return _Walk(_Keys.of(context), nodes).document(iri)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The context by IRI: keys of properties and of reversed ones, names of classes."""

    forward: Mapping[str, str]
    reverse: Mapping[str, str]
    types: Mapping[str, str]

    @classmethod
    def of(cls, context: Context) -> _Keys:
        forward, reverse = {}, {}
        for key, kind in context.keys.items():
            meaning = context.document[key]
            if kind == REVERSE:
                reverse[context.expanded(meaning["@reverse"])] = key
            else:
                iri = meaning if isinstance(meaning, str) else meaning["@id"]
                forward[context.expanded(iri)] = key
        return cls(forward, reverse, {iri: name for name, iri in context.types.items()})


@dataclass(slots=True)
class _Walk:
    keys: _Keys
    nodes: Mapping[str, list[tuple[str, ox.NamedNode | ox.Literal]]]
    placed: set[str] = field(default_factory=set)
    upward: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    taken: set[tuple[str, str, str]] = field(default_factory=set)

    def document(self, root: str) -> Document:
        """Build level by level, so that a part stands as near to the top as it can."""
        for subject, facts in self.nodes.items():
            for predicate, value in facts:
                if predicate in self.keys.reverse and isinstance(value, ox.NamedNode):
                    self.upward.setdefault(value.value, []).append((predicate, subject))
        document: Document = {"id": root}
        self.placed.add(root)
        waiting = deque([document])
        while waiting:
            waiting.extend(self._fill(waiting.popleft()))
        return document

    def _fill(self, node: Document) -> Iterator[Document]:
        iri = node["id"]
        values: dict[str, list[Any]] = {}
        for predicate, part in sorted(self.upward.get(iri, ())):
            if part not in self.placed:
                self.taken.add((part, predicate, iri))
                values.setdefault(self.keys.reverse[predicate], []).append(self._place(part))
        for predicate, value in sorted(self.nodes.get(iri, ()), key=str):
            if isinstance(value, ox.Literal):
                values.setdefault(self._key(predicate), []).append(_plain(value))
            elif predicate == RDF_TYPE:
                name = self.keys.types.get(value.value, value.value)
                values.setdefault("type", []).append(name)
            elif (iri, predicate, value.value) not in self.taken:
                known = value.value in self.nodes and value.value not in self.placed
                item = self._place(value.value) if known else value.value
                values.setdefault(self._key(predicate), []).append(item)
        for key in sorted(values, key=_rank):
            found = values[key]
            node[key] = found[0] if len(found) == 1 else found
            yield from (item for item in found if isinstance(item, dict))

    def _place(self, iri: str) -> Document:
        self.placed.add(iri)
        return {"id": iri}

    def _key(self, predicate: str) -> str:
        return self.keys.forward.get(predicate, predicate)


def _rank(key: str) -> tuple[int, str]:
    first = ("type", "name", "description", "source", "nativeId")
    return (first.index(key) if key in first else len(first), key)


def _plain(literal: ox.Literal) -> str | int | float | bool:
    datatype = literal.datatype.value
    if datatype == XSD + "boolean":
        return literal.value in {"true", "1"}
    read = _NUMBERS.get(datatype)
    return read(literal.value) if read else literal.value
