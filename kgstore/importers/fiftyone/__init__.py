"""FiftyOne: the manifests of its model zoo and the descriptions of its dataset zoo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.fields import Fields
from kgstore.importers.fiftyone.datasets import dataset_record
from kgstore.importers.fiftyone.models import model_record
from kgstore.importers.json_text import read_json
from kgstore.importers.terms import Terms
from kgstore.records.finding import Severity
from kgstore.records.record import Record

_LARGEST = 200_000_000


class FiftyOne:
    """The importer; see kgstore.importers.base."""

    name = "fiftyone"
    title = "FiftyOne"
    reads = (
        "Model manifests (`manifest-*.json`: an object with `models`) and lists of datasets "
        "(`*datasets*.json`), or a folder with such files."
    )
    homepage = "https://docs.voxel51.com/model_zoo/"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the entries share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item an entry of a manifest or a list of datasets.

        Raises:
            ImportFailed: there is no such file.
        """
        files = [file for path in scan.paths for file in _files(path)]
        if not files:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no manifest-*.json and no *datasets*.json in {paths}",
                subject=paths,
                advice="Name the folder or the files of a FiftyOne model or dataset zoo.",
            )
        return self._items(files, scan)

    def _items(self, files: list[Path], scan: Scan) -> Iterator[Item]:
        taken: set[str] = set()
        for file in files:
            fields = Fields(str(file))
            kind, entries = _entries(_read(file, fields), fields)
            for path, entry in entries:
                number = path.rpartition("[")[2].rstrip("]")
                native = _native_id(kind, entry, number)
                if native in taken:
                    fields.note(path, f"{native} is there twice; kept under its file")
                    native = f"{file.name}/{number}/{native}"
                taken.add(native)
                content = {kind: orjson.dumps(entry), "native": native.encode()}
                yield Item(f"{file}!{native}", content)
            scan.findings += fields.findings

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one entry."""
        terms = Terms(context.minter, context.vocabulary, self.name)
        native = item.content["native"].decode()
        for kind, build in {"model": model_record, "dataset": dataset_record}.items():
            if kind in item.content:
                yield build(item.file, native, item.content[kind], terms)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(p for p in path.rglob("*.json") if not p.is_symlink() and p.is_file())
        return [p for p in found if p.name.startswith("manifest") or "datasets" in p.name]
    return [path] if path.is_file() else []


def _read(file: Path, fields: Fields) -> Any:
    """Return the data of a JSON file; None, with a finding, where it is unsound."""
    try:
        if file.stat().st_size > _LARGEST:
            raise ValueError(f"the file is larger than {_LARGEST} bytes")
        return read_json(file.read_bytes(), fields)
    except (OSError, ValueError) as error:
        reason = f"cannot be read as JSON: {str(error)[:200]}"
        fields.note("", reason, Severity.VIOLATION)
        return None


def _entries(data: Any, fields: Fields) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    """Return the kind of a file's entries (`model` or `dataset`) and the sound ones by path."""
    if data is None:
        return "", []
    listed = isinstance(data, list)
    kind = "dataset" if listed else "model"
    rows = data if listed else fields.mapping(data, "").get("models")
    if rows is None:
        fields.note("models", "is missing, so there is nothing to read", Severity.VIOLATION)
    rows = fields.mappings(rows, f"{kind}s")
    return kind, [(path, entry) for path, entry in rows if _sound(entry, path, fields)]


def _sound(entry: dict[str, Any], path: str, fields: Fields) -> bool:
    try:
        orjson.dumps(entry)
    except (TypeError, RecursionError) as error:
        fields.note(path, f"cannot be kept: {str(error)[:200]}", Severity.VIOLATION)
        return False
    return True


def _native_id(kind: str, entry: dict[str, Any], number: str) -> str:
    """Return FiftyOne's name of an entry: `name@version`, or `backend/name` for a wrapped dataset.

    >>> _native_id("model", {"base_name": "clip", "version": "1.0"}, "0")
    'clip@1.0'
    >>> _native_id("dataset", {"name": "mnist", "backend": "tf"}, "3")
    'tf/mnist'
    """
    quiet = Fields("")
    name = quiet.text(entry.get("base_name" if kind == "model" else "name"), "")
    extra = quiet.text(entry.get("version" if kind == "model" else "backend"), "")
    if name is None:
        return f"{kind}-{number}"
    if kind == "model":
        return f"{name}@{extra}" if extra else name
    return f"{extra}/{name}" if extra and extra != "base" else name


importer = FiftyOne()
