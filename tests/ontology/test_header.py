"""The ontology's header: one, with all that ONTOLOGY's house style asks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pyoxigraph as ox

from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, XSD

HEADER = ox.NamedNode("https://w3id.org/modelzoo")


def values(store: ox.Store, name: str) -> list[ox.NamedNode | ox.Literal]:
    prefix, _, local = name.partition(":")
    predicate = ox.NamedNode(PREFIXES[prefix] + local)
    found = [quad.object for quad in store.quads_for_pattern(HEADER, predicate, None, None)]
    return sorted({o for o in found if isinstance(o, ox.NamedNode | ox.Literal)}, key=str)


def test_there_is_exactly_one_ontology(knowledge: ox.Store) -> None:
    a, kind = ox.NamedNode(RDF_TYPE), ox.NamedNode(PREFIXES["owl"] + "Ontology")
    assert {quad.subject for quad in knowledge.quads_for_pattern(None, a, kind)} == {HEADER}


def test_the_header_is_complete(knowledge: ox.Store) -> None:
    for name in ("dcterms:title", "dcterms:description", "vann:preferredNamespacePrefix"):
        (value,) = values(knowledge, name)
        assert isinstance(value, ox.Literal), name
    for name in ("dcterms:creator", "dcterms:license", "owl:versionIRI"):
        (value,) = values(knowledge, name)
        assert isinstance(value, ox.NamedNode), name
    for name in ("dcterms:created", "dcterms:modified"):
        (value,) = values(knowledge, name)
        assert isinstance(value, ox.Literal)
        assert value.datatype.value == XSD + "date"
    (namespace,) = values(knowledge, "vann:preferredNamespaceUri")
    assert namespace.value == MZ


def test_the_version_is_one(knowledge: ox.Store, checkout: Path) -> None:
    (version,) = values(knowledge, "owl:versionInfo")
    (version_iri,) = values(knowledge, "owl:versionIRI")
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    assert version_iri.value == f"{HEADER.value}/{version.value}"
    assert version.value == project["version"]
