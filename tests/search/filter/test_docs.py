"""The filters that docs/finding.md shows are understood, and do what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgstore.errors import FilterError
from kgstore.search.filter.parse import DEEPEST, LONGEST, MOST
from tests.search.filter.zoo import found, found_by, resolved

TEXT = (Path(__file__).parents[3] / "docs" / "finding.md").read_text("utf-8")
_CELL = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def shown() -> Iterator[str]:
    """The first cells of the tables whose first column is headed `filter`."""
    for table in re.findall(r"^\| filter \|.*\n\|[-|]+\n((?:\|.*\n)+)", TEXT, re.MULTILINE):
        yield from _CELL.findall(table)


FILTERS = list(shown())


def test_the_document_shows_filters() -> None:
    assert len(FILTERS) > 30


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_that_is_shown_is_answered(text: str) -> None:
    assert found_by(resolved(text).meaning) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("license:*", "has:license"),
        ("-license:mit", "NOT license:mit"),
        ("yolo AND license:mit", "yolo license:mit"),
        ("licence:apache-2.0", "license:apache-2.0"),
        (
            "mAP>=0.4 dataset:coco accuracy>80% dataset:imagenet",
            "(mAP>=0.4 dataset:coco) (accuracy>80% dataset:imagenet)",
        ),
    ],
)
def test_what_is_said_to_be_the_same_is(one: str, other: str) -> None:
    assert found(one) == found(other)


def test_what_is_said_to_be_refused_is() -> None:
    refused = re.search(r"^`([^`]+)` is refused", TEXT, re.MULTILINE)
    assert refused
    with pytest.raises(FilterError, match="not clear which comparison"):
        resolved(refused[1])


def test_the_limits_are_those_that_hold() -> None:
    words = " ".join(TEXT.split())
    assert f"at most {LONGEST:,} characters, {MOST} parts and {DEEPEST} levels" in words


def test_the_error_is_as_shown() -> None:
    with pytest.raises(FilterError) as caught:
        resolved("dataset:cocoo")
    assert f"{caught.value}. Did you mean" in TEXT
