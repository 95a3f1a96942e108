"""The shape files: SHACL Core, words that help, severities as decided, terms that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from kgstore.namespaces import MZ, PREFIXES
from kgstore.records.context import REFERENCE, packaged_context
from kgstore.resources import folder
from kgstore.validate.shapes import load_shapes

FILES = sorted(folder("shapes").glob("*.ttl"))
MZSH = PREFIXES["mzsh"]
ADVICE = {
    *("Add", "Check", "Copy", "Give", "Leave", "Look", "Make", "Point", "Use", "Write"),
}
DERIVED = {
    *("ancestorModel", "canPredict", "evaluatedOn", "predictsClassesOf", "testedOn"),
    *("trainedOn", "validatedOn"),
}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    graph = Graph()
    for path in FILES:
        graph.parse(path, format="turtle")
    return graph


def named_shapes(graph: Graph) -> list[URIRef]:
    kinds = (SH.PropertyShape, SH.NodeShape)
    return sorted(
        s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef)
    )


def local(term: Node | None) -> str:
    return str(term).rpartition("#")[2].rpartition("/")[2]


def test_shapes_stand_in_the_file_that_they_are_named_for() -> None:
    for path in FILES:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            subject = quad.subject
            if isinstance(subject, ox.NamedNode):
                name = subject.value.removeprefix(MZSH)
                if path.stem == "common":
                    assert name[:1].islower(), name
                else:
                    assert name.partition("-")[0] == path.stem, name


def test_only_shacl_core_is_used() -> None:
    for path in FILES:
        assert not re.search(r"sh:(sparql|js|rule|expression|select)\b", path.read_text("utf-8"))


def test_every_property_shape_has_words_and_a_severity(shapes: Graph) -> None:
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        for predicate in (SH.name, SH.description, SH.message, SH.severity, SH.path):
            assert len(list(shapes.objects(shape, predicate))) == 1, (local(shape), predicate)


def constrained(graph: Graph) -> list[URIRef]:
    return [s for s in named_shapes(graph) if any(graph.objects(s, SH.severity))]


def test_every_message_says_what_to_do(shapes: Graph) -> None:
    for shape in constrained(shapes):
        message = shapes.value(shape, SH.message)
        assert isinstance(message, Literal), shape
        assert message.language == "en", shape
        text = str(message)
        assert text[0].isupper() or text.split()[0].rstrip(",") in DERIVED, text
        assert text.endswith("."), text
        assert ADVICE & set(re.findall(r"(?:^|[.,;] )([A-Z]\w+)", text)), text


def expected_severities(graph: Graph, shape: URIRef) -> set[str]:
    name = local(shape)
    if name.endswith("-stated"):
        return {"Warning", "Info"}
    if name.endswith(("-comparable", "-form", "-derived", "-assumed")) or name == "resolved":
        return {"Warning"}
    return {"Violation"}


def test_the_severity_follows_from_what_is_wrong(shapes: Graph) -> None:
    for shape in constrained(shapes):
        severity = local(shapes.value(shape, SH.severity))
        assert severity in expected_severities(shapes, shape) or local(shape) == MEANING, shape


MEANING = "ContextKey-meaning-stated"
"""A key without a meaning: the ontology's own, so a violation."""

SEVERITIES = {
    "Configuration-model": "Violation",
    "MetricValue-metric": "Violation",
    "MetricValue-value-once": "Violation",
    "MetricValue-value-stated": "Warning",
    "MetricValue-unit-stated": "Warning",
    "MetricValue-unit-assumed": "Warning",
    "Configuration-dataset-comparable": "Warning",
    "Configuration-hardware-comparable": "Warning",
    "TestingConfiguration-split-comparable": "Warning",
    "resolved": "Warning",
    "MLModel-licence-stated": "Info",
    "MLModel-task-stated": "Info",
    "MLModel-training-stated": "Info",
    "MLModel-description-stated": "Info",
    "Dataset-licence-stated": "Info",
}


@pytest.mark.parametrize("name", sorted(SEVERITIES))
def test_the_severities_decided_on(name: str, shapes: Graph) -> None:
    assert local(shapes.value(URIRef(MZSH + name), SH.severity)) == SEVERITIES[name]


def declared() -> tuple[set[str], dict[str, str]]:
    """Return the terms of the ontology, and the range of its properties."""
    quads = [
        quad
        for path in folder("ontology").glob("*.ttl")
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    ]
    terms = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
    rdfs_range = PREFIXES["rdfs"] + "range"
    return terms, {
        q.subject.value: q.object.value
        for q in quads
        if q.predicate.value == rdfs_range
        and isinstance(q.subject, ox.NamedNode)
        and isinstance(q.object, ox.NamedNode)
    }


def test_the_ontology_declares_every_term_that_shapes_use(shapes: Graph) -> None:
    terms, _ = declared()
    used = {str(t) for triple in shapes for t in triple if str(t).startswith(MZ)}
    assert used <= terms


def test_shapes_ask_for_what_the_ontology_says(shapes: Graph) -> None:
    _, ranges = declared()
    for parameter in (SH.datatype, SH["class"]):
        for shape, wanted in shapes.subject_objects(parameter):
            path = str(shapes.value(shape, SH.path))
            assert str(wanted) == ranges.get(path, str(wanted)), shape


def test_every_key_of_records_has_a_shape_of_its_kind(shapes: Graph) -> None:
    context = packaged_context()
    asked: dict[str, set[str]] = {}
    for shape, path in shapes.subject_objects(SH.path):
        asked.setdefault(str(path), set()).update(map(str, shapes.objects(shape, SH.datatype)))
    for key, kind in context.keys.items():
        meaning = context.document[key]
        if isinstance(meaning, dict) and "@reverse" in meaning:
            continue
        iri = meaning if isinstance(meaning, str) else meaning["@id"]
        assert iri in asked, key
        if kind not in {REFERENCE, PREFIXES["xsd"] + "string"}:
            assert asked[iri] == {kind}, key


def test_the_shapes_are_shacl(shapes: Graph) -> None:
    from pyshacl import validate

    conforms, _, text = validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_files_have_a_heading() -> None:
    for path in FILES:
        assert path.read_text("utf-8").startswith("# What makes "), path.name


def test_the_folder_is_flat_but_for_the_profiles_of_others() -> None:
    below = [p for p in folder("shapes").iterdir() if Path(p).is_dir()]
    assert [p.name for p in below] == ["profiles"]
    assert not [p for p in below[0].iterdir() if p.suffix != ".ttl"]


def test_no_record_is_judged_by_the_profiles_of_others() -> None:
    base = MZSH.removesuffix("#") + "/profiles/"
    profiles = folder("shapes") / "profiles"
    texts = [path.read_text("utf-8") for path in profiles.iterdir()]
    assert all(f"@base <{base}" in text for text in texts)
    assert not [c for c in load_shapes().checks if str(c.shape.node).startswith(base)]
    assert not [c for c in load_shapes().constants if c.startswith(base)]
