"""A server over a small zoo with hostile names, for the tests of the search page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgstore.importers.registry import importer_named
from kgstore.namespaces import MZ, PREFIXES, VOCABULARY
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.records.iri import Minter
from kgstore.settings import Settings
from tests.web.server import Server, base_of, listening, serve

EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
RIGHT_TO_LEFT = "\u05de\u05d5\u05d3\u05dc \u202e\U0001f600"
LONG = "long" * 2500
MODELS: dict[str, dict[str, Any]] = {
    "swift": {"task": "object-detection", "licence": "Apache-2.0", "size": 9, "score": 0.31},
    "steady": {"task": "object-detection", "licence": "Apache-2.0", "size": 40, "score": 0.45},
    "heavy": {"task": "object-detection", "licence": "MIT", "size": 120, "score": 0.52},
    "tagger": {"task": "image-classification", "licence": "MIT", "size": 5},
    "bare": {},
    EVIL: {"task": "object-detection", "licence": "MIT", "size": 1},
    RIGHT_TO_LEFT: {"task": "image-classification"},
    LONG: {"task": "image-classification"},
    **{f"row {n:02}": {"task": "text-classification", "size": n + 2} for n in range(25)},
}


@pytest.fixture(scope="package")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over that zoo, with its index made."""
    path, listener = tmp_path_factory.mktemp("zoo") / "store", listening()
    make(path, base_of(listener))
    with serve(path, listener, {}, rate_limit=100_000) as running:
        running.until_indexed()
        yield running


def make(path: Path, base: str) -> None:
    """Make a store with the models and a dataset."""
    minter = Minter(base)
    records = [model(minter, name, told) for name, told in MODELS.items()]
    data = minter.record("dataset", "shop", "pictures")
    records.append({"id": data, "type": "Dataset", "name": "Pictures of a shop"})
    file = path.with_name("records.jsonl")
    file.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    settings = Settings(store=path, base=base, agent="tester", workers=1)
    with create(settings) as store:
        import_source(store, importer_named("records"), [file], settings)
        assert len(store.quarantine) == 0, [entry.findings for entry in store.quarantine]


def model(minter: Minter, name: str, told: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a model."""
    iri = minter.record("model", "shop", name[:60])
    record: dict[str, Any] = {"id": iri, "type": "MLModel", "name": name}
    if "task" in told:
        record["task"] = f"{VOCABULARY}task/{told['task']}"
    if "licence" in told:
        record["licence"] = f"{VOCABULARY}licence/{told['licence']}"
    if "size" in told:
        record["parameterCount"] = told["size"] * 1_000_000
    if "score" in told:
        record["output"] = {
            "id": minter.part(iri, "output"),
            "type": "OutputSpecification",
            "labelSchema": VOCABULARY + "labels/coco80",
        }
        record["configurations"] = [measured(minter, iri, told["score"])]
    return record


def measured(minter: Minter, iri: str, score: float) -> dict[str, Any]:
    """Return an evaluation on COCO."""
    value = {
        "id": minter.part(iri, "ap"),
        "type": "MetricValue",
        "metric": VOCABULARY + "metric/AP_50_95",
        "value": score,
        "unit": PREFIXES["unit"] + "FRACTION",
        "rawValue": str(score),
        "verification": MZ + "SelfReported",
    }
    return {
        "id": minter.part(iri, "val"),
        "type": "TestingConfiguration",
        "dataset": VOCABULARY + "dataset/COCO-2017-val",
        "hasMetricValue": [value],
    }
