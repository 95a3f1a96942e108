"""The engine gives pySHACL's results, to the record that is at fault, whatever the batch."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

from kgstore.namespaces import MZ, PREFIXES
from kgstore.records.finding import Severity
from kgstore.resources import folder
from kgstore.validate.engine import validate
from kgstore.validate.report import Result
from kgstore.validate.shapes import load_shapes

EXAMPLES = Path(__file__).parent.parent / "shapes"
HEAD = """
    @prefix mz: <https://w3id.org/modelzoo#> . @prefix id: <https://e.org/id/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix prov: <http://www.w3.org/ns/prov#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
"""
MODEL = "https://e.org/id/model/x/m"


@cache
def examples() -> dict[str, bytes]:
    """Return every example of the shapes as N-Triples, by a name of its own."""
    return {
        f"urn:example:{path.relative_to(EXAMPLES)}": ntriples(path.read_text("utf-8"))
        for path in sorted(EXAMPLES.glob("*/*/*.ttl"))
    }


def ntriples(turtle: str) -> bytes:
    triples = (quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def results(turtle: str, record: str = MODEL, **types: str) -> list[tuple[str, str, str]]:
    """Validate one record and return shape, component and focus of each result but the infos."""
    known = {f"https://e.org/id/{name}": [MZ + kind] for name, kind in types.items()}
    report = validate({record: ntriples(HEAD + turtle)}, known, detail=Severity.WARNING)
    return [(r.constraint.rpartition("#")[2], r.component, r.focus) for r in report.results]


def shapes_graph() -> Graph:
    graph = Graph()
    for path in folder("shapes").glob("*.ttl"):
        graph.parse(path, format="turtle")
    return graph


Row = tuple[str, str, str, str]


def of_pyshacl(data: bytes, shapes: Graph) -> set[Row]:
    """Return what pySHACL's own entry point finds, less what our two rules leave out."""
    graph = Graph().parse(data=data, format="nt")
    for child, parents in load_shapes().superclasses.items():
        for parent in parents:
            graph.add((child, RDFS.subClassOf, parent))
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(report, Graph)
    rows = (result_row(report, node) for node in report.subjects(RDF.type, SH.ValidationResult))
    return {row for row in rows if is_ours(row, graph)}


def result_row(report: Graph, node: Node) -> Row:
    parts = (
        report.value(node, predicate)
        for predicate in (SH.sourceShape, SH.sourceConstraintComponent, SH.focusNode, SH.value)
    )
    shape, component, focus, value = ("_" if isinstance(p, BNode) else str(p or "") for p in parts)
    return shape, component.rpartition("#")[2], focus, "" if value == focus else value


def is_ours(row: Row, graph: Graph) -> bool:
    _, component, focus, value = row
    if component == "ClassConstraintComponent":
        return any(graph.objects(URIRef(value), RDF.type))
    only_named = {RDF.type, RDFS.label}
    stub = set(graph.predicates(URIRef(focus))) <= only_named and any(graph[:: URIRef(focus)])
    return not (stub and component.startswith(("MinCount", "HasValue", "Or")))


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return shapes_graph()


@pytest.mark.parametrize("name", sorted(examples())[::4])
def test_the_results_are_pyshacls_own(
    name: str, shapes: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)  # else it rewrites what is compared
    report = validate({name: examples()[name]})
    ours = {
        (
            r.constraint,
            r.component,
            "_" if r.focus.startswith("_:") else r.focus,
            re.sub(r'"(@[\w-]+|\^\^.*)?$', "", r.value.strip("<>")).removeprefix('"'),
        )
        for r in report.results
    }
    assert ours == of_pyshacl(examples()[name], shapes)


NAMES = st.lists(st.sampled_from(sorted(examples())), min_size=1, max_size=25, unique=True)


@given(names=NAMES)
@settings(max_examples=40, deadline=None)
def test_a_record_is_judged_by_itself_whatever_the_batch(names: list[str]) -> None:
    together = validate({name: examples()[name] for name in names})
    for name in names:
        alone = validate({name: examples()[name]})
        assert [bare(r) for r in together.of(name)] == [bare(r) for r in alone.of(name)]
        assert together.counts[name] == alone.counts[name]


def bare(result: Result) -> tuple[str, str, str, str]:
    return result.constraint, result.component, result.focus, result.value


def test_a_reference_of_unknown_kind_is_legal() -> None:
    assert results("id:model\\/x\\/m a mz:MLModel ; mz:fineTunedFrom id:b .") == []


@pytest.mark.parametrize("kind", ["Dataset", "DatasetSplit", "TestingConfiguration"])
def test_a_reference_of_another_kind_is_not(kind: str) -> None:
    found = results("id:model\\/x\\/m a mz:MLModel ; mz:fineTunedFrom id:b .", b=kind)
    assert found == [("MLModel-fineTunedFrom", "ClassConstraintComponent", MODEL)]


