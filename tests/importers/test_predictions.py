"""The importer of predictions: settings, and tables in every form."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from kgstore.evaluate.measured import Unmeasurable
from kgstore.importers.predictions.reading import measure
from kgstore.importers.predictions.settings import Settings

TOLD: dict[str, Any] = {"model": "urn:m", "dataset": "urn:d"}
ROWS = b"instance,actual,predicted\na,cat,dog\nb,dog,dog\n"


def said(**more: Any) -> Settings:
    return Settings.of(TOLD | more)


def test_labels_by_name_index_and_case() -> None:
    content = b"instance,actual,predicted\na,cat,CAT\nb,1,dog\nc,0,cat\n"
    found = measure(content, b"", said(labels=["cat", "dog"]))
    assert found.measured.confusion == [[2, 0], [0, 1]]


def test_indexes_are_those_of_the_model_where_it_states_them() -> None:
    classes = [["urn:cat", "cat", 17], ["urn:dog", "dog", 18]]
    found = measure(b"actual,predicted\n17,18\n18,18\n", b"", said(classes=classes))
    assert found.measured.confusion == [[0, 1], [0, 1]]


def test_numbers_that_are_not_whole_are_no_classes() -> None:
    assert measure(b"actual,predicted\n1.5,2\n2,2\n", b"", said()).task == "regression"
    assert measure(b"actual,predicted\n1,2\n2,2\n", b"", said()).task == "classification"


def test_parquet_is_measured_as_csv_is() -> None:
    columns = {"instance": ["a", "b"], "actual": ["cat", "dog"], "predicted": ["dog", "dog"]}
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), buffer)
    assert measure(buffer.getvalue(), b"", said()) == measure(ROWS, b"", said())


def test_boxes_in_tables() -> None:
    head = "instance,{},x,y,width,height{}\n"
    truth = head.format("actual", "") + "a.png,dog,10,10,20,20\n"
    found = head.format("predicted", ",score") + "a.png,dog,10,10,20,20,0.9\n"
    outcome = measure(found.encode(), truth.encode(), said())
    assert outcome.task == "detection"
    assert {v.value for v in outcome.measured.values} == {1.0}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"dataset": "urn:d"}, "IRI of the model is missing"),
        (TOLD | {"modle": 1}, "'modle' is no setting"),
        (TOLD | {"columns": {"truth": "a"}}, "'truth' is no column"),
        (TOLD | {"model": "no iri"}, "the model"),
        (TOLD | {"task": "guessing"}, "'guessing' is no task"),
    ],
)
def test_settings_that_are_unsound(told: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unmeasurable, match=reason):
        Settings.of(told)


@settings(max_examples=80, deadline=None)
@given(content=st.binary(max_size=60), truth=st.binary(max_size=60))
def test_random_bytes_are_measured_or_refused(content: bytes, truth: bytes) -> None:
    with suppress(Unmeasurable):
        measure(content, truth, said())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["annotations", "images", "categories", "id", "name", "bbox", "image_id"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None)
@given(content=JSON, truth=JSON)
def test_random_boxes_are_measured_or_refused(content: Any, truth: Any) -> None:
    with suppress(Unmeasurable):
        measure(json.dumps(content).encode(), json.dumps(truth).encode(), said(task="detection"))


def test_the_cases_lie_beside_it() -> None:
    assert (Path(__file__).parent / "predictions" / "boxes" / "expected.json").is_file()
