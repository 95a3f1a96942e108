"""The canonical form is what the store gives back."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.commit.canonical import canonical_lines, canonical_ntriples, normalised
from kgstore.errors import RecordError
from kgstore.namespaces import XSD

DATATYPES = [
    *("integer", "decimal", "double", "float", "boolean", "long", "int", "unsignedByte", "string"),
    *("dateTime", "dateTimeStamp", "date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay"),
    *("gDay", "duration", "dayTimeDuration", "yearMonthDuration", "hexBinary", "anyURI"),
]
SUBJECT, PREDICATE = ox.NamedNode("urn:a"), ox.NamedNode("urn:p")

lexical = st.one_of(
    st.from_regex(r"[-+]?0{0,2}\d{0,20}(\.\d{0,19})?([eE][-+]?\d{1,3})?", fullmatch=True),
    st.from_regex(
        r"-?\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,4})?(Z|[-+]\d\d:00)?",
        fullmatch=True,
    ),
    st.from_regex(r"-?P(\d{1,2}Y)?(\d{1,2}M)?(\d{1,2}D)?(T\d{1,3}H(\d{1,3}M)?)?", fullmatch=True),
    st.sampled_from(["true", "false", "1", "0", "NaN", "INF", "-INF", "-0", "24:00:00", "--05"]),
    st.floats().map(repr),
    st.text(max_size=12),
    st.sampled_from(['> "7', "^^<http://www.w3.org/2001/XMLSchema#integer> .", 'x> "007"^^', "\\"]),
)
literals = st.one_of(
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(XSD + name)),
        lexical,
        st.sampled_from(DATATYPES),
    ),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag), lexical, st.sampled_from(["en", "pt-BR"])
    ),
    st.builds(ox.Literal, lexical),
)


def serialised(literals: Iterable[ox.Literal]) -> str:
    triples = [ox.Triple(SUBJECT, PREDICATE, literal) for literal in literals]
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def given_back(literal: ox.Literal) -> ox.Literal:
    store = ox.Store()
    store.add(ox.Quad(SUBJECT, PREDICATE, literal))
    found = next(iter(store)).object
    assert isinstance(found, ox.Literal)
    return found


@given(st.lists(literals, min_size=1, max_size=4))
def test_text_is_spelt_as_the_store_gives_it_back(found: list[ox.Literal]) -> None:
    assert canonical_ntriples(serialised(found)) == serialised(map(given_back, found))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"4.3E-1"^^<xsd:double>', '"0.43"^^<xsd:double>'),
        ('"007"^^<xsd:integer>', '"7"^^<xsd:integer>'),
        ('"1"^^<xsd:boolean>', '"true"^^<xsd:boolean>'),
        ('"5.5"^^<xsd:integer>', '"5.5"^^<xsd:integer>'),
        ('"2026-01-01T00:00:00.0Z"^^<xsd:dateTime>', '"2026-01-01T00:00:00Z"^^<xsd:dateTime>'),
        ('"x"@EN-us', '"x"@en-us'),
    ],
)  # fmt: skip
def test_the_usual_cases(written: str, expected: str) -> None:
    line = f"<urn:a> <urn:p> {written} .\n".replace("xsd:", XSD)
    assert canonical_ntriples(line) == f"<urn:a> <urn:p> {expected} .\n".replace("xsd:", XSD)


def test_lines_are_sorted_and_none_is_there_twice() -> None:
    lines = [f'<urn:a> <urn:p> "{n}"^^<{XSD}integer> .' for n in ("2", "02", "1")]
    assert canonical_lines(lines) == (lines[2], lines[0])
    assert canonical_lines([]) == ()


@pytest.mark.parametrize(
    "text",
    ["_:b <urn:p> <urn:o> .", "<urn:a> <urn:p> _:b .", "<urn:a> <urn:p>", "<a> <urn:p> <urn:o> ."],
)
def test_what_the_store_does_not_take_is_refused(text: str) -> None:
    with pytest.raises(RecordError) as caught:
        normalised(text, "urn:g")
    assert caught.value.subject == "urn:g"
