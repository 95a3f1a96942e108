"""From labels to names and hints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.link.linker.names import LONGEST, Name, names
from kgstore.link.schema import Label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("traffic_light", ["traffic light"]),
        ("TrafficLight", ["Traffic Light"]),
        ("T-shirt", ["T-shirt"]),
        ("great white shark, white shark", ["great white shark", "white shark"]),
        ("tench, Tinca tinca", ["tench", "Tinca tinca"]),
        ("bow_(weapon)", ["bow"]),
        ("monitor_(equipment) computer_monitor", ["monitor", "computer monitor"]),
        ("door/gate", ["door", "gate"]),
        ("Credit card, or prepaid card", ["Credit card, or prepaid card"]),
        ("/h/hangar/indoor", ["hangar"]),
        ("ﬁre\x00\x07 hydrant\n", ["fire hydrant"]),
        ("", []),
        (" \t", []),
        ("3", []),
        ("!", []),
        ("one two three four five six seven", []),
    ],
)
def test_names_of_a_label(text: str, expected: list[str]) -> None:
    assert [name.text for name in names(Label("", text))] == expected


def test_what_is_said_beside_a_name() -> None:
    assert names(Label("", "bow_(decorative_ribbons)")) == [Name("bow", ("decorative", "ribbons"))]
    assert names(Label("", "Crosswalk - Plain")) == [Name("Crosswalk", narrowed=True)]
    assert names(Label("", "/h/hangar/indoor")) == [Name("hangar", ("indoor",), narrowed=True)]
    assert [name.united for name in names(Label("", "bikes/motorcycles"))] == [True, True]


def test_synonyms_come_after_and_none_twice() -> None:
    label = Label("", "aeroplane", ("Airplane", "AEROPLANE", "plane"))
    assert [name.text for name in names(label)] == ["aeroplane", "Airplane", "plane"]


def test_a_long_text_names_nothing() -> None:
    assert names(Label("", "dog " * LONGEST)) == []
    assert names(Label("", "x" * 10_000)) == []


@given(st.text(max_size=300))
def test_any_text_has_names_or_none(text: str) -> None:
    for name in names(Label("", text)):
        assert name.text.strip() == name.text != ""
