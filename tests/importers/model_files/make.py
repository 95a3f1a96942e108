"""The model files of the tests, made with the real libraries of their formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file


def onnx_model(path: Path, *, labels: list[str] | None = None) -> None:
    """Write a model of one layer: 4 numbers in, 2 classes out; Ultralytics' way of naming them."""
    weight = numpy_helper.from_array(np.ones((4, 2), np.float32), "weight")
    bias = numpy_helper.from_array(np.zeros(2, np.float32), "bias")
    nodes = [
        helper.make_node("MatMul", ["image", "weight"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["scores"]),
    ]
    graph = helper.make_graph(
        nodes,
        "toy",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 4])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", 2])],
        [weight, bias],
    )
    model = helper.make_model(graph, producer_name="toymaker", producer_version="1.2")
    model.doc_string = "A toy."
    if labels:
        names = str(dict(enumerate(labels)))
        helper.set_model_props(model, {"names": names, "author": "Ann", "task": "detect"})
    onnx.save(model, path)


def onnx_classifier(path: Path) -> None:
    """Write a classifier that states its classes as scikit-learn's converter does."""
    node = helper.make_node(
        "ZipMap", ["scores"], ["map"], domain="ai.onnx.ml", classlabels_strings=["cat", "dog"]
    )
    graph = helper.make_graph(
        [node],
        "zip",
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 2])],
        [],
    )
    onnx.save(helper.make_model(graph, producer_name="skl2onnx"), path)


def safetensors_model(path: Path, metadata: dict[str, str] | None = None) -> None:
    """Write two tensors: eight half and four single precision numbers."""
    tensors: dict[str, Any] = {"a": np.ones((2, 4), np.float16), "b": np.ones(4, np.float32)}
    save_file(tensors, path, metadata)


def shards(folder: Path) -> None:
    """Write a model of two shards with its index, which names a third that is not there."""
    for number in (1, 2):
        save_file({f"t{number}": np.ones(3, np.float32)}, folder / f"m-{number}.safetensors")
    names = {"t1": "m-1.safetensors", "t2": "m-2.safetensors", "t3": "m-3.safetensors"}
    index = {"metadata": {"total_size": 24}, "weight_map": names}
    (folder / "m.safetensors.index.json").write_text(json.dumps(index))
