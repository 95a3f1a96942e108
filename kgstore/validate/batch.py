"""A batch of records as one graph, in which each record is still judged by itself.

pySHACL is fast over some hundred records at once, but what it says of a record must not depend on
which others share the batch. So a node that several records speak of (an agent, a base model, an
unresolved term) gets a name of its own in each of them; the true name is put back in the results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.validate.index import Objects, SubjectIndex, plain_graph
from kgstore.validate.terms import Statement, Statements, Term, Terms, statements

Types = Mapping[str, Collection[str]]
"""The classes of things outside the batch, by their IRI: its neighbourhood."""

TYPE = URIRef(RDF_TYPE)
_GRAPH = "/graph/record/"
_IDENTIFYING = frozenset(
    URIRef(iri)
    for iri in (
        RDF_TYPE,
        PREFIXES["rdfs"] + "label",
        *(MZ + name for name in ("resolutionStatus", "source", "nativeId")),
        *(MZ + "raw" + name for name in ("Task", "Dataset", "Metric", "Licence", "Hardware")),
        *(MZ + "raw" + name for name in ("Architecture", "Framework", "Language")),
    )
)
"""What a record says of a thing that it only points at; a node with no more than this is a stub."""


@dataclass(slots=True)
class Batch:
    """The graph of a batch and what is known of its nodes."""

    graph: Graph
    record_of: dict[Term, str] = field(default_factory=dict)
    """Which record says something of a node."""
    instances: dict[Node, set[Term]] = field(default_factory=dict)
    """The described nodes of each class, its subclasses included."""
    having: dict[Node, set[Term]] = field(default_factory=dict)
    """The described nodes that have a property."""
    own: set[Term] = field(default_factory=set)
    """The nodes that their record is there to describe: of them, absence is a finding too."""
    stubs: set[Term] = field(default_factory=set)
    """The nodes that a record only points at."""
    names: dict[Term, str] = field(default_factory=dict)
    """The true names of nodes that have a name of their own in each record; blank nodes' labels."""

    def name(self, term: Term) -> str:
        """Return the IRI that a node stands for, or `_:` and the label of a blank node."""
        return self.names.get(term, str(term))

    def written(self, term: Term) -> str:
        """Return a term as N-Triples writes it."""
        if isinstance(term, Literal):
            datatype = None if term.language else ox.NamedNode(str(term.datatype))
            return str(ox.Literal(str(term), datatype=datatype, language=term.language))
        name = self.name(term)
        return name if isinstance(term, BNode) else f"<{name}>"


@dataclass(slots=True)
class BatchBuilder:
    """Builds batches; `superclasses` maps a class to those above it.

    `constants` are the IRIs that shapes compare with: they keep their name in every record.
    """

    terms: Terms
    superclasses: Mapping[Node, Collection[URIRef]]
    constants: Collection[str]

    def build(self, records: Mapping[str, Statements], neighbourhood: Types) -> Batch:
        """Return the batch of `records`, the content of each by its IRI or its graph's IRI."""
        contents = {record: list(statements(content)) for record, content in records.items()}
        owners = _owners(contents)
        index = SubjectIndex()
        batch = Batch(plain_graph(index))
        for number, (record, content) in enumerate(contents.items()):
            reader = _Reader(self, batch, index, record, number, owners)
            for statement in content:
                reader.add(statement)
            reader.finish(neighbourhood)
        for subclass, classes in self.superclasses.items():
            index.statements.setdefault(subclass, {})[_SUBCLASS] = list(classes)
        return batch


_SUBCLASS = URIRef(PREFIXES["rdfs"] + "subClassOf")


def _owners(contents: Mapping[str, Iterable[Statement]]) -> dict[str, str]:
    """Return the record that speaks of each node; "" where several do."""
    owners: dict[str, str] = {}
    for record, content in contents.items():
        for name in {s.subject.value for s in content if isinstance(s.subject, ox.NamedNode)}:
            owners[name] = "" if name in owners else record
    return owners