def test_a_subclass_is_of_the_kind() -> None:
    text = "id:model\\/x\\/m a mz:MLModel . id:c a mz:TestingConfiguration ; %s ."
    rest = "mz:model id:model\\/x\\/m ; mz:dataset id:d"
    assert results(text % rest, d="DatasetSplit") == []


def test_a_class_of_another_vocabulary_says_nothing_against_a_thing() -> None:
    text = "id:model\\/x\\/m a mz:MLModel ; dcterms:creator id:ann . id:ann a prov:Person ."
    assert results(text) == []


def test_a_literal_is_no_thing() -> None:
    found = results('id:model\\/x\\/m a mz:MLModel ; mz:fineTunedFrom "bert" .')
    assert found == [("MLModel-fineTunedFrom", "ClassConstraintComponent", MODEL)]


def test_a_mentioned_thing_is_judged_by_what_is_said_of_it_not_by_what_is_left_out() -> None:
    stub = "id:model\\/x\\/m a mz:MLModel ; mz:fineTunedFrom id:b . id:b a mz:MLModel ; %s ."
    report = validate({MODEL: ntriples(HEAD + stub % 'rdfs:label "b"')})
    assert {r.focus for r in report.results} == {MODEL}
    found = results(stub % 'mz:parameterCount "many"')
    assert ("MLModel-parameterCount", "DatatypeConstraintComponent", "https://e.org/id/b") in found


def test_a_thing_shared_by_two_records_is_reported_to_the_one_at_fault() -> None:
    sound = "id:%s a mz:MLModel ; dcterms:publisher id:ann . id:ann a mz:Agent ; rdfs:label %s ."
    records = {
        "https://e.org/id/model/x/a": ntriples(HEAD + sound % ("model\\/x\\/a", '"Ann"')),
        "https://e.org/id/model/x/b": ntriples(HEAD + sound % ("model\\/x\\/b", "id:name")),
    }
    report = validate(records, detail=Severity.VIOLATION)
    assert [(r.record, r.focus, r.value) for r in report.results] == [
        ("https://e.org/id/model/x/b", "https://e.org/id/ann", "<https://e.org/id/name>")
    ]
    assert report.counts["https://e.org/id/model/x/a"].violations == 0


def test_a_record_graph_stands_for_its_thing() -> None:
    graph = "https://e.org/graph/record/x/model/m"
    report = validate({graph: ntriples(HEAD + "id:model\\/x\\/m a mz:MLModel .")})
    assert report.counts[graph].infos > 2
    assert {r.record for r in report.results} == {graph}


@pytest.mark.parametrize(
    "value",
    ['"5.5"^^xsd:integer', '"1e21"^^xsd:integer', "5.0", "5.0e0", '"5"', "-1", "true", "id:five"],
)
def test_a_count_that_is_none_is_a_violation(value: str) -> None:
    found = results(f"id:model\\/x\\/m a mz:MLModel ; mz:parameterCount {value} .")
    assert {shape for shape, _, _ in found} == {"MLModel-parameterCount"}


@pytest.mark.parametrize("value", ["NaN", "INF", "-INF", "+INF", "abc", ""])
def test_a_value_that_is_no_finite_number_is_a_violation(value: str) -> None:
    found = results(f'id:x a mz:HardwareAttribute ; mz:value "{value}"^^xsd:double .')
    assert {shape for shape, _, _ in found} == {"value"}


@pytest.mark.parametrize("value", ["1", "-1.5e-30", "+.5", "007", "1e300"])
def test_every_spelling_of_a_finite_number_is_sound(value: str) -> None:
    assert results(f'id:x a mz:HardwareAttribute ; mz:value "{value}"^^xsd:double .') == []


def test_a_finding_shows_the_source_s_spelling() -> None:
    text = 'id:model\\/x\\/m a mz:MLModel ; mz:parameterCount "007.0"^^xsd:integer .'
    report = validate({MODEL: ntriples(HEAD + text)}, detail=Severity.VIOLATION)
    assert {r.value for r in report.results} == {f'"007.0"^^<{PREFIXES["xsd"]}integer>'}


def test_ill_typed_literals_are_findings_and_not_log_entries(
    caplog: pytest.LogCaptureFixture,
) -> None:
    results('id:model\\/x\\/m a mz:MLModel ; mz:parameterCount "x"^^xsd:integer .')
    assert caplog.records == []


def test_counts_are_complete_whatever_detail_is_asked_for() -> None:
    records = dict(list(examples().items())[:60])
    everything, worst = validate(records), validate(records, detail=Severity.VIOLATION)
    assert everything.counts == worst.counts
    assert {r.severity for r in worst.results} == {Severity.VIOLATION}
    assert len(everything.results) == sum(
        c.violations + c.warnings + c.infos for c in everything.counts.values()
    )


def test_text_that_is_no_ntriples_is_the_caller_s_mistake() -> None:
    with pytest.raises(SyntaxError):
        validate({"urn:r": b"<urn:a> <urn:b>"})
