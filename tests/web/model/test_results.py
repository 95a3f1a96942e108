"""Values as tables: what is best, what stands together, what contradicts what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kgstore.web.amounts import UNIT
from kgstore.web.model.conflicts import conflicts
from kgstore.web.model.metrics import Metric, Metrics
from kgstore.web.model.results import Cell, results
from kgstore.web.model.setups import Setting, Setup, Value, varying
from kgstore.web.pages_about import Names

UP, DOWN, UNKNOWN = Metric("urn:up", True), Metric("urn:down", False), Metric("urn:unknown")
KNOWN = Metrics({one.iri: one for one in (UP, DOWN)}, {})
NAMES = Names("https://e.org", {})


def value(iri: str, number: float | None, metric: str = "urn:up", **more: Any) -> Value:
    """Return a value of the source urn:a."""
    return replace(
        Value(iri, metric, "urn:setup", number, UNIT + "FRACTION", source="urn:a"), **more
    )


def setup(iri: str, *values: Value, size: str = "", record: str = "urn:m", **more: str) -> Setup:
    """Return a configuration on one data set, with an image size where it is given."""
    settings = [Setting("urn:size", "image size", size)] if size else []
    return Setup(
        iri, "", "evaluation", record, ["urn:data"], settings=settings, values=list(values), **more
    )


def test_the_best_is_by_the_direction_of_the_metric() -> None:
    values = [value("urn:1", 0.1), value("urn:2", 0.9), value("urn:3", None)]
    assert UP.best(values) == {"urn:2"}
    assert DOWN.best(values) == {"urn:1"}


def test_nothing_is_best_where_nobody_says_what_is_better_or_all_are_alike() -> None:
    values = [value("urn:1", 0.1), value("urn:2", 0.9)]
    assert UNKNOWN.best(values) == frozenset()
    assert UP.best(values[:1]) == frozenset()
    assert UP.best([value("urn:1", 0.5), value("urn:2", 0.5)]) == frozenset()


def test_a_word_of_the_source_is_shown_where_it_says_more() -> None:
    def heard(raw: str, text: str = "91.00 %") -> str:
        return Cell(value("urn:1", 0.91, raw=raw), text).heard

    assert [heard(raw) for raw in ("91", "0.91", "91.0", "91%", "0.9100004")] == [""] * 5
    assert heard("about 91") == "about 91"
    assert heard("0.42 kg", "420 g") == "0.42 kg"
    assert heard("91", "9,100") == "91"


def test_values_of_one_class_and_setup_share_a_row() -> None:
    both = [
        value("urn:1", 0.1, of_class="urn:l#cat"),
        value("urn:2", 0.2, "urn:down", of_class="urn:l#cat"),
    ]
    found = results(
        [setup("urn:s", *both, value("urn:3", 0.3, of_class="urn:l#dog"))], KNOWN, NAMES
    )
    assert [len(table.rows) for table in found.classes] == [1, 1]
    assert sorted(len(table.metrics) for table in found.classes) == [1, 2]


def test_two_values_of_one_metric_are_two_rows() -> None:
    both = [value("urn:1", 0.1, of_class="urn:l#cat"), value("urn:2", 0.2, of_class="urn:l#cat")]
    (table,) = results([setup("urn:s", *both)], KNOWN, NAMES).classes
    assert len(table.rows) == 2


def test_settings_that_all_share_do_not_tell_them_apart() -> None:
    assert varying([setup("urn:1", size="224"), setup("urn:2", size="224")]) == []
    assert varying([setup("urn:1", size="224"), setup("urn:2", size="288")]) == ["urn:size"]
    assert varying([setup("urn:1", size="224"), setup("urn:2")]) == ["urn:size"]


def test_two_sources_with_other_numbers_contradict_each_other() -> None:
    one, other = value("urn:1", 0.9), value("urn:2", 0.8, evidence="urn:b")
    (found,) = conflicts([setup("urn:s", one), setup("urn:t", other)], KNOWN)
    assert [cell.value.iri for _, cell in found.claims] == ["urn:1", "urn:2"]
    assert not found.explained


def test_other_settings_of_one_source_are_no_contradiction() -> None:
    one, other = value("urn:1", 0.9), value("urn:2", 0.8)
    assert not conflicts(
        [setup("urn:s", one, size="224"), setup("urn:t", other, size="288")], KNOWN
    )
    assert conflicts([setup("urn:s", one, size="224"), setup("urn:t", other, size="224")], KNOWN)


def test_other_settings_of_two_sources_may_explain_a_contradiction() -> None:
    one, other = value("urn:1", 0.9), value("urn:2", 0.8, source="urn:b")
    (found,) = conflicts(
        [setup("urn:s", one, size="224"), setup("urn:t", other, size="288", record="urn:n")], KNOWN
    )
    assert found.explained == ["urn:size"]


def test_what_differs_in_class_slice_step_or_data_is_no_contradiction() -> None:
    one = value("urn:1", 0.9)
    parts: list[dict[str, Any]] = [
        {"of_class": "urn:c"},
        {"step": "3"},
        {"fold": "1"},
        {"metric": "urn:down"},
    ]
    for more in parts:
        other = replace(value("urn:2", 0.8, source="urn:b"), **more)
        assert not conflicts([setup("urn:s", one), setup("urn:t", other)], KNOWN), more
    elsewhere = replace(setup("urn:t", value("urn:2", 0.8, source="urn:b")), datasets=["urn:other"])
    assert not conflicts([setup("urn:s", one), elsewhere], KNOWN)


def test_sources_that_share_a_number_agree() -> None:
    one = [value("urn:1", 0.9), value("urn:2", 0.7, label="type")]
    other = [value("urn:3", 0.9, source="urn:b"), value("urn:4", 0.7, source="urn:b", label="type")]
    assert not conflicts([setup("urn:s", *one), setup("urn:t", *other, record="urn:n")], KNOWN)


def test_rounding_alone_is_no_contradiction() -> None:
    one, other = value("urn:1", 0.1 + 0.2), value("urn:2", 0.3, source="urn:b")
    assert not conflicts([setup("urn:s", one), setup("urn:t", other)], KNOWN)
