"""The model files below a user's paths, described by their headers; shards of one model together.

A file is mapped into memory and hashed once; what it says of itself becomes JSON, which is the raw
record: the weights stay where they are. Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kgstore.importers.base import Scan
from kgstore.importers.fields import Fields
from kgstore.importers.files import note
from kgstore.importers.json_text import read_json
from kgstore.importers.model_files import onnx, safetensors
from kgstore.importers.wire import Malformed

_READERS = {".onnx": onnx.describe, ".safetensors": safetensors.describe}
_INDEX = ".safetensors.index.json"


def models(scan: Scan) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (file, native id, description) of each model; the native id is its path below."""
    for top in scan.paths:
        shards: set[Path] = set()
        paths = sorted(_below(top))
        for index in (path for path in paths if path.name.endswith(_INDEX)):
            parts = _parts(index, scan)
            if parts:
                shards |= set(parts)
                yield from _model(scan, top, index, parts)
        for path in paths:
            if path.suffix in _READERS and path not in shards:
                yield from _model(scan, top, path, [path])


def _below(top: Path) -> Iterator[Path]:
    if top.is_file():
        yield top
        return
    for path in top.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path


def _parts(index: Path, scan: Scan) -> list[Path]:
    """Return the shards that an index names, those that lie beside it; the rest is a finding."""
    fields = Fields(str(index))
    data = fields.mapping(read_json(index.read_bytes(), fields), "")
    named = fields.mapping(data.get("weight_map"), "weight_map").values()
    names = sorted({name for name in named if isinstance(name, str)})
    found = [index.parent / name for name in names if Path(name).name == name]
    absent = [path.name for path in found if not path.is_file() or path.is_symlink()]
    if absent or len(found) < len(names):
        fields.note("weight_map", f"names shards that are not here: {', '.join(absent)[:200]}")
    scan.findings += fields.findings
    return [path for path in found if path.name not in absent]


def _model(
    scan: Scan, top: Path, named: Path, parts: list[Path]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    described = [found for path in parts if (found := _described(scan, top, path))]
    if described:
        native = named.relative_to(top).as_posix() if top.is_dir() else named.name
        yield str(named), native, _joined(described)


def _described(scan: Scan, top: Path, path: Path) -> dict[str, Any] | None:
    problem = ""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            digest = hashlib.sha256(whole).hexdigest()
            try:
                found = _READERS[path.suffix](memoryview(whole))
            except Malformed as error:  # caught here: it holds on to the mapped file
                problem = str(error)
    except (OSError, ValueError) as error:  # an empty file cannot be mapped
        problem = str(error)
    if problem:
        note(scan, str(path), f"cannot be read as a model file: {problem}")
        return None
    name = path.relative_to(top).as_posix() if top.is_dir() else path.name
    about = {"path": name, "size": path.stat().st_size, "digest": f"sha256:{digest}"}
    return found | {"files": [about]}


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the description of a model of several shards: the first one's, with all parameters."""
    first, *rest = parts
    for part in rest:
        first["files"] += part["files"]
        first["tensors"] = first.get("tensors", 0) + part.get("tensors", 0)
        for kind, number in part["parameters"].items():
            first["parameters"][kind] = first["parameters"].get(kind, 0) + number
    return first
