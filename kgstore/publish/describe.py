"""What is known of one resource and its parts, and which graphs say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kgstore.commit.contribution import Graphs
from kgstore.commit.provenance import GENERATED_BY
from kgstore.commit.view import View
from kgstore.publish.native import record_graph
from kgstore.query.run import run
from kgstore.sparql.header import Value
from kgstore.sparql.library import Library
from kgstore.sparql.view import Results

MOST_GRAPHS = 20
"""How many of the graphs that make one and the same statement are named."""


@dataclass(frozen=True, slots=True)
class Description:
    """The statements about a resource, each in the graphs that make it.

    `provenance` is what the graph of provenance says of the resource and of those graphs; `parts`
    are the IRIs of its fragments, sorted; `unnamed` counts graphs that repeat statements and are
    left out.
    """

    iri: str
    quads: tuple[ox.Quad, ...]
    provenance: tuple[ox.Quad, ...] = ()
    parts: tuple[str, ...] = ()
    unnamed: int = 0

    def statements(self) -> list[ox.Quad]:
        """Return all statements, those about the resource first, then part by part."""
        return sorted(self.quads, key=self._place) + list(self.provenance)

    def _place(self, quad: ox.Quad) -> tuple[bool, str, str]:
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        return subject != self.iri, subject, quad.predicate.value

    def graphs(self) -> list[str]:
        """Return the IRIs of the graphs that say something, the resource's own record first."""
        found = {name(quad.graph_name): None for quad in self.quads}
        return [graph for graph in found if graph]


@dataclass(slots=True)
class _Gathering:
    view: View
    library: Library
    graphs: Graphs
    iri: str
    own: str = ""
    quads: dict[ox.Quad, None] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)

    def own_record(self) -> set[ox.Triple]:
        """Take what the resource's own record says; return it."""
        found = set(self.view.triples(self.own)) if self.own else set()
        self._take(found, self.own)
        return found

    def elsewhere(self, thing: str, known: set[ox.Triple]) -> None:
        """Take what the merged view says of a thing beyond `known`, with the graphs that do."""
        more = [triple for triple in self.view.triples("", thing) if triple not in known]
        holders = self.view.graphs_of(thing) if more else {}
        named = {graph for graphs in holders.values() for graph in graphs}
        counted = {graph for graph in named if self.graphs.contributes(graph)}
        said: dict[str, list[ox.Triple]] = defaultdict(list)
        for triple in more:
            graphs = sorted(counted.intersection(holders.get(triple, ())))
            self.unnamed.update(graphs[MOST_GRAPHS:])
            for graph in graphs[:MOST_GRAPHS]:
                said[graph].append(triple)
        for graph, triples in said.items():
            self._take(triples, graph)

    def _take(self, triples: Iterable[ox.Triple], graph: str) -> None:
        where = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        for triple in triples:
            self.quads[ox.Quad(triple.subject, triple.predicate, triple.object, where)] = None

    def parts_of(self, record: set[ox.Triple]) -> list[str]:
        """Return the fragments of the resource: of its record, or found step by step."""
        prefix = self.iri + "#"
        if record:
            found = {name(triple.subject) for triple in record}
            return sorted(one for one in found if one.startswith(prefix))
        parts: set[str] = set()
        front = {self.iri}
        while front:
            given: dict[str, Value] = {"resources": bracketed(sorted(front)), "prefix": prefix}
            rows = run(self.view, self.library.query("parts"), given)
            front = set(column(rows)) - parts
            parts |= front
        return sorted(parts)

    def added(self, parts: Iterable[str]) -> list[str]:
        """Return further fragments that the resource points at: what people say of it beside."""
        objects = {name(q.object) for q in self.quads if name(q.subject) == self.iri}
        return sorted(one for one in objects.difference(parts) if one.startswith(self.iri + "#"))


def describe(view: View, library: Library, base: str, iri: str) -> Description | None:
    """Return what is known of `iri`, or None where nothing is.

    A resource with a record is described by that record and by what is derived; another one, such
    as a task that only records name, by all statements about it.
    """
    graphs = Graphs(base)
    found = _Gathering(view, library, graphs, iri, record_graph(base, iri))
    record = found.own_record()
    parts = found.parts_of(record) if record or _any(view, "", iri) else []
    for thing in (iri, *parts):
        found.elsewhere(thing, record)
    for thing in (added := found.added(parts)):
        found.elsewhere(thing, record)
    about = list(_in_meta(view, graphs.meta, [iri]))
    if not found.quads and not about:
        return None
    described = Description(iri, tuple(found.quads))
    told = _in_meta(view, graphs.meta, described.graphs())
    shown = set(described.graphs())
    return Description(
        iri,
        described.quads,
        (*about, *told),
        (*parts, *added),
        len(found.unnamed - shown),
    )


def is_known(view: View, base: str, iri: str) -> bool:
    """Return whether anything is known of `iri`, by two look-ups."""
    graphs = ("", Graphs(base).meta)
    return any(_any(view, graph, iri) for graph in graphs)


def _any(view: View, graph: str, iri: str) -> bool:
    return any(True for _ in view.triples(graph, iri))


def _in_meta(view: View, meta: str, things: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield what provenance says of things, of the commits they came by, and of who made those."""
    graph = ox.NamedNode(meta)
    commits: dict[str, None] = {}
    for thing in things:
        for triple in view.triples(meta, thing):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            if triple.predicate.value == GENERATED_BY:
                commits[name(triple.object)] = None
    for commit in commits:
        for triple in view.triples(meta, commit):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def column(results: Results) -> Iterator[str]:
    """Yield the IRIs in the first column of the rows of a SELECT."""
    if isinstance(results, ox.QuerySolutions):
        yield from (name(row[0]) for row in results)


def bracketed(iris: Iterable[str]) -> list[str]:
    """Return IRIs as parameters of a query: with brackets, so that none reads as a prefixed name.

    >>> bracketed(["odd:thing"])
    ['<odd:thing>']
    """
    return [f"<{iri}>" for iri in iris]


def name(term: object) -> str:
    """Return the IRI of a term, or "" where it is none.

    >>> name(ox.NamedNode("urn:a")), name(ox.Literal("a"))
    ('urn:a', '')
    """
    return term.value if isinstance(term, ox.NamedNode) else ""
