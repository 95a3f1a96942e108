"""Model files made by the real libraries, whole and damaged."""

from __future__ import annotations

import os
import pickle
import random
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open

from kgstore.errors import ImportFailed
from kgstore.importers.base import Scan
from kgstore.importers.model_files import importer
from kgstore.importers.model_files import onnx as onnx_header
from kgstore.importers.model_files import safetensors as safetensors_header
from kgstore.importers.wire import Malformed, fields
from kgstore.knowledge import vocabulary_files
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.vocabulary import Vocabulary
from tests.importers.cases import run
from tests.importers.model_files import make


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(vocabulary_files())


def documents(folder: Path, vocabulary: Vocabulary) -> tuple[dict[str, Any], list[str]]:
    records, findings = run(importer, folder, vocabulary)
    for record in records:
        assert check(record.document, packaged_context()).problems == []
        assert not any(fate == "unmapped" for _, fate in record.fates)
    return {r.native_id: r.document for r in records}, [f.reason for f in findings]


def test_an_onnx_model_is_described(tmp_path: Path, vocabulary: Vocabulary) -> None:
    make.onnx_model(tmp_path / "toy.onnx", labels=["cat", "dog"])
    found, findings = documents(tmp_path, vocabulary)
    document = found["toy.onnx"]
    assert findings == []
    assert document["parameterCount"] == 10
    assert document["numericPrecision"] == "FP32"
    assert document["description"] == "A toy."
    assert document["creator"]["name"] == "Ann"
    assert document["rawTask"] == ["detect"]
    assert document["softwareRequirement"][0]["package"] == ["toymaker 1.2"]
    (given_input,) = document["input"]
    assert (given_input["tensorName"], given_input["shape"]) == ("image", "batch,4")
    (output,) = document["output"]
    assert [c["prefLabel"] for c in output["labelSchema"]["classes"]] == ["cat", "dog"]
    assert document["artifact"][0]["sizeInBytes"] == (tmp_path / "toy.onnx").stat().st_size


def test_the_description_agrees_with_the_onnx_library(tmp_path: Path) -> None:
    make.onnx_model(tmp_path / "toy.onnx")
    model = onnx.load(tmp_path / "toy.onnx")
    said = onnx_header.describe(memoryview((tmp_path / "toy.onnx").read_bytes()))
    assert said["irVersion"] == model.ir_version
    assert said["opsets"] == [
        {"domain": o.domain, "version": o.version} for o in model.opset_import
    ]
    sizes = [int(np.prod(tensor.dims)) for tensor in model.graph.initializer]
    assert sum(said["parameters"].values()) == sum(sizes)
    assert said["operators"] == {"Add": 1, "MatMul": 1}


def test_classes_of_a_converted_classifier(tmp_path: Path, vocabulary: Vocabulary) -> None:
    make.onnx_classifier(tmp_path / "zip.onnx")
    (output,) = documents(tmp_path, vocabulary)[0]["zip.onnx"]["output"]
    assert [c["prefLabel"] for c in output["labelSchema"]["classes"]] == ["cat", "dog"]


def test_a_safetensors_file_is_described(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "model.safetensors"
    make.safetensors_model(path, {"modelspec.title": "Toy", "modelspec.license": "MIT"})
    document = documents(tmp_path, vocabulary)[0]["model.safetensors"]
    assert (document["name"], document["parameterCount"]) == ("Toy", 12)
    assert document["numericPrecision"] == "FP16"
    assert document["licence"] == ["https://w3id.org/modelzoo/vocabulary/licence/MIT"]
    with safe_open(path, "numpy") as tensors:
        count = sum(tensors.get_tensor(name).size for name in tensors.keys())  # noqa: SIM118
    assert count == 12


def test_shards_are_one_model(tmp_path: Path, vocabulary: Vocabulary) -> None:
    make.shards(tmp_path)
    found, findings = documents(tmp_path, vocabulary)
    assert list(found) == ["m.safetensors.index.json"]
    assert found["m.safetensors.index.json"]["parameterCount"] == 6
    assert len(found["m.safetensors.index.json"]["artifact"]) == 2
    assert findings == ["names shards that are not here: m-3.safetensors"]


def test_a_pickle_is_never_opened(tmp_path: Path, vocabulary: Vocabulary) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "sprung"),)

    for name in ("model.onnx", "model.safetensors", "model.pkl", "pytorch_model.bin"):
        (tmp_path / name).write_bytes(pickle.dumps(Trap()))
    found, findings = documents(tmp_path, vocabulary)
    assert found == {}
    assert len(findings) == 2
    assert not (tmp_path / "sprung").exists()


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match=r"no \.onnx"):
        importer.scan(Scan([tmp_path]))


def test_damaged_files_are_findings(tmp_path: Path, vocabulary: Vocabulary) -> None:
    make.onnx_model(tmp_path / "a.onnx", labels=["x"])
    make.safetensors_model(tmp_path / "b.safetensors")
    whole = {path: path.read_bytes() for path in tmp_path.iterdir()}
    chance = random.Random(4)
    for _ in range(200):
        for path, content in whole.items():
            place = chance.randrange(len(content))
            cut = content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]
            path.write_bytes(cut[: chance.choice([len(cut), place])])
        documents(tmp_path, vocabulary)


def test_a_length_that_lies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="cut off"):
        safetensors_header.describe(memoryview(b"\xff" * 16))
    make.safetensors_model(tmp_path / "b.safetensors")
    content = (tmp_path / "b.safetensors").read_bytes()
    with pytest.raises(Malformed, match="behind the end"):
        safetensors_header.describe(memoryview(content[:-1]))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for describe in (onnx_header.describe, safetensors_header.describe):
        with pytest.raises(Malformed):
            describe(memoryview(content))
    try:
        list(fields(content))
    except Malformed:
        return
