"""Parameters: values are read by kind, and can never become more than one term."""

from __future__ import annotations

import math

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.errors import ParameterError
from kgstore.sparql.header import Kind, Parameter, Query, Value, parse
from kgstore.sparql.lexer import TokenKind, tokens
from kgstore.sparql.parameters import bind, read_iri, serialise, substitute

NO_SURROGATES = st.text(st.characters(codec="utf-8"))


def query(kind: str, text: str, default: str = "0") -> Query:
    header = f"#+ summary: x\n#+ parameters:\n#+   p: {{kind: {kind}, default: {default}, "
    return parse(f"{header}description: d}}\n{text}", "q")


def rest(text: str) -> list[str]:
    kept = (t for t in tokens(text) if t.kind not in {TokenKind.SPACE, TokenKind.COMMENT})
    return [t.text for t in kept]


def solved(text: str) -> list[str]:
    found = ox.Store().query(text)
    assert isinstance(found, ox.QuerySolutions)
    return [row["x"].value for row in found]


@given(NO_SURROGATES)
def test_no_string_changes_the_rest_of_the_query(value: str) -> None:
    template = query("string", "SELECT ($p AS ?x) { ?s ?y ?o } # $p")
    bound = rest(bind(template, {"p": value}))
    assert [text if text != bound[2] else "$p" for text in bound] == rest(template.text)


@given(NO_SURROGATES)
def test_a_string_comes_back_as_it_went_in(value: str) -> None:
    bound = bind(query("string", "SELECT ($p AS ?x) {}"), {"p": value})
    assert solved(bound) == [value]


@given(NO_SURROGATES)
def test_no_iri_changes_the_rest_of_the_query(value: str) -> None:
    template = query("iri", "ASK { ?s ?y $p }", '"urn:x"')
    try:
        bound = bind(template, {"p": value})
    except ParameterError:
        return
    assert len(rest(bound)) == len(rest(template.text))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_comes_back_as_it_went_in(value: float) -> None:
    (found,) = solved(bind(query("double", "SELECT ($p AS ?x) {}"), {"p": value}))
    assert math.isclose(float(found), value)


def test_only_tokens_are_replaced() -> None:
    text = """ASK { ?s ?p $x ; <urn:$x> "$x", '$x', '''$x''' } # $x"""
    assert substitute(text, {"x": "1"}).count("$x") == 5


def test_a_name_without_a_value_stays_a_variable() -> None:
    assert substitute("ASK { $s ?p $x }", {"x": "1"}) == "ASK { $s ?p  1  }"


def test_a_list_of_iris_is_for_values() -> None:
    bound = bind(query("iris", "SELECT * { VALUES ?x { $p } }", "[]"), {"p": "mz:a,<urn:b> urn:c"})
    assert solved(bound) == ["https://w3id.org/modelzoo#a", "urn:b", "urn:c"]


def test_an_empty_list_of_iris_gives_no_row() -> None:
    assert solved(bind(query("iris", "SELECT * { VALUES ?x { $p } }", "[]"))) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.IRI, "no colon"),
        (Kind.IRI, "mtz:object-detection"),
        (Kind.IRI, "<not closed"),
        (Kind.IRI, "http://e.org/a b"),
        (Kind.IRI, "urn:a> . ?s ?p <urn:b"),
        (Kind.IRI, ["urn:a", "urn:b"]),
        (Kind.IRIS, 5),
        (Kind.INTEGER, "1.5"),
        (Kind.INTEGER, "1e3"),
        (Kind.INTEGER, "1234567890123456789012"),
        (Kind.INTEGER, "١٢"),
        (Kind.DOUBLE, "fast"),
        (Kind.DOUBLE, "nan"),
        (Kind.DOUBLE, "inf"),
        (Kind.BOOLEAN, "maybe"),
        (Kind.STRING, ["a"]),
        (Kind.STRING, "\ud800"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(kind: Kind, value: Value) -> None:
    with pytest.raises(ParameterError, match="the parameter p takes"):
        serialise(Parameter("p", kind, "", ""), value)


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        (Kind.BOOLEAN, "TRUE", ox.Literal(True)),
        (Kind.BOOLEAN, False, ox.Literal(False)),
        (Kind.INTEGER, " -7 ", ox.Literal(-7)),
        (Kind.DOUBLE, 1, ox.Literal(1.0)),
        (Kind.DOUBLE, "-.5", ox.Literal(-0.5)),
        (Kind.IRI, "wn30:1-n", ox.NamedNode("http://wordnet-rdf.princeton.edu/wn30/1-n")),
        (Kind.IRI, "<mailto:x>", ox.NamedNode("mailto:x")),
        (Kind.IRI, "https://e.org/a", ox.NamedNode("https://e.org/a")),
    ],
)
def test_a_value_becomes_a_term(kind: Kind, value: Value, term: ox.NamedNode | ox.Literal) -> None:
    assert serialise(Parameter("p", kind, "", ""), value) == str(term)


def test_an_unknown_prefix_names_those_near_it() -> None:
    with pytest.raises(ParameterError, match=r"near it:.*mzt"):
        read_iri("mtz:object-detection")


def test_an_unknown_parameter_names_those_there_are() -> None:
    with pytest.raises(ParameterError, match="no parameter q") as caught:
        bind(query("string", "ASK {}"), {"q": "x"})
    assert caught.value.advice == "It has: p."


def test_a_variable_right_after_less_than_is_refused() -> None:
    with pytest.raises(ParameterError, match="write a space"):
        bind(query("integer", "ASK { FILTER(?a <$p&&?b> 1) }"))
