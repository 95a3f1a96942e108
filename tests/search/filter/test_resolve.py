"""How the words of a filter are understood, and what is suggested where they are not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgstore.errors import FilterError
from kgstore.search.filter.ast import Filter
from kgstore.search.filter.parse import parse
from tests.search.filter.filters import ANY
from tests.search.filter.zoo import found_by, resolved, resolver


@pytest.mark.parametrize(
    ("text", "column", "suggestions"),
    [
        ("licens:mit", 1, ("license", "licence", "likes")),
        ("tiny lisense:mit", 6, ("license", "licence")),
        ("license:apach", 9, ("apache2",)),
        ("accurracy>80%", 1, ("accuracy",)),
        ("has:licens", 5, ("license",)),
        ("lacks:lattency", 7, ("latency",)),
        ("dataset:cocoo", 9, ("COCO",)),
        ("task:object-detectoin", 6, ("object detection",)),
        ("on:jetson-nanoo", 4, ()),
        ("detects:vehicel", 9, ("vehicle",)),
        ("kind:modle", 6, ("model", "dataset")),
        ("latency<20sm", 9, ("20ms", "20s", "20min", "20h")),
        ("latency<20", 9, ("20ms", "20s")),
        ("size<20mb", 6, ("20MB",)),
        ("parameters<20MB", 12, ("20k", "20M", "20B")),
        ("mAP>40ms", 5, ("40%",)),
        ("created>yesterday", 9, ()),
        ("created>2021-13", 9, ("2021", "2021-06", "2021-06-30")),
        ("license>5", 1, ("license:apache-2.0",)),
        ("mAP>2021-06", 5, ()),
        ("mAP:high", 5, ("mAP>=1",)),
        ("accuracy>120%", 10, ()),
        ("size<1e999", 6, ()),
        ("latency<1e9999", 9, ()),
        ("!!!", 1, ()),
        ("keyword:ed*", 9, ()),
        ("dataset:coco mAP>0.4 accuracy>80% dataset:imagenet", 1, ()),
    ],
)
def test_what_is_not_understood_has_a_column_and_neighbours(
    text: str, column: int, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(FilterError) as caught:
        resolved(text)
    assert caught.value.column == column
    assert set(suggestions) <= set(caught.value.suggestions), caught.value.suggestions


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("dataset:coco", "evaluated_on: COCO (mzd:COCO)"),
        ("mAP>=0.4", "IoU 0.50:0.95 for COCO"),
        ("accuracy>80", "80 is taken as 80 %"),
        ("size<20MB", "size < 20000000"),
        ("latency<20ms", "mzm:InferenceTime or"),
        ("task:object-detection", "object detection (mzt:object-detection)"),
        ("lacks:license", "licence is stated (no such thing)"),
        ("yolo*", 'any text holds "yolo*"'),
    ],
)
def test_a_note_says_how_a_part_is_understood(text: str, understood: str) -> None:
    notes = {note.text: note.understood for note in resolved(text).notes}
    assert notes[""] == "models; kind:dataset finds datasets"
    assert understood in notes[text]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("licence:mit", "license:MIT"),
        ("lib:pytorch", "framework:PyTorch"),
        ("trained-on:coco", "trained_on:COCO"),
        ("evaluated-on:coco", "dataset:mzd:COCO"),
        ("parameters<30M", "params<30,000,000"),
        ("parameters<1.5B", "parameters<1500M"),
        ("size<1KiB", "size<1024"),
        ("size<1M", "size<1000kB"),
        ("latency<20000us", "latency<0.02s"),
        ("fps>30", '"frame rate">30fps'),
        ("mAP>=40%", "map>=0.4"),
        ("license:*", "has:licence"),
        ("NOT NOT yolo", "yolo"),
        (
            "task:(object-detection OR classification)",
            "task:classification OR task:mzt:object-detection",
        ),
        ("created:2021", "created:2021-01..2021-12"),
    ],
)
def test_spellings_that_mean_the_same(text: str, same: str) -> None:
    assert found_by(resolved(text).meaning) == found_by(resolved(same).meaning)


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_any_tree_has_a_meaning_or_a_filter_error(tree: Filter) -> None:
    with suppress(FilterError):
        resolver().resolve(tree)


_PIECES = st.sampled_from(
    [
        *("task", "dataset", "on", "mAP", "latency", "size", "license", "has", "lacks", "kind"),
        *("created", "coco", "mit", ":", "<", ">=", "=", "..", "(", ")", '"', "*", "-", " "),
        *("NOT", "AND", "OR", "20ms", "5MB", "80%", "2021-06", "1M", "yolo", "metric", "<urn:a>"),
    ]
)


@given(st.lists(_PIECES, max_size=14).map("".join) | st.lists(_PIECES, max_size=14).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_any_string_of_pieces_gives_an_answer_or_a_filter_error(text: str) -> None:
    with suppress(FilterError):
        found_by(resolver().resolve(parse(text)).meaning)
