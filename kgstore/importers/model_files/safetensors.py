"""The header of a safetensors file: its tensors and the metadata that its maker wrote.

Eight bytes say how long the header is, which is JSON
(https://huggingface.co/docs/safetensors/index). The tensors are not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import prod
from typing import Any

import orjson

from kgstore.importers.wire import Malformed

_LARGEST = 100_000_000
_TYPES = {"F64": "FP64", "F32": "FP32", "F16": "FP16", "BF16": "BF16", "I8": "INT8", "U8": "UINT8"}


def describe(content: memoryview) -> dict[str, Any]:
    """Return the description of a safetensors file as JSON-like data.

    Raises:
        Malformed: the bytes are no safetensors file.
    """
    size = int.from_bytes(content[:8], "little")
    if len(content) < 8 or size > _LARGEST or size > len(content) - 8:
        raise Malformed("its header is cut off, or longer than 100 MB")
    try:
        header = orjson.loads(bytes(content[8 : 8 + size]))
    except orjson.JSONDecodeError as error:
        raise Malformed(f"its header is no JSON: {error}") from error
    if not isinstance(header, dict):
        raise Malformed("its header is no object")
    metadata = header.pop("__metadata__", None)
    tensors, end = _tensors(header)
    if end > len(content) - 8 - size:
        raise Malformed("it is cut off: tensors end behind the end of the file")
    texts = metadata if isinstance(metadata, dict) else {}
    return {
        "format": "safetensors",
        "metadata": {str(k): v for k, v in texts.items() if isinstance(v, str)},
        "tensors": len(header),
        "parameters": dict(sorted(tensors.items())),
    }


def _tensors(header: Mapping[str, Any]) -> tuple[Counter[str], int]:
    """Return how many numbers there are of each element type, and where the last one ends."""
    found: Counter[str] = Counter()
    end = 0
    for name, tensor in header.items():
        try:
            shape, offsets, kind = tensor["shape"], tensor["data_offsets"], tensor["dtype"]
            found[_TYPES.get(kind, kind)] += prod(int(size) for size in shape)
            end = max(end, int(offsets[1]))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise Malformed(f"the tensor {name[:60]!r} is not described") from error
    return found, end
