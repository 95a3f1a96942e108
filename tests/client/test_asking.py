"""Questions: named, own, with parameters, wrong; the same rows and errors here and there."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kgstore import errors
from kgstore.client import IRI, Knowledge
from kgstore.client.asking import is_public
from kgstore.sparql.library import Library
from tests.client.conftest import Both, Same

NAMED = [query.name for query in Library.packaged() if is_public(query) and query.form == "SELECT"]
SOME = "SELECT ?model ?name { ?model a mz:MLModel ; rdfs:label ?name } ORDER BY ?name"
TRIPLES = "CONSTRUCT { ?m rdfs:label ?n } { ?m a mz:MLModel ; rdfs:label ?n }"


@pytest.mark.parametrize("name", [*NAMED, "stats"])
def test_every_named_question_has_the_same_answer(same: Same, name: str) -> None:
    def rows(knowledge: Knowledge) -> object:
        found = knowledge.query(name)
        return found.columns, sorted(map(str, found.values))

    assert isinstance(same(rows), tuple)


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("cq04", {"concept": "wn30:02084071-n"}),
        ("cq04", {"dataset": "mzd:VOC-2012"}),
        ("cq04", {"metrics": ["mzm:AP_50", "mzm:AP_50_95"]}),
        ("cq04", {"metrics": "mzm:AP_50 mzm:AP_50_95"}),
        (SOME, {}),
        ("SELECT (1 AS ?n) (true AS ?b) (0.5 AS ?d) (1e3 AS ?e) (?x AS ?none) {}", {}),
        (
            'SELECT ("2026-11-20T10:00:00Z"^^xsd:dateTime AS ?t) ("2026-11-20"^^xsd:date AS ?d) {}',
            {},
        ),
        ('SELECT ("x"@en AS ?l) ("oops"^^xsd:integer AS ?bad) (<urn:a> AS ?i) {}', {}),
        (
            "#+ parameters:\n#+   n: {kind: integer, default: 1, description: A number}\n"
            "SELECT ($n AS ?m) {}",
            {"n": 5},
        ),
    ],
)
def test_rows_are_the_same_with_parameters_and_without(
    same: Same, question: str, parameters: dict[str, object]
) -> None:
    def rows(knowledge: Knowledge) -> object:
        found = knowledge.query(question, **parameters)  # type: ignore[arg-type] # any, on purpose
        return found.columns, found.dicts(), [type(v) for row in found.values for v in row]

    found = same(rows)
    assert isinstance(found, tuple)
    assert not isinstance(found[0], type), found


@pytest.mark.parametrize(
    ("question", "parameters", "kind"),
    [
        ("cq99", {}, errors.UnknownQuery),
        ("nowhere.rq", {}, errors.UnknownQuery),
        ("cq04", {"concpt": "x"}, errors.ParameterError),
        ("cq04", {"concept": "dog"}, errors.ParameterError),
        ("cq04", {"metrics": ["mzm:AP", "AP"]}, errors.ParameterError),
        ("SELECT ?m { ?m a }", {}, errors.QuerySyntaxError),
        ("SELECT { } WHERE", {}, errors.QuerySyntaxError),
        ("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", {}, errors.QueryError),
        ("ASK { ?s ?p ?o }", {}, errors.QueryError),
        (TRIPLES, {}, errors.QueryError),
    ],
)
def test_what_cannot_be_asked_is_the_same_error(
    knowledge: Knowledge, question: str, parameters: dict[str, object], kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        knowledge.query(question, **parameters)  # type: ignore[arg-type] # wrong on purpose


def test_yes_or_no_and_triples(same: Same) -> None:
    assert same(lambda k: k.ask("ASK { ?m a mz:MLModel }")) is True
    assert same(lambda k: k.ask("ASK { ?m a mz:Nothing }")) is False
    lines = same(lambda k: sorted(k.construct(TRIPLES, format="ntriples").splitlines()))
    assert isinstance(lines, list)
    assert lines
    kind = same(lambda k: k.ask("SELECT * {}"))
    assert kind == (errors.QueryError, "the query is no ASK")


def test_rows_come_one_by_one(same: Same) -> None:
    text = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 30000"

    def first(knowledge: Knowledge) -> object:
        rows = knowledge.stream(text)
        return [len(next(rows)) for _ in range(3)]

    assert same(first) == [3, 3, 3]
    assert same(lambda k: sum(1 for _ in k.stream(text))) == 30000


def test_a_question_in_a_file(both: Both, tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text(
        "#+ parameters:\n#+   least: {kind: integer, default: 1, description: N}\n"
        "SELECT ?model { ?model a mz:MLModel ; mz:parameterCount ?n FILTER(?n >= $least) }"
    )
    found = [k.query(str(file), least=1) for k in both]
    assert sorted(map(str, found[0].values)) == sorted(map(str, found[1].values))
    assert [k.query(str(file), least=10**15).dicts() for k in both] == [[], []]


def test_the_named_questions_have_parameters(both: Both) -> None:
    local, remote = ({q.name: q for q in k.queries()} for k in both)
    assert local.keys() == remote.keys()
    assert local["cq04"].parameters == remote["cq04"].parameters
    assert local["cq04"].summary == remote["cq04"].summary


@pytest.mark.parametrize("format_name", ["table", "json", "csv", "tsv", "xml"])
@pytest.mark.parametrize("question", ["cq04", SOME])
def test_an_answer_is_written_in_each_format(same: Same, question: str, format_name: str) -> None:
    def text(knowledge: Knowledge) -> object:
        output = io.BytesIO()
        knowledge.answer(question, {}, output, format_name)
        return output.getvalue().decode()

    found = same(text)
    assert isinstance(found, str)
    assert found


@pytest.mark.parametrize(
    ("question", "name"),
    [(SOME, "turtle"), (TRIPLES, "csv"), (SOME, "word"), ("cq04", "jsonld")],
)
def test_a_format_that_does_not_hold_the_answer(
    knowledge: Knowledge, question: str, name: str
) -> None:
    with pytest.raises(errors.UnknownFormat):
        knowledge.answer(question, {}, io.BytesIO(), name)


def test_iris_are_texts_of_their_own_kind(knowledge: Knowledge) -> None:
    row = knowledge.query(SOME)[0]
    assert isinstance(row["model"], IRI)
    assert isinstance(row["name"], str)
    assert not isinstance(row["name"], IRI)
