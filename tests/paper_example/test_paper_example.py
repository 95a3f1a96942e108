"""The paper's running example (Figures 4 to 7): its records mean what they should, and answer."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.records.check import check
from kgstore.records.context import Context, packaged_context
from kgstore.records.finding import Severity
from kgstore.records.rdf import to_ntriples
from kgstore.validate.engine import validate

HERE = Path(__file__).parent
RECORDS = sorted(HERE.glob("*.jsonld"))
QUESTIONS = sorted((HERE / "questions").glob("*.rq"))


@pytest.fixture(scope="module")
def context() -> Context:
    return packaged_context()


def triples_of(path: Path, context: Context) -> set[ox.Triple]:
    text = json.dumps({"@context": context.document} | json.loads(path.read_text("utf-8")))
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}


@pytest.fixture(scope="module")
def meant(context: Context) -> set[ox.Triple]:
    return set().union(*(triples_of(path, context) for path in RECORDS))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_no_value_of_a_record_is_lost(path: Path, context: Context) -> None:
    checked = check(json.loads(path.read_text("utf-8")), context)
    assert checked.problems == []
    (lines,) = to_ntriples({"urn:graph": checked}, context).values()
    assert checked.problems == []
    assert len(lines) == checked.facts == len(triples_of(path, context))


def test_the_records_mean_what_is_expected(meant: set[ox.Triple]) -> None:
    expected = {
        quad.triple for quad in ox.parse(path=HERE / "expected.ttl", format=ox.RdfFormat.TURTLE)
    }
    assert not meant ^ expected, "\n".join(sorted(map(str, meant ^ expected)))


def test_the_shapes_accept_the_records(context: Context) -> None:
    records = {path.as_uri(): triples_of(path, context) for path in RECORDS}
    report = validate(records, detail=Severity.WARNING)
    assert report.conforms, report.as_text()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_is_answered(question: Path, meant: set[ox.Triple]) -> None:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in meant)
    store.load(path=HERE / "concepts.ttl", format=ox.RdfFormat.TURTLE)
    rows = store.query(question.read_text("utf-8"))
    assert isinstance(rows, ox.QuerySolutions)
    text = (rows.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()
    expected = question.with_suffix(".csv").read_text("utf-8")
    assert sorted(text.splitlines()) == sorted(expected.splitlines())
