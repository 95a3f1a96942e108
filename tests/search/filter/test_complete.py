"""What completion proposes at a place of a filter."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgstore.errors import FilterError
from kgstore.search.filter.complete import Completer, Completion
from kgstore.search.filter.parse import LONGEST, parse
from tests.search.filter.zoo import resolver, store


@cache
def completer() -> Completer:
    return Completer(store(), resolver())


def complete(text: str) -> Completion:
    """Complete at the bar in the text."""
    before, _, after = text.partition("|")
    return completer().complete(before + after, len(before))


def texts(text: str) -> list[str]:
    return [proposal.text for proposal in complete(text).proposals]


@pytest.mark.parametrize(
    ("text", "place", "first"),
    [
        ("|", (0, 0), "kind:"),
        ("lic|", (0, 3), "licence:"),
        ("yolo lat|", (5, 8), "latency>="),
        ("para|", (0, 4), "parameters<"),
        ("task:|", (5, 5), "classification"),
        ("task:obj|", (5, 8), '"object detection"'),
        ("task:(a OR b) lic|", (14, 17), "licence:"),
        ("task:(classification OR obj|", (24, 27), '"object detection"'),
        ("yolo task:((obj| OR b) mit)", (12, 15), '"object detection"'),
        ('dataset:"pascal v|', (8, 17), '"Pascal VOC"'),
        ("license:mi|", (8, 10), "MIT"),
        ("size<20|", (5, 7), "20kB"),
        ("latency <  20|", (11, 13), "20ms"),
        ("fps>30|", (4, 6), "30fps"),
        ("has:lic|", (4, 7), "licence"),
        ("has:laten|", (4, 9), "latency"),
        ("mAP>=0.4 |", (9, 9), "dataset:"),
        ("keyword:ed|", (8, 10), "edge"),
        ("source:|", (7, 7), '"The Hub"'),
        ("yolo la|cks", (5, 7), "language:"),
        ("metric:word_e|", (7, 13), '"word error rate"'),
        ("yolo N|", (5, 6), "name:"),
        ("hardly|", (0, 6), None),
    ],
)
def test_what_is_proposed(text: str, place: tuple[int, int], first: str | None) -> None:
    found = complete(text)
    assert (found.start, found.end) == place
    shown = [proposal.text for proposal in found.proposals]
    assert first in shown[:4] if first else not shown, shown


def test_values_have_labels_and_counts() -> None:
    first = complete("license:apache|").proposals[0]
    assert (first.kind, first.label, first.count) == ("value", "Apache License 2.0", 3)
    counts = [proposal.count for proposal in complete("task:|").proposals]
    assert counts == sorted(counts, key=lambda count: -(count or 0))


def test_operators_are_proposed_behind_something() -> None:
    assert {"OR", "AND", "NOT"} & set(texts("yolo O|")) == {"OR"}
    assert "OR" not in texts("O|")


@pytest.mark.parametrize("text", ["task:|", "license:|", "keyword:|", "source:|", "kind:|"])
def test_a_proposed_value_is_understood(text: str) -> None:
    for proposal in complete(text).proposals:
        resolver().resolve(parse(text.rstrip("|") + proposal.text))


@pytest.mark.parametrize("position", [-1, 5])
def test_a_place_that_is_not_there(position: int) -> None:
    with pytest.raises(FilterError, match="no such place"):
        completer().complete("yolo", position)


def test_a_text_that_is_too_long() -> None:
    with pytest.raises(FilterError):
        completer().complete("a" * (LONGEST + 1))


@given(st.text(max_size=30) | st.text(alphabet=list('ab:<>=()"*- task.19\\'), max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_completed(text: str) -> None:
    with suppress(FilterError):
        found = completer().complete(text)
        assert 0 <= found.start <= found.end == len(text)
