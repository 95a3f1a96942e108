"""Units: the table agrees with the vocabulary, and conversion is exact and reversible."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.namespaces import PREFIXES
from kgstore.records.units import UNITS, Unit, convert, kept_in, unit
from kgstore.resources import folder

PAIRS = [(a, b) for a in UNITS.values() for b in UNITS.values() if a.dimension == b.dimension]


def test_the_table_and_the_vocabulary_hold_the_same_units() -> None:
    path = folder("ontology") / "vocabulary" / "unit.ttl"
    multiplier = ox.NamedNode(PREFIXES["qudt"] + "conversionMultiplier")
    in_scheme = ox.NamedNode(PREFIXES["skos"] + "inScheme")
    triples = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    stated = {
        t.subject.value: Decimal(t.object.value) for t in triples if t.predicate == multiplier
    }
    assert {t.subject.value for t in triples if t.predicate == in_scheme} == {
        found.iri for found in UNITS.values()
    }
    for found in UNITS.values():
        if found.dimension != "level":  # a logarithm has no multiplier
            assert stated[found.iri] == found.multiplier, found.iri


@pytest.mark.parametrize("text", ["MB", "mb", "Mb"])
def test_case_of_a_symbol_counts(text: str) -> None:
    assert (unit(text) is not None) == (text == "MB")


@pytest.mark.parametrize("text", ["B", "m", "M", "b", "t", "K", "", "furlong", "MilliSEC"])
def test_letters_that_stand_for_other_things_are_no_units(text: str) -> None:
    assert unit(text) is None


def test_every_unit_is_found_by_its_iri() -> None:
    assert all(unit(found.iri) is found for found in UNITS.values())


def test_values_are_kept_in_seconds_bytes_and_fractions() -> None:
    kept = [kept_in(dimension) for dimension in ("time", "data", "ratio")]
    assert kept == [UNITS["SEC"], UNITS["BYTE"], UNITS["FRACTION"]]


@given(st.sampled_from(PAIRS), st.decimals(-(10**9), 10**9, places=6))
def test_conversion_is_reversible(pair: tuple[Unit, Unit], value: Decimal) -> None:
    source, target = pair
    there = convert(value, source, target)
    assert there is not None
    back = convert(there, target, source)
    assert back is not None
    assert abs(back - value) <= Decimal("1e-40")
