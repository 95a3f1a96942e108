"""The text of a filter and its tree: read, written, refused with a column."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgstore.errors import FilterError
from kgstore.search.filter.ast import Amount, And, Compare, Filter, Lacks, Not, Or, Term, Text
from kgstore.search.filter.parse import DEEPEST, LONGEST, MOST, parse
from kgstore.search.filter.text import write
from tests.search.filter.filters import ANY

WHOLE = (
    "task:object-detection detects:vehicle license:apache-2.0 (latency<20ms on:jetson-nano"
    " OR size<20MB) AND mAP>=0.4 dataset:coco NOT lacks:license"
)


def test_the_filter_of_the_issue() -> None:
    latency: Filter = Compare("latency", "<", Amount(Decimal(20), "ms"))
    fast: Filter = And((latency, Term("on", "jetson-nano")))
    small: Filter = Compare("size", "<", Amount(Decimal(20), "MB"))
    assert parse(WHOLE) == And(
        (
            Term("task", "object-detection"),
            Term("detects", "vehicle"),
            Term("license", "apache-2.0"),
            Or((fast, small)),
            Compare("mAP", ">=", Amount(Decimal("0.4"))),
            Term("dataset", "coco"),
            Not(Lacks("license")),
        )
    )


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a  AND\n b", "a b"),
        ("a:(b OR c)", "a:b OR a:c"),
        ("x a:(b OR c)", "x (a:b OR a:c)"),
        ("a:(b NOT (c OR d))", "a:b NOT (a:c OR a:d)"),
        ("-a", "NOT a"),
        ("size : <20MB", "size<20MB"),
        ("latency ≤ 20ms", "latency<=20ms"),
        ("a:<http://b.c/d>", 'a:"http://b.c/d"'),
        ("parameters>1,000,000", "parameters>1000000"),
        ('"top-1 accuracy">80%', '"top-1 accuracy" > 80%'),
        ("((a) b)", "a b"),
        ("", "   "),
    ],
)
def test_other_ways_to_say_the_same(text: str, same: str) -> None:
    assert parse(text) == parse(same)


def test_words_in_small_letters_are_words() -> None:
    assert parse("and or") == And((Text("and"), Text("or")))


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("a OR", 5, "the filter ends where a word"),
        ("(a", 1, "not closed"),
        ("a (b:(c d)", 3, "not closed"),
        ("a)", 2, "was not opened"),
        ('a "bc', 3, "quotation mark has no end"),
        ("a:", 3, "a value is needed"),
        ("a <", 4, "a value is needed"),
        ("a<b", 3, "neither a number nor a date"),
        ("a AND OR b", 7, "where a word"),
        ("a - b", 3, "where a word"),
        ("()", 2, "where a word"),
        (":", 1, "where a word"),
        ("a\x00b", 2, "a character that no text holds"),
        ("a\ud800", 2, "a character that no text holds"),
        ('"a"*:b', 1, "cannot be cut short"),
    ],
)
def test_an_error_names_its_column(text: str, column: int, reason: str) -> None:
    with pytest.raises(FilterError, match=reason) as caught:
        parse(text)
    assert caught.value.column == column
    assert caught.value.exit_status == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a" * 100_000, f"at most {LONGEST}"),
        ("a OR " * 30_000, f"at most {LONGEST}"),
        ("(" * 1_000 + "a" + ")" * 1_000, f"more than {DEEPEST} levels"),
        ("NOT " * 1_000 + "a", f"more than {DEEPEST} levels"),
        ("x:" + "(" * 100 + "a" + ")" * 100, f"more than {DEEPEST} levels"),
        ("a " * (MOST + 1), f"at most {MOST}"),
    ],
)
def test_what_is_too_large_is_refused(text: str, reason: str) -> None:
    with pytest.raises(FilterError, match=reason):
        parse(text)


@given(ANY)
@settings(max_examples=400, deadline=None)
def test_what_is_written_is_read_back(tree: Filter) -> None:
    assert parse(write(tree)) == tree


@given(st.text() | st.text(alphabet=list('ab:<>=()"*- .19MORNTD≤\\\n')))
@settings(max_examples=600, deadline=None)
def test_any_text_is_a_filter_or_a_filter_error(text: str) -> None:
    with suppress(FilterError):
        parse(text)
