"""The engine seam: the only file that touches the live store's `pyoxigraph.Store`.

A view is what the ledger says, indexed for SPARQL. It can always be made again, so its own writes
need no fsync; they are atomic, which is what recovery rests on. pyoxigraph offers no transaction
to Python: a SPARQL UPDATE, with as many operations as one likes in it, is the one way to remove and
add at once (0.7 ms for 70 rows out and 70 in, in 1.6 M quads).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

import pyoxigraph as ox

from kgstore.commit.change import Row
from kgstore.commit.faults import storage
from kgstore.namespaces import RDF_TYPE

Results = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
_BATCH = 5_000
_DEFAULT = ox.DefaultGraph()
_TYPE = ox.NamedNode(RDF_TYPE)


class View:
    """One folder of the engine; `""` as a graph IRI means the default graph."""

    def __init__(self, folder: Path, *, write: bool) -> None:
        self.folder = folder
        self._engine: ox.Store | None = _open(folder, write=write)

    @property
    def _store(self) -> ox.Store:
        if self._engine is None:
            raise ValueError("the store is closed")
        return self._engine

    def take_over(self, other: View) -> None:
        """Become `other`, which is closed: whoever holds this object sees the new state."""
        self._engine, self.folder = other._store, other.folder
        other.close()

    def close(self) -> None:
        """Let go of the folder; results that are still being read hold it a while longer."""
        self._engine = None

    def query(self, query: str, /, *, use_default_graph_as_union: bool = False) -> Results:
        """Return the results of a SPARQL query, lazily; GRAPH reaches beyond the default graph.

        Raises:
            SyntaxError: the text is not SPARQL.
        """
        return self._store.query(query, use_default_graph_as_union=use_default_graph_as_union)

    def triples(self, graph: str, subject: str = "") -> Iterator[ox.Triple]:
        """Yield the triples of a graph, or those of one subject in it."""
        about = ox.NamedNode(subject) if subject else None
        for quad in self._store.quads_for_pattern(about, None, None, _graph(graph)):
            yield quad.triple

    def lines(self, graph: str, subject: str = "") -> list[str]:
        """Return the triples of a graph, or of one subject in it, as canonical N-Triples lines."""
        return _written(self.triples(graph, subject))

    def stream(self, graph: str) -> Iterator[str]:
        """Yield the lines of a graph of any size, a few thousand in memory at a time."""
        triples = self.triples(graph)
        while batch := list(islice(triples, _BATCH)):
            yield from _written(batch)

    def values(self, subject: str, predicate: str, graph: str = "") -> list[str]:
        """Return the objects of one subject and predicate in a graph: IRIs or lexical forms."""
        pattern = (ox.NamedNode(subject), ox.NamedNode(predicate), None, _graph(graph))
        return [_text(quad.object) for quad in self._store.quads_for_pattern(*pattern)]

    def subjects_with(self, predicate: str, iri: str, graph: str = "") -> list[str]:
        """Return the IRIs that a predicate relates to `iri` in a graph."""
        pattern = (None, ox.NamedNode(predicate), ox.NamedNode(iri), _graph(graph))
        return [_text(quad.subject) for quad in self._store.quads_for_pattern(*pattern)]

    def pairs(self, predicate: str, graph: str = "") -> Iterator[tuple[str, str]]:
        """Yield subject and object (IRI or lexical form) of every triple with a predicate."""
        pattern = (None, ox.NamedNode(predicate), None, _graph(graph))
        for quad in self._store.quads_for_pattern(*pattern):
            yield _text(quad.subject), _text(quad.object)

    def types(self, iris: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return the `rdf:type`s, in the default graph, of those IRIs that have any."""
        found = {iri: frozenset(self.values(iri, RDF_TYPE)) for iri in iris}
        return {iri: types for iri, types in found.items() if types}

    def subjects(self) -> Iterator[str]:
        """Yield the IRIs that are subjects in the default graph, none twice."""
        found = self._store.query("SELECT DISTINCT ?s { ?s ?p ?o }")
        if isinstance(found, ox.QuerySolutions):
            for solution in found:
                yield _text(solution[0])

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs, in no order."""
        for graph in self._store.named_graphs():
            if isinstance(graph, ox.NamedNode):
                yield graph.value

    def graphs_with(self, lines: Collection[str]) -> dict[str, set[str]]:
        """Return, for each line of N-Triples, the IRIs of the named graphs that hold it."""
        found: dict[str, set[str]] = defaultdict(set)
        triples = ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
        for line, triple in zip(lines, triples, strict=True):
            pattern = (triple.subject, triple.predicate, triple.object, None)
            for quad in self._store.quads_for_pattern(*pattern):
                if isinstance(quad.graph_name, ox.NamedNode):
                    found[line].add(quad.graph_name.value)
        return found

    def graphs_of(self, subject: str) -> dict[ox.Triple, set[str]]:
        """Return the triples of a subject in the named graphs, each with the graphs that hold it.

        One scan; by `graphs_with`, a thousand triples of one subject take five times as long.
        """
        found: dict[ox.Triple, set[str]] = defaultdict(set)
        for quad in self._store.quads_for_pattern(ox.NamedNode(subject), None, None, None):
            if isinstance(quad.graph_name, ox.NamedNode):
                found[quad.triple].add(quad.graph_name.value)
        return found

    def apply(self, removed: Iterable[Row], added: Iterable[Row]) -> None:
        """Remove and add quads at once: all of it happens, or nothing."""
        parts = []
        if taken := _blocks(removed):
            parts.append(f"DELETE DATA {{ {taken} }}")
        if given := _blocks(added):
            parts.append(f"INSERT DATA {{ {given} }}")
        if parts:
            self._store.update(" ;\n".join(parts))

    def load(self, nquads: bytes) -> None:
        """Add many quads fast, all or none; about 3 GB of memory per 2 M quads, so give chunks."""
        self._store.bulk_load(nquads, format=ox.RdfFormat.N_QUADS)

    def copy_to(self, folder: Path) -> None:
        """Make an independent copy of the view: hard links on one file system, so it takes ms."""
        self._store.backup(folder)

    def flush(self) -> None:
        """Bring all writes to disk, as far as the engine promises it."""
        self._store.flush()

    def __len__(self) -> int:
        return len(self._store)


def _open(folder: Path, *, write: bool) -> ox.Store:
    with storage(folder, "Run `kgstore rebuild`: it makes the view anew from the ledger."):
        return ox.Store(folder) if write else ox.Store.read_only(str(folder))


def _written(triples: Iterable[ox.Triple]) -> list[str]:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return text.decode().split("\n")[:-1] if text else []


def _graph(iri: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(iri) if iri else _DEFAULT


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _blocks(rows: Iterable[Row]) -> str:
    """N-Triples are triples of SPARQL as they stand (SPARQL 1.1 section 19.8, TriplesTemplate)."""
    blocks = []
    for graph, group in groupby(sorted(rows), key=lambda row: row.graph):
        text = "\n".join(row.line for row in group)
        blocks.append(f"GRAPH <{graph}> {{ {text} }}" if graph else text)
    return "\n".join(blocks)
