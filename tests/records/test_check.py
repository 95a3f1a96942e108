"""The check of records and their form in RDF: what is unsound is named, nothing else is lost."""

from __future__ import annotations

import math
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.namespaces import MZ, XSD
from kgstore.records.check import Checked, check
from kgstore.records.context import packaged_context
from kgstore.records.rdf import to_ntriples

CONTEXT = packaged_context()
MODEL = "https://example.org/id/model/x/m"


def checked(**values: Any) -> Checked:
    return check({"id": MODEL, "type": "MLModel"} | values, CONTEXT)


def lines(found: Checked) -> list[str]:
    return to_ntriples({"urn:g": found}, CONTEXT)["urn:g"]


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("parameterCount", 5.5, "not a whole number"),
        ("parameterCount", True, "not a whole number"),
        ("parameterCount", "12", "not a whole number"),
        ("parameterCount", 2**63, "64 bits"),
        ("parameterCount", 10**22, "64 bits"),
        ("floatingPointOperations", math.nan, "finite"),
        ("floatingPointOperations", math.inf, "finite"),
        ("floatingPointOperations", "1e9", "not a number"),
        ("floatingPointOperations", 10**22, "too large"),
        ("gated", "yes", "neither true nor false"),
        ("created", "2021-12-21", "time zone"),
        ("created", "2021-13-21T14:03:01Z", "time zone"),
        ("name", 5, "not text"),
        ("name", "half \ud83d", "surrogate"),
        ("name", {"id": "urn:a"}, "string is due"),
        ("task", "object detection", "not an absolute IRI"),
        ("task", 7, "not an IRI"),
        ("task", {"type": "TaskType"}, "no id"),
        ("configurations", "urn:a", "nested object"),
        ("type", "NoSuchClass", "not a class"),
        ("coulour", "red", "not a term"),
        ("@graph", [{"id": "urn:a"}], "not a term"),
    ],
)
def test_an_unsound_value_is_taken_out_and_named(key: str, value: Any, reason: str) -> None:
    found = checked(**{key: value, "nativeId": "kept"})
    ((path, said),) = found.problems
    assert path in {key, f"{key}.id"}
    assert reason in said
    assert found.document["nativeId"] == "kept"
    assert len(lines(found)) == found.facts


def test_the_rest_of_a_list_is_kept() -> None:
    found = checked(keyword=["a", 7, "b", None])
    assert found.document["keyword"] == ["a", "b"]
    assert [path for path, _ in found.problems] == ["keyword[1]"]


def test_parts_point_back_and_forth() -> None:
    part = {"id": MODEL + "#c", "type": "TestingConfiguration", "dataset": "urn:coco"}
    found = checked(configurations=[part])
    assert found.facts == len(lines(found)) == 4
    assert f"<{MODEL}#c> <{MZ}model> <{MODEL}> ." in lines(found)


def test_numbers_keep_their_datatype() -> None:
    text = "\n".join(lines(checked(floatingPointOperations=65984000000, parameterCount=7)))
    assert f'"6.5984E10"^^<{XSD}double>' in text
    assert f'"7"^^<{XSD}integer>' in text


def test_records_of_one_batch_stay_apart() -> None:
    one, other = checked(name="one"), check({"id": "urn:n", "name": "other"}, CONTEXT)
    found = to_ntriples({"urn:g1": one, "urn:g2": other}, CONTEXT)
    assert [len(found[graph]) for graph in ("urn:g1", "urn:g2")] == [2, 1]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "name", "task", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*CONTEXT.keys, "type", "new key"]), values, max_size=6))
def test_what_goes_in_comes_out_or_is_named(document: dict[str, Any]) -> None:
    found = check({"id": MODEL} | document, CONTEXT)
    written = lines(found)
    parsed = list(ox.parse("\n".join(written).encode(), format=ox.RdfFormat.N_TRIPLES))
    assert len(parsed) == len(written)
    if not found.problems and len(set(map(str, parsed))) == found.facts:
        assert len(written) == found.facts
    assert all(path and reason for path, reason in found.problems)


@given(st.text(max_size=20))
def test_any_text_survives(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    found = checked(name=text)
    (line,) = (line for line in lines(found) if "label" in line)
    (triple,) = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    assert triple.object == ox.Literal(text)
