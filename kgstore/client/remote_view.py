"""The store of a server, read as a store's own view is: by SPARQL.

So whatever reads a view (export profiles, validation, named queries) works on a server too.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import httpx
import pyoxigraph as ox

from kgstore.client.asking import GRAPHS, ROWS
from kgstore.client.transport import Transport, readable
from kgstore.pool import batches
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind
from kgstore.sparql.view import Results

_BATCH: Final = 500
_EITHER: Final = f"{ROWS['json']}, {GRAPHS['ntriples']}"
_QUERY: Final = {"Content-Type": "application/sparql-query"}


class RemoteView:
    """What `/sparql` of a server answers; see kgstore.commit.view.View."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @contextmanager
    def opened(self, query: str, accept: str) -> Iterator[httpx.Response]:
        """Give the answer to a SPARQL text, in one of the media types that are accepted."""
        with self._transport.opened(
            "POST",
            "/sparql",
            accept=accept,
            headers=_QUERY,
            content=query.encode(),
            repeatable=True,
        ) as answer:
            yield answer

    def query(self, query: str, /, *, use_default_graph_as_union: bool = False) -> Results:
        """Return the results of a SPARQL query, read whole.

        Raises:
            QueryError: it is not SPARQL, or fails on the server.
            ValueError: the default graph is to be another one, which a server does not offer.
        """
        if use_default_graph_as_union:
            raise ValueError("a server's default graph is what it is")
        with self.opened(query, _EITHER) as answer:
            return results_of(answer, io.BytesIO(answer.read()))

    def triples(self, graph: str, subject: str = "") -> Iterator[ox.Triple]:
        """Yield the triples of a graph (the default one is ""), or those of one subject in it."""
        about = str(ox.NamedNode(subject)) if subject else "?s"
        pattern = f"{about} ?p ?o"
        where = f"GRAPH {ox.NamedNode(graph)} {{ {pattern} }}" if graph else pattern
        text = f"CONSTRUCT {{ {pattern} }} WHERE {{ {where} }}"
        with self.opened(text, GRAPHS["ntriples"]) as answer:
            found = list(ox.parse(answer.read(), format=ox.RdfFormat.N_TRIPLES))
        yield from (quad.triple for quad in found)

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs, in no order."""
        found = self.query("SELECT ?graph { GRAPH ?graph {} }")
        if isinstance(found, ox.QuerySolutions):
            yield from (row[0].value for row in found if isinstance(row[0], ox.NamedNode))

    def types(self, iris: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return the classes, those above included, of those IRIs that have any."""
        types: dict[str, set[str]] = {}
        asked = Library.packaged().query("types")
        for some in batches(iris, _BATCH):
            found = self.query(bind(asked, {"things": [f"<{iri}>" for iri in some]}))
            if isinstance(found, ox.QuerySolutions):
                for thing, kind in found:
                    types.setdefault(getattr(thing, "value", ""), set()).add(
                        getattr(kind, "value", "")
                    )
        return {iri: frozenset(kinds) for iri, kinds in types.items()}


def results_of(answer: httpx.Response, content: io.BytesIO | None = None) -> Results:
    """Return the results that an answer holds; without `content` rows are read as they come."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == ROWS["json"]:
        source = content or readable(answer)
        return ox.parse_query_results(source, format=ox.QueryResultsFormat.JSON)
    store = ox.Store()  # pyoxigraph makes results of triples in answer to a query only
    store.bulk_load(content or answer.read(), format=ox.RdfFormat.N_TRIPLES)
    return store.query("CONSTRUCT WHERE { ?s ?p ?o }")
