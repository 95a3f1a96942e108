"""Q12 and D13: every query file parses, says what it is, and answers its fixture as expected."""

from __future__ import annotations

import csv
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
EXPORTS = HERE.parent / "publish"
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
    if "export" in query.tags and not folder.is_dir():
        answers_as_its_profile_expects(query)
        return
    assert folder.is_dir(), f"write facts and expected rows into tests/queries/{query.name}/"
    given = fixture.parameters(folder)
    store = fixture.store_of(folder, derive=query.folder != "derive")
    if query.form == "CONSTRUCT":
        assert fixture.triples(store, query, given) == fixture.expected_triples(folder)
    else:
        assert fixture.rows(store, query, given) == fixture.expected_rows(folder)


def answers_as_its_profile_expects(query: Query) -> None:
    """Ask a query of an export profile; that all together give `expected.ttl`, its tests say.

    The facts are those of tests/publish/zoo/; `tests/publish/<profile>/` holds `params.yaml`, what
    the CONSTRUCT queries give in `expected.ttl`, the rows of a SELECT in `<query>.csv`.
    """
    folder = EXPORTS / query.folder
    store = fixture.store_of(EXPORTS / "zoo")
    names = {parameter.name for parameter in query.parameters}
    given = {n: value for n, value in fixture.parameters(folder).items() if n in names}
    if query.form == "CONSTRUCT":
        found = fixture.triples(store, query, given)
        assert found, "the zoo holds nothing that this query would say anything of"
        # Integers of all kinds are computed as xsd:integer; the profile gives them their type.
        assert {plain(t) for t in found} <= {plain(t) for t in fixture.expected_triples(folder)}
    else:
        with (folder / f"{query.name}.csv").open(encoding="utf-8", newline="") as rows:
            assert fixture.rows(store, query, given) == list(csv.reader(rows))


def plain(triple: ox.Triple) -> tuple[str, str, str]:
    value = triple.object
    text = value.value if isinstance(value, ox.Literal) else str(value)
    return str(triple.subject), str(triple.predicate), text
