"""`kgstore evaluate`: from a file of predictions to an answer to a question."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import BASE, Kgstore

MODEL = f"{BASE}/id/model/mine/pets"


@pytest.fixture
def store(empty: Kgstore, tmp_path: Path) -> Kgstore:
    """Give the command line over a store with one model of three classes."""
    schema = f"{BASE}/id/labels/mine/pets"
    labels = ("cat", "dog", "wolf")
    document = {
        "id": MODEL,
        "type": "MLModel",
        "name": "pets",
        "output": [
            {
                "id": f"{MODEL}#output",
                "type": "OutputSpecification",
                "labelSchema": {
                    "id": schema,
                    "type": "LabelSchema",
                    "classes": [
                        {
                            "id": f"{schema}#{i}",
                            "type": "PredictionClass",
                            "prefLabel": label,
                            "index": i,
                        }
                        for i, label in enumerate(labels)
                    ],
                },
            }
        ],
    }
    (tmp_path / "model.json").write_text(json.dumps(document))
    assert empty("import", "records", tmp_path / "model.json").status == 0
    return empty


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "predictions.csv"
    path.write_text("\n".join(("instance,actual,predicted", *rows)) + "\n")
    return path


ROWS = ("1.png,dog,dog", "2.png,dog,wolf", "3.png,1,2", "4.png,cat,cat", "5.png,wolf,dog")


def test_predictions_answer_what_is_confused_with_what(store: Kgstore, tmp_path: Path) -> None:
    options = ("--model", MODEL, "--dataset", "mzd:CIFAR-10", "--split", "test")
    done = store("evaluate", table(tmp_path, *ROWS), *options, "--hardware", "mzhw:jetson-nano")
    assert done.status == 0, done.err
    assert "Accuracy             0.4" in done.out
    asked = store("query", "cq11", "--param", "model=pets", "--format", "csv")
    assert asked.out.splitlines()[1].split(",")[:3] == ["taken for", "wolf", "2"]
    again = store("evaluate", table(tmp_path, *ROWS), *options, "--hardware", "mzhw:jetson-nano")
    assert "1 unchanged" in again.err or "0 committed" in again.err


def test_a_new_measurement_replaces_the_old_one(store: Kgstore, tmp_path: Path) -> None:
    options = ("--model", MODEL, "--dataset", "mzd:CIFAR-10")
    for rows in (ROWS, ROWS[:1]):
        assert store("evaluate", table(tmp_path, *rows), *options).status == 0
    count = "SELECT ?v { ?c mz:hasMetricValue ?m . ?m mz:metric mzm:Accuracy ; mz:value ?v }"
    (tmp_path / "count.rq").write_text(count)
    assert store("query", tmp_path / "count.rq", "--format", "csv").out.split() == ["v", "1"]


def test_the_report_as_json(store: Kgstore, tmp_path: Path) -> None:
    options = ("--model", MODEL, "--dataset", "mzd:CIFAR-10", "--json", "--dry-run")
    said = store("evaluate", table(tmp_path, *ROWS), *options).json()
    assert said["task"] == "classification"
    assert {"metric": "Accuracy", "value": 0.4, "class": ""} in said["values"]
    assert said["report"]["dryRun"] is True


@pytest.mark.parametrize(
    ("rows", "options", "reason"),
    [
        (ROWS, ("--model", "urn:nobody", "--dataset", "mzd:CIFAR-10"), "no model urn:nobody"),
        (ROWS, ("--model", MODEL, "--dataset", "mzd:Nothing"), "no dataset"),
        (("1,cow,dog",), ("--model", MODEL, "--dataset", "mzd:COCO"), "'cow' is no class"),
        (ROWS, ("--model", MODEL, "--dataset", "mzd:COCO", "--actual", "x"), "no column 'x'"),
        (ROWS, ("--model", MODEL, "--dataset", "mzd:COCO", "--task", "x"), "'x' is no task"),
        ((), ("--model", MODEL, "--dataset", "mzd:COCO"), "there are no predictions"),
    ],
)
def test_what_cannot_be_measured_changes_nothing(
    rows: tuple[str, ...], options: tuple[str, ...], reason: str, store: Kgstore, tmp_path: Path
) -> None:
    done = store("evaluate", table(tmp_path, *rows), *options)
    assert done.status == 1
    assert reason in done.err
    assert "0 refused" in store("quarantine", "list").err


def test_a_file_that_is_not_there(store: Kgstore, tmp_path: Path) -> None:
    done = store("evaluate", tmp_path / "none.csv", "--model", MODEL, "--dataset", "mzd:COCO")
    assert done.status == 2
    assert "there is no file" in done.err
