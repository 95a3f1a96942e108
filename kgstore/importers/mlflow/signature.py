"""The columns and tensors of a schema or signature, as MLflow writes them in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Column:
    """One column or tensor: its name (or ""), type and shape ("" for a column)."""

    name: str | None
    kind: str | None
    shape: str | None = None


def columns(spec: object) -> Iterator[Column]:
    """Yield the columns of a list of columns or tensors, or of the JSON text of one.

    >>> list(columns('[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'))
    [Column(name=None, kind='int64', shape='-1')]
    >>> list(columns([{"type": "double", "name": "age", "required": True}]))
    [Column(name='age', kind='double', shape=None)]
    """
    if isinstance(spec, str):
        try:
            spec = orjson.loads(spec)
        except orjson.JSONDecodeError:
            return
    for entry in spec if isinstance(spec, list) else []:
        if isinstance(entry, dict):
            yield _column(entry)


def _column(entry: dict[str, Any]) -> Column:
    name = entry.get("name")
    named = str(name) if name is not None else None
    tensor = entry.get("tensor-spec")
    if isinstance(tensor, dict):
        shape = tensor.get("shape")
        told = ",".join(str(n) for n in shape) if isinstance(shape, list) else None
        kind = tensor.get("dtype")
        return Column(named, str(kind) if kind else None, told)
    kind = entry.get("type")
    return Column(named, str(kind) if kind else None)
