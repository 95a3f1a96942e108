"""Running: parameters bound, prefixes added, errors that say where."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgstore.errors import QueryError, QuerySyntaxError
from kgstore.query.run import run, run_text
from kgstore.sparql.header import parse

MODEL = ox.NamedNode("https://w3id.org/modelzoo#MLModel")


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    store.add(ox.Quad(ox.NamedNode("urn:m"), kind, MODEL))
    return store


def test_a_named_query_runs_with_its_default_and_with_a_value(store: ox.Store) -> None:
    header = "#+ parameters: {kind: {kind: iri, default: 'mz:MLModel', description: d}}\n"
    query = parse(header + "ASK { ?s a $kind }")
    assert bool(run(store, query))
    assert not bool(run(store, query, {"kind": "mz:Dataset"}))


def test_a_text_needs_no_prefixes(store: ox.Store) -> None:
    assert bool(run_text(store, "ASK { ?s a mz:MLModel }"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {\n ?s a mz:MLModel ; ; ]\n}", "line 2, column 22: this is not SPARQL here: ]"),
        (
            "SELECT * { ?s a mz:MLModel } LIMT 5",
            "line 1, column 30: this is not SPARQL here: LIMT 5",
        ),
        ("SELECT * {\n ?s a foo:Bar }", "line 2, column 7: the prefix foo: is not declared"),
        ("SELEKT *", "line 1, column 1: this is not SPARQL here: SELEKT"),
        ("SELECT * { ?s ?p 'open }", "does not end"),
        ("", "line 1, column 1: this is not SPARQL here: the query ends too early"),
        ("SELECT * {\n ?s ?p ?o ;\n a ?t .\n FILTER(?o > )\n}", "line 4, column 14: this is not"),
        ("SELECT * {\n ?s ?p ?o\n} ORDER BYE ?s", "line 3, column 9: this is not SPARQL here: BYE"),
        ("SELECT * {\n OPTIONAL ?s mz:x 1\n}", "line 2, column 11: this is not SPARQL here: ?s"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?s) }", "line 1, column 35: this is not SPARQL here"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT * is not authorized with GROUP BY"),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "The SELECT contains a variable that is unb"),
    ],
)
def test_a_syntax_error_says_where_in_the_users_own_text(
    store: ox.Store, text: str, message: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        run_text(store, text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 160


def test_a_call_to_another_host_is_refused(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        run_text(store, "ASK { SERVICE <http://localhost/> { ?s ?p ?o } }")
