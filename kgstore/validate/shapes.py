"""The shapes of the packaged folder and of an overlay, read once a process."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.term import Node

from kgstore.errors import ResourceError
from kgstore.namespaces import MZ, PREFIXES
from kgstore.resources import folder
from kgstore.validate.checks import Check, checks
from kgstore.validate.index import SubjectIndex, plain_graph
from kgstore.validate.terms import Terms


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes, and the ontology's hierarchy of classes."""

    checks: tuple[Check, ...]
    superclasses: Mapping[Node, Collection[URIRef]]
    constants: frozenset[str]
    """The IRIs that the shapes compare with."""
    terms: Terms
    declared: frozenset[str]
    """The terms of the ontology's own namespace."""


@lru_cache(maxsize=4)
def load_shapes(overlay: Path | None = None) -> Shapes:
    """Return the packaged shapes, with those in the `shapes/` of an overlay folder.

    >>> any(URIRef(MZ + "MLModel") in check.classes for check in load_shapes().checks)
    True

    Raises:
        ResourceError: a file is no Turtle, or what it holds are no shapes.
    """
    places = [folder("shapes"), *([overlay / "shapes"] if overlay else [])]
    terms = Terms()
    graph = plain_graph(SubjectIndex())
    for path in sorted(p for place in places for p in place.glob("*.ttl")):
        _add_file(path, graph, terms)
    ontology = _ontology_statements(overlay)
    return Shapes(
        checks=tuple(checks(graph)),
        superclasses=_superclasses(ontology, terms),
        constants=frozenset(str(o) for o in graph.objects() if isinstance(o, URIRef)),
        terms=terms,
        declared=frozenset(_iri(q.subject) for q in ontology if _iri(q.subject).startswith(MZ)),
    )


def _add_file(path: Path, graph: Graph, terms: Terms) -> None:
    try:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            subject, predicate, value = quad.triple
            graph.add((terms.term(subject), terms.name(predicate.value), terms.term(value)))
    except SyntaxError as error:
        raise ResourceError(f"{path.name} is no Turtle: {error}", subject=str(path)) from error


def _ontology_statements(overlay: Path | None) -> list[ox.Quad]:
    files = sorted(folder("ontology").glob("*.ttl"))
    if overlay:
        files += sorted((overlay / "ontology").glob("*.ttl"))
    return [quad for path in files for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]


def _superclasses(ontology: Iterable[ox.Quad], terms: Terms) -> dict[Node, tuple[URIRef, ...]]:
    """Return all superclasses of each class, as far as both are in our namespace."""
    above: dict[str, set[str]] = {}
    for quad in ontology:
        if quad.predicate.value == PREFIXES["rdfs"] + "subClassOf":
            child, parent = _iri(quad.subject), _iri(quad.object)
            if child.startswith(MZ) and parent.startswith(MZ):
                above.setdefault(child, set()).add(parent)
    found: dict[Node, tuple[URIRef, ...]] = {}
    for child in above:
        closure: set[str] = set()
        front = {child}
        while front:
            front = {p for c in front for p in above.get(c, ())} - closure
            closure |= front
        found[terms.name(child)] = tuple(terms.name(c) for c in sorted(closure))
    return found


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