def document_of(record: str) -> str:
    """Return the IRI of the thing that a record or record graph is about, or "" for other graphs.

    >>> document_of("https://e.org/graph/record/fiftyone/model/clip")
    'https://e.org/id/model/fiftyone/clip'
    >>> document_of("https://e.org/id/model/fiftyone/clip#part")
    'https://e.org/id/model/fiftyone/clip'
    >>> document_of("https://e.org/graph/user/ann/1")
    ''
    """
    base, found, path = record.partition(_GRAPH)
    parts = path.split("/", 2)
    if found and len(parts) == 3:
        return f"{base}/id/{parts[1]}/{parts[0]}/{parts[2]}"
    return record.partition("#")[0] if "/id/" in record else ""


@dataclass(slots=True)
class _Reader:
    """Puts the statements of one record into the batch."""

    builder: BatchBuilder
    batch: Batch
    index: SubjectIndex
    record: str
    number: int
    owners: Mapping[str, str]
    described: dict[Term, Objects] = field(default_factory=dict)
    mentioned: dict[Term, str] = field(default_factory=dict)

    def add(self, statement: Statement) -> None:
        subject = self._node(statement.subject)
        predicate = self.builder.terms.name(statement.predicate.value)
        if isinstance(statement.object, ox.Literal):
            value: Term = self.builder.terms.literal(statement.object)
        elif predicate == TYPE:
            value = self.builder.terms.term(statement.object)
        else:
            value = self._node(statement.object)
        objects = self.described.get(subject)
        if objects is None:
            objects = self.described[subject] = {}
        if predicate in objects:
            objects[predicate].append(value)
        else:
            objects[predicate] = [value]
            having = self.batch.having.setdefault(predicate, set())
            having.add(subject)

    def finish(self, neighbourhood: Types) -> None:
        """Say of each node what it is, and whether this record is there to describe it."""
        document = document_of(self.record)
        pointed_at = set() if document else self._pointed_at()
        for node, objects in self.described.items():
            self.batch.record_of[node] = self.record
            only_named = objects.keys() <= _IDENTIFYING
            if self._is_own(node, objects, document, only_named and node in pointed_at):
                self.batch.own.add(node)
            elif only_named:
                self.batch.stubs.add(node)
            known = self.index.statements.setdefault(node, objects)
            if known is not objects:  # a constant of the shapes that several records describe
                for predicate, values in objects.items():
                    known.setdefault(predicate, []).extend(values)
        self._add_types(neighbourhood)
        for node in self.described:
            for kind in self.index.statements[node].get(TYPE, ()):
                for above in (kind, *self.builder.superclasses.get(kind, ())):
                    self.batch.instances.setdefault(above, set()).add(node)

    def _is_own(self, node: Term, objects: Objects, document: str, is_stub: bool) -> bool:
        if isinstance(node, BNode):
            return True
        if document:
            return self.mentioned[node].partition("#")[0] == document
        return TYPE in objects and not is_stub

    def _pointed_at(self) -> set[Node]:
        return {
            value
            for objects in self.described.values()
            for predicate, values in objects.items()
            if predicate != TYPE
            for value in values
        }

    def _add_types(self, neighbourhood: Types) -> None:
        """Say what is known from elsewhere of those nodes whose class the record does not state."""
        for node, name in self.mentioned.items():
            types = neighbourhood.get(name)
            if types and TYPE not in self.described.get(node, ()):
                known = self.index.statements.setdefault(node, {}).setdefault(TYPE, [])
                found = (self.builder.terms.name(kind) for kind in types)
                known.extend(kind for kind in found if kind not in known)

    def _node(self, term: ox.NamedNode | ox.BlankNode | ox.Triple) -> Term:
        if isinstance(term, ox.BlankNode):
            blank = BNode(f"{term.value}-{self.number}")
            self.batch.names[blank] = f"_:{term.value}"
            return blank
        if isinstance(term, ox.Triple):
            return self.builder.terms.term(term)
        name = term.value
        owner = self.owners.get(name)
        if owner is None or owner == self.record or name in self.builder.constants:
            node = self.builder.terms.name(name)
        else:
            node = URIRef(f"{name}#~{self.number}")
            self.batch.names[node] = name
        self.mentioned[node] = name
        return node
