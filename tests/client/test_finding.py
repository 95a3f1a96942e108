"""Searches: the same page, counts, order and errors here and there."""

from __future__ import annotations

import pytest

from kgstore import errors
from kgstore.client import IRI, Knowledge
from kgstore.client.finding import FoundPage, entry_of, rows_of
from tests.client.conftest import Both, Same


def _page(page: FoundPage) -> object:
    return page.as_json(), page.notes, page.sparql, page.dicts()


@pytest.mark.parametrize(
    "filter_text",
    ["", "task:object-detection", "yolo", "dataset:coco", "lacks:licence", "kind:dataset", "yoolo"],
)
def test_a_filter_finds_the_same(same: Same, filter_text: str) -> None:
    found = same(lambda k: _page(k.find(filter_text, facets=["task"], limit=5)))
    assert isinstance(found, tuple)
    assert not isinstance(found[0], type), found


def test_an_order_and_ranges(same: Same) -> None:
    def page(knowledge: Knowledge) -> object:
        return _page(
            knowledge.find(sort="parameters", ascending=True, histograms=["parameters"], limit=3)
        )

    found = same(page)
    assert isinstance(found, tuple)
    assert not isinstance(found[0], type), found


def test_pages_follow_each_other(knowledge: Knowledge) -> None:
    for number in range(3):
        knowledge.put({"type": "MLModel", "name": f"page {number}"})
    names, cursor = [], None
    while True:
        page = knowledge.find(sort="name", limit=2, cursor=cursor)
        assert len(page) <= 2
        names += [row["name"] for row in page]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(names) == page.total
    every = list(knowledge.find_all(sort="name"))
    assert [entry.name for entry in every] == names
    assert [e.name for e in knowledge.find_all(sort="name", limit=2)] == names[:2]


def test_what_a_filter_means(same: Same) -> None:
    explained = same(lambda k: k.explain("task:object-detection size<20MB"))
    assert same(lambda k: k.explain("", sort="parameters")) != explained
    assert "SELECT" in getattr(explained, "sparql", "")


@pytest.mark.parametrize("filter_text", ["task:", "(a", "taks:object-detection", "size<20parsecs"])
def test_a_filter_that_is_none_is_the_same_error(both: Both, filter_text: str) -> None:
    told = []
    for knowledge in both:
        with pytest.raises(errors.FilterError) as caught:
            knowledge.find(filter_text)
        error = caught.value
        told.append((str(error), error.column, error.advice))
        with pytest.raises(errors.FilterError):
            list(knowledge.find_all(filter_text))
    assert told[0] == told[1]


def test_what_cannot_be_sorted_by(knowledge: Knowledge) -> None:
    with pytest.raises(errors.ParameterError):
        knowledge.find(sort="nothing")
    with pytest.raises(errors.ParameterError):
        knowledge.find(facets=["nothing"])


def test_entries_as_a_table() -> None:
    entry = entry_of(
        {
            "iri": "urn:m",
            "name": "m",
            "sorted_by": None,
            "task": ["https://e.org/a", "https://e.org/b"],
            "licence": ["https://e.org/l"],
        }
    )
    (row,) = rows_of([entry])
    assert row["task"] == "https://e.org/a | https://e.org/b"
    assert isinstance(row["licence"], IRI)
