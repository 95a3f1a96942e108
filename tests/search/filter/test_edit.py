"""Filters changed part by part: what is changed, and that all else stays."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.search.filter import edit
from kgstore.search.filter.ast import Amount, Compare, Filter, Has, Lacks, Range, Term, Text
from kgstore.search.filter.parse import parse
from kgstore.search.filter.text import write

VALUES = ("mit", "bsd", "a b", 'x"y', "AND", "http://e.org/a")


def named(*values: str) -> edit.Same:
    return lambda term: term.value in values


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "licence:new"),
        ("tiny", "tiny licence:new"),
        ("license:mit", "license:mit OR licence:new"),
        ("license:(mit OR bsd) tiny", "(license:mit OR license:bsd OR licence:new) tiny"),
        ("NOT license:mit", "NOT license:mit licence:new"),
        ("(license:mit OR task:x)", "(license:mit OR task:x) licence:new"),
        ("(license:mit tiny) OR x", "(license:mit tiny OR x) licence:new"),
    ],
)
def test_an_alternative_joins_those_of_its_field(before: str, after: str) -> None:
    assert write(edit.with_value(parse(before), Term("licence", "new"))) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("license:mit", ""),
        ("license:mit tiny", "tiny"),
        ("NOT licence:mit tiny", "tiny"),
        ("license:(mit OR bsd) tiny", "license:bsd tiny"),
        ("license:(a OR mit OR bsd)", "license:a OR license:bsd"),
        ("task:mit", "task:mit"),
        ("(license:mit OR tiny)", "license:mit OR tiny"),
    ],
)
def test_a_value_goes_and_all_else_stays(before: str, after: str) -> None:
    assert write(edit.without_values(parse(before), "licence", named("mit"))) == after


@given(st.lists(st.sampled_from(VALUES), unique=True), st.sampled_from(VALUES))
def test_a_value_that_is_added_can_be_taken_away_again(values: list[str], more: str) -> None:
    tree: Filter = parse("tiny size<20MB")
    for value in values:
        tree = edit.with_value(tree, Term("licence", value))
    chosen = edit.with_value(edit.without_values(tree, "licence", named(more)), _term(more))
    assert parse(write(chosen)) == chosen
    found = [t.value for part in edit.parts(chosen) for t in edit.terms(part, "licence")]
    assert sorted(found) == sorted({*values, more})
    bare = edit.without_values(chosen, "licence", named(*VALUES))
    assert bare == parse("tiny size<20MB")


def _term(value: str) -> Term:
    return Term("license", value)


def test_a_range_takes_the_place_of_the_one_before() -> None:
    tree = parse("params<30M tiny parameters>=1M NOT parameters<5 size<1MB")
    wanted = Range("parameters", Amount(Decimal(2)), None)
    assert write(edit.with_range(tree, "parameters", [wanted])) == (
        "tiny NOT parameters<5 size<1MB parameters:2.."
    )
    assert write(edit.with_range(tree, "size", [])) == (
        "params<30M tiny parameters>=1M NOT parameters<5"
    )
    metric = Compare("top-1 accuracy", ">=", Amount(Decimal("0.8")))
    assert write(edit.with_range(parse('"Top-1 accuracy">70%'), "top-1 accuracy", [metric])) == (
        '"top-1 accuracy">=0.8'
    )


def test_has_and_lacks_replace_one_another() -> None:
    tree = edit.with_stated(parse("lacks:license tiny has:size"), "licence", Has("licence"))
    assert write(tree) == "tiny has:size has:licence"
    assert write(edit.with_stated(tree, "size", None)) == "tiny has:licence"
    assert write(edit.with_stated(parse(""), "size", Lacks("size"))) == "lacks:size"


def test_what_is_excluded_is_told_from_what_is_asked_for() -> None:
    asked, excluded, other = edit.parts(parse("license:mit -license:bsd (a OR license:c)"))
    assert edit.terms(asked, "licence")
    assert not edit.terms(excluded, "licence")
    refused = edit.refused(excluded, "licence")
    assert refused is not None
    assert refused.value == "bsd"
    assert not edit.terms(other, "licence")
    assert edit.refused(asked, "licence") is None
    assert [leaf for leaf in edit.leaves(other) if isinstance(leaf, Text)] == [Text("a")]
