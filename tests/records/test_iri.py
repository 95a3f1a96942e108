"""IRIs: injective, reversible, and safe in every segment (quality gate Q18)."""

from __future__ import annotations

from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kgstore.errors import IriError
from kgstore.records.iri import Minter, RecordName

MINTER = Minter("https://example.org/zoo")
HOSTILE = [
    "a b",
    "a+b",
    "a#b",
    "a/b",
    "a%b",
    "a%2Fb",
    "é",
    "e\u0301",
    ":",
    "..",
    ".",
    "",
    "~",
    "~~",
]
names = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(HOSTILE)


@given(names, names)
@example("a/../b", "b")
@example("~", "")
@example("a//b", "a/~/b")
@example("a%20b", "a b")
def test_two_names_never_share_an_iri(one: str, other: str) -> None:
    same = MINTER.record("model", "x", one) == MINTER.record("model", "x", other)
    assert same == (one == other)


@given(names)
def test_the_name_is_read_back(name: str) -> None:
    expected = RecordName("model", "x", name)
    assert MINTER.parse(MINTER.record("model", "x", name)) == expected
    assert MINTER.parse(MINTER.graph("model", "x", name)) == expected


@given(names)
def test_clients_do_not_rewrite_it(name: str) -> None:
    iri = MINTER.record("model", "x", name)
    assert ox.NamedNode(iri).value == iri
    assert urljoin("https://example.org/", iri) == iri


@given(st.dictionaries(st.sampled_from(["for_class", "step", "fold", "run"]), st.integers()))
def test_metric_values_with_different_keys_differ(key: dict[str, int]) -> None:
    configuration = MINTER.part(MINTER.record("model", "x", "m"), "c")
    plain = MINTER.metric_value(configuration, "urn:AP")
    assert (MINTER.metric_value(configuration, "urn:AP", **key) == plain) == (not key)


@pytest.mark.parametrize(
    "iri", ["https://example.org/zoo/doc/x", "https://other.org/id/model/x/m", "m"]
)
def test_a_foreign_iri_is_refused(iri: str) -> None:
    with pytest.raises(IriError, match="not the IRI of a record"):
        MINTER.parse(iri)


def test_half_a_surrogate_pair_has_no_iri() -> None:
    with pytest.raises(IriError):
        MINTER.record("model", "x", "\ud800")
