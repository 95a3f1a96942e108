"""Q12 and D13: every query file parses, says what it is, and answers its fixture as expected."""

from __future__ import annotations

import warnings
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

from kgstore.namespaces import PREFIXES
from kgstore.sparql.header import Kind, Query
from kgstore.sparql.lexer import TokenKind, tokens
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind
from tests.queries import fixture

HERE = Path(__file__).parent
QUERIES = {query.name: query for query in Library.packaged()}
FOLDERS = {path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"}

every_query = pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))


def test_every_folder_belongs_to_a_query() -> None:
    assert QUERIES.keys() >= FOLDERS


@every_query
def test_the_header_says_what_the_query_is(query: Query) -> None:
    assert query.summary
    assert not query.summary.endswith(".")
    assert query.question or query.source, "say which question it answers, or its ground"
    assert query.tags
    if query.folder in {"cq", "quality"}:
        assert query.rests_on, "say what an answer rests on"
        assert query.empty, "say what no row means"
    if query.status:
        assert f"?{query.status}" in query.text


@every_query
def test_each_parameter_is_used_and_each_use_declared(query: Query) -> None:
    used = {
        token.text[1:]
        for token in tokens(query.text)
        if token.kind is TokenKind.VARIABLE and token.text.startswith("$")
    }
    assert used == {parameter.name for parameter in query.parameters}


@every_query
def test_the_prefixes_are_the_canonical_ones(query: Query) -> None:
    found = [t for t in tokens(query.text) if t.kind not in {TokenKind.SPACE, TokenKind.COMMENT}]
    declared = {
        name.text: iri.text
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX"
    }
    assert declared == {f"{p[:-1]}:": f"<{PREFIXES[p[:-1]]}>" for p in declared}
    names = {t.text.partition(":")[0] + ":" for t in found if t.kind is TokenKind.NAME}
    defaults = str([parameter.default for parameter in query.parameters])
    unused = {prefix for prefix in declared if prefix not in names or _only_declared(query, prefix)}
    assert not {prefix for prefix in unused if prefix not in defaults}


def _only_declared(query: Query, prefix: str) -> bool:
    return sum(t.text.startswith(prefix) for t in tokens(query.text)) == 1


@every_query
def test_both_engines_parse_it(query: Query) -> None:
    texts = [bind(query)]
    if all(parameter.kind is not Kind.IRIS for parameter in query.parameters):
        texts.append(query.text)  # as it stands: $name is a variable, but none may be in VALUES
    for text in texts:
        ox.Store().query(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib calls pyparsing so
            prepareQuery(text)


@every_query
def test_it_answers_its_fixture(query: Query) -> None:
    folder = HERE / query.name
    assert folder.is_dir(), f"write facts and expected rows into tests/queries/{query.name}/"
    given = fixture.parameters(folder)
    store = fixture.store_of(folder, derive=query.folder != "derive")
    if query.form == "CONSTRUCT":
        assert fixture.triples(store, query, given) == fixture.expected_triples(folder)
    else:
        assert fixture.rows(store, query, given) == fixture.expected_rows(folder)
