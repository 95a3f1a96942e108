"""Fixtures of the ontology's tests: every file of ontology/, and one store with all of them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.link.wordnet.table import packaged_graph


@pytest.fixture(scope="session")
def ontology(checkout: Path) -> Path:
    """The ontology folder."""
    return checkout / "ontology"


@pytest.fixture(scope="session")
def knowledge(ontology: Path) -> ox.Store:
    """Everything in ontology/: the union in the default graph, and each file in its own graph."""
    store = ox.Store()
    for path in sorted(ontology.rglob("*.ttl")):
        graph = ox.NamedNode("urn:file:" + path.relative_to(ontology).as_posix())
        store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=graph)
        store.load(path=path, format=ox.RdfFormat.TURTLE)
    concepts = packaged_graph().encode()
    graph = ox.NamedNode("urn:file:kb/wordnet-3.0")
    store.load(concepts, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    store.load(concepts, format=ox.RdfFormat.N_TRIPLES)
    return store
