"""Reports: counted, grouped, and the same in text, JSON and Turtle."""

from __future__ import annotations

import json

from rdflib import RDF, SH, Graph, Literal

from kgstore.namespaces import MZ, PREFIXES
from kgstore.records.finding import Severity
from kgstore.validate.report import Counts, Report, Result, build_report, shown
from kgstore.validate.turtle import report_as_turtle

SHAPE = PREFIXES["mzsh"] + "MLModel-parameterCount"
RESULTS = [
    Result(
        Severity.VIOLATION,
        f"urn:r{number}",
        f"urn:r{number}",
        MZ + "parameterCount",
        "The count must be a number.",
        '"a\\"b\\nc"^^<http://www.w3.org/2001/XMLSchema#integer>',
        SHAPE,
        "DatatypeConstraintComponent",
    )
    for number in range(5)
]
BARE = Result(Severity.INFO, "urn:r9", "_:b", "^mz:model / rdf:type", "It is bare. Add more.")


def report(detail: Severity = Severity.INFO) -> Report:
    records = [*(r.record for r in RESULTS), "urn:r9", "urn:sound"]
    return build_report(records, [BARE, *RESULTS], detail)


def test_the_worst_comes_first_and_like_results_stand_together() -> None:
    lines = report().as_text(examples=2).splitlines()
    assert lines[0] == "7 records: 5 violations, 1 info."
    assert lines[2] == "Violation (mzsh:MLModel-parameterCount, 5 times)"
    assert lines[3] == "  The count must be a number."
    assert lines[4].split() == ["urn:r0", "mz:parameterCount", r'"a\"b\nc"^^xsd:integer']
    assert lines[6] == "    and 3 more"
    assert lines[8] == "Info (once)"


def test_what_is_below_the_asked_severity_is_counted_only() -> None:
    found = report(Severity.WARNING)
    assert BARE not in found.results
    assert found.total == Counts(5, 0, 1)
    assert found.counts["urn:sound"] == Counts()


def test_reports_add_up() -> None:
    both = Report()
    both.add(report())
    both.add(Report({"urn:other": Counts(0, 1, 0)}))
    assert both.total == Counts(5, 1, 1)
    assert not both.conforms
    assert both.of("urn:r9") == [BARE]


def test_only_violations_keep_a_report_from_conforming() -> None:
    assert build_report(["urn:r"], [BARE], Severity.INFO).conforms


def test_the_json_is_json() -> None:
    loaded = json.loads(json.dumps(report().as_json()))
    assert (loaded["conforms"], loaded["violations"], loaded["records"]) == (False, 5, 7)
    assert loaded["results"][0]["severity"] == "Violation"


def test_the_turtle_is_a_validation_report() -> None:
    graph = Graph().parse(data=report_as_turtle(report()), format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == Literal(False)
    found = list(graph.objects(node, SH.result))
    assert len(found) == 6
    values = {str(value) for part in found for value in graph.objects(part, SH.value)}
    assert values == {'a"b\nc'}
    assert {str(p) for part in found for p in graph.objects(part, SH.resultPath)} == {
        MZ + "parameterCount"
    }


def test_a_long_text_is_cut() -> None:
    assert shown(f'"{"x" * 200}"@en', width=20) == f'"{"x" * 16}..."@en'


def test_a_result_becomes_a_finding_of_an_import() -> None:
    finding = RESULTS[0].as_finding("models.jsonl:3")
    assert (finding.file, finding.record) == ("models.jsonl:3", "urn:r0")
    assert finding.reason.startswith("The count must be a number. Found: ")
