"""The closure is small and holds only what queries walk; the ontology contradicts nothing (Q13)."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from kgstore.namespaces import MZ, PREFIXES
from kgstore.ontology.closure import reasoned
from kgstore.ontology.modules import statements, tbox_files

BASELINE = 91
"""Statements in closure.ttl at version 0.1.0."""

ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")


@pytest.fixture(scope="module")
def closure(ontology: Path) -> list[ox.Quad]:
    return statements([ontology / "closure.ttl"])


@pytest.fixture(scope="module")
def conclusions() -> rdflib.Graph:
    return reasoned(tbox_files())


def test_the_closure_is_within_its_budget(closure: list[ox.Quad]) -> None:
    assert BASELINE / 2 < len(closure) <= 2 * BASELINE


def test_the_closure_holds_only_the_hierarchy_of_our_terms(closure: list[ox.Quad]) -> None:
    hierarchy = {PREFIXES["rdfs"] + "subClassOf", PREFIXES["rdfs"] + "subPropertyOf"}
    assert {quad.predicate.value for quad in closure} == hierarchy
    for quad in closure:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode)
        assert quad.subject.value.startswith(MZ)
        assert quad.subject != quad.object


def test_the_closure_equals_the_paths_of_the_asserted_hierarchy(closure: list[ox.Quad]) -> None:
    asserted = ox.Store()
    asserted.extend(statements(tbox_files()))
    for predicate in ("subClassOf", "subPropertyOf"):
        iri = PREFIXES["rdfs"] + predicate
        found = asserted.query(f"SELECT DISTINCT ?a ?b {{ ?a <{iri}>+ ?b }}")
        assert isinstance(found, ox.QuerySolutions)
        pairs = {(row["a"], row["b"]) for row in found}
        assert pairs == {(q.subject, q.object) for q in closure if q.predicate.value == iri}


def test_the_ontology_is_consistent(conclusions: rdflib.Graph) -> None:
    assert not list(conclusions.subjects(RDF.type, OWL.Nothing))
    assert not list(conclusions.subjects(RDF.type, ERROR))
    ours = (s for s in conclusions.subjects(RDFS.subClassOf, OWL.Nothing) if MZ in str(s))
    assert not list(ours)


def test_a_contradiction_would_be_seen(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text(f"<urn:x> a <{MZ}MLModel> , <{MZ}Dataset> .")
    assert list(reasoned([*tbox_files(), bad]).subjects(RDF.type, ERROR))
