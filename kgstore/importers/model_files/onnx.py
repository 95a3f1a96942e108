"""What an ONNX file says of itself: graph, tensors, metadata; the weights are passed over.

Read by the field numbers of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3),
so that a file of gigabytes costs a few milliseconds, and no weight is ever unpacked.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from math import prod
from typing import Any, Final

from kgstore.importers.wire import Malformed, Value, fields, packed, signed, text

_TYPE_NAMES = """
    FLOAT UINT8 INT8 UINT16 INT16 INT32 INT64 STRING BOOL FLOAT16 DOUBLE UINT32 UINT64 COMPLEX64
    COMPLEX128 BFLOAT16 FLOAT8E4M3FN FLOAT8E4M3FNUZ FLOAT8E5M2 FLOAT8E5M2FNUZ UINT4 INT4 FLOAT4E2M1
"""
TYPES: Final = dict(enumerate(_TYPE_NAMES.split(), 1))
"""The names of the element types, by number."""
_DEEPEST = 20
_LONGEST = 1_000_000
_HEAD = {1: "irVersion", 2: "producerName", 3: "producerVersion", 4: "domain", 6: "docString"}


def describe(content: memoryview) -> dict[str, Any]:
    """Return the description of an ONNX model as JSON-like data.

    Raises:
        Malformed: the bytes are no ONNX model.
    """
    found: dict[str, Any] = {"format": "ONNX", "opsets": [], "metadata": {}}
    graph = None
    for number, value in fields(content):
        if number in _HEAD:
            found[_HEAD[number]] = value if isinstance(value, int) else text(value)
        elif number == 5 and isinstance(value, int):
            found["modelVersion"] = signed(value)
        elif number == 7:
            graph = _Graph()
            graph.read(value, 0)
            found |= graph.described()
        elif number == 8:
            found["opsets"].append(_opset(value))
        elif number == 14:
            key, entry = _pair(value)
            found["metadata"][key] = entry
    if graph is None or "irVersion" not in found:
        raise Malformed("it has no graph or no version")
    found["labels"] = graph.labels or _names(found["metadata"])
    return found


class _Graph:
    """What is gathered from a graph and the graphs inside it."""

    def __init__(self) -> None:
        self.name = ""
        self.operators: Counter[str] = Counter()
        self.parameters: Counter[str] = Counter()
        self.initializers: set[str] = set()
        self.inputs: list[dict[str, Any]] = []
        self.outputs: list[dict[str, Any]] = []
        self.labels: list[str] = []
        self.external = 0

    def described(self) -> dict[str, Any]:
        """Return the graph as JSON-like data; an input with a fixed value is none."""
        return {
            "graph": self.name,
            "operators": dict(sorted(self.operators.items())),
            "parameters": dict(sorted(self.parameters.items())),
            "externalTensors": self.external,
            "inputs": [i for i in self.inputs if i["name"] not in self.initializers],
            "outputs": self.outputs,
        }

    def read(self, content: Value, depth: int) -> None:
        """Add what a graph has; the ones inside it count with their nodes and tensors only."""
        if depth > _DEEPEST:
            raise Malformed("graphs are nested too deep")
        for number, value in fields(_message(content)):
            if number == 1:
                self._node(value, depth)
            elif number == 2 and depth == 0:
                self.name = text(value)
            elif number == 5:
                self._initializer(value)
            elif number == 11 and depth == 0:
                self.inputs.append(_tensor(value))
            elif number == 12 and depth == 0:
                self.outputs.append(_tensor(value))

    def _node(self, content: Value, depth: int) -> None:
        for number, value in fields(_message(content)):
            if number == 4:
                self.operators[text(value)] += 1
            elif number == 5:
                self._attribute(value, depth)

    def _attribute(self, content: Value, depth: int) -> None:
        name, strings, numbers = "", [], []
        for number, value in fields(_message(content)):
            if number == 1:
                name = text(value)
            elif number == 5:
                self._initializer(value)
            elif number == 6:
                self.read(value, depth + 1)
            elif number == 9:
                strings.append(value)
            elif number == 8 and name.startswith("classlabels_"):
                numbers += packed(value)
        if name.startswith("classlabels_") and (strings or numbers):
            self.labels = [text(s) for s in strings] or [str(signed(n)) for n in numbers]

    def _initializer(self, content: Value) -> None:
        dims: list[int] = []
        kind, external = 0, False
        for number, value in fields(_message(content)):
            if number == 1:
                dims += packed(value)
            elif number == 2 and isinstance(value, int):
                kind = value
            elif number == 8:
                self.initializers.add(text(value))
            elif number == 14:
                external = value == 1
        self.parameters[TYPES.get(kind, str(kind))] += prod(dims)
        self.external += external


def _message(value: Value) -> memoryview:
    if isinstance(value, int):
        raise Malformed("a number stands where a message is due")
    return value


def _opset(content: Value) -> dict[str, Any]:
    found = dict(fields(_message(content)))
    version = found.get(2, 0)
    return {"domain": text(found.get(1, memoryview(b""))), "version": version}


def _pair(content: Value) -> tuple[str, str]:
    found = dict(fields(_message(content)))
    empty = memoryview(b"")
    return text(found.get(1, empty)), text(found.get(2, empty))


def _tensor(content: Value) -> dict[str, Any]:
    """Return name, element type and shape of an input or output; -1 or a name where it is open."""
    found: dict[str, Any] = {"name": "", "elementType": None, "shape": None}
    for number, value in fields(_message(content)):
        if number == 1:
            found["name"] = text(value)
        elif number == 2:
            for kind, inner in fields(_message(value)):
                if kind == 1:
                    found |= _tensor_type(inner)
    return found


def _tensor_type(content: Value) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, value in fields(_message(content)):
        if number == 1 and isinstance(value, int):
            found["elementType"] = TYPES.get(value, str(value))
        elif number == 2:
            dims = [dim for n, dim in fields(_message(value)) if n == 1]
            found["shape"] = [_dimension(dim) for dim in dims]
    return found


def _dimension(content: Value) -> int | str:
    for number, value in fields(_message(content)):
        if number == 1 and isinstance(value, int):
            return signed(value)
        if number == 2:
            return text(value)
    return "?"


def _names(metadata: Mapping[str, str]) -> list[str]:
    """Return the class names that Ultralytics writes as a Python dictionary under `names`."""
    said = metadata.get("names", "")
    if not said.startswith("{") or len(said) > _LONGEST:
        return []
    try:
        names = ast.literal_eval(said)
        return [str(names[index]) for index in range(len(names))]
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError):
        return []
