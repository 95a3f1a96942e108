"""The native profile: what the store holds, in its own terms, for one resource or as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import pyoxigraph as ox

from kgstore.errors import IriError, NotFound
from kgstore.records.iri import Minter

_KEPT = ("/graph/record/", "/graph/user/")


class View(Protocol):
    """What this profile reads of a store's view."""

    def triples(self, graph: str, subject: str = "") -> Iterator[ox.Triple]:
        """Yield the triples of a graph, or those of one subject in it."""

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""


def whole(view: View, base: str) -> Iterator[ox.Quad]:
    """Yield every statement that records and users made, each in its own graph, by graph."""
    for graph in sorted(view.graphs()):
        if graph.startswith(tuple(base + path for path in _KEPT)):
            yield from _graph(view, graph)


def of_resources(view: View, base: str, iris: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield what the store says of resources: the graphs whose record each is, else its triples.

    Raises:
        NotFound: nothing is known of one of them.
    """
    for iri in iris:
        found = False
        for quad in _about(view, base, iri):
            found = True
            yield quad
        if not found:
            raise NotFound(
                f"nothing is known of {iri}",
                subject=iri,
                advice="`kgstore query` finds IRIs; prefixed names such as mzd:COCO work too.",
            )


def _about(view: View, base: str, iri: str) -> Iterator[ox.Quad]:
    said: set[ox.Triple] = set()
    graph = record_graph(base, iri)
    if graph:
        for quad in _graph(view, graph):
            said.add(quad.triple)
            yield quad
    for triple in view.triples("", iri):
        if triple not in said:
            yield ox.Quad(triple.subject, triple.predicate, triple.object)


def record_graph(base: str, iri: str) -> str:
    """Return the graph of the record whose IRI `iri` is, or "" for parts and foreign IRIs.

    >>> record_graph("https://e.org", "https://e.org/id/model/x/m")
    'https://e.org/graph/record/x/model/m'
    """
    try:
        return Minter(base).graph_of(iri) if "#" not in iri else ""
    except IriError:
        return ""


def _graph(view: View, graph: str) -> Iterator[ox.Quad]:
    name = ox.NamedNode(graph)
    for triple in view.triples(graph):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, name)
