"""ML Metadata: the store of TFX, Kubeflow Metadata, KFP and Kubeflow Hub (SQLite)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.archive import is_archive, unpacked
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.fields import mended
from kgstore.importers.mlmd.artifact import artifact_record
from kgstore.importers.mlmd.context import context_record
from kgstore.importers.mlmd.execution import execution_record
from kgstore.importers.mlmd.naming import Naming
from kgstore.importers.mlmd.reader import Database, Entity, is_mlmd
from kgstore.importers.sqlite import BROKEN, opened
from kgstore.importers.terms import Terms
from kgstore.records.finding import Finding, Severity
from kgstore.records.record import Record

_ENDINGS: Final = (".db", ".sqlite", ".sqlite3")


class MLMetadata:
    """The importer; see kgstore.importers.base."""

    name = "mlmd"
    title = "ML Metadata"
    reads = (
        "SQLite databases of ML Metadata (schema 10 and older), as TFX, Kubeflow Metadata, KFP and "
        "Kubeflow Hub write them; folders and archives with such."
    )
    homepage = "https://www.tensorflow.org/tfx/guide/mlmd"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the entities carry what they need."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item an artifact, execution or context.

        Raises:
            ImportFailed: there is no database of ML Metadata.
        """
        paths = [place for path in scan.paths for place in _places(path)]
        if not paths:
            told = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no database of ML Metadata in {told}",
                subject=told,
                advice="Name an SQLite file with the tables Artifact and Execution.",
            )
        return _items(paths, scan)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one entity; a pipeline's node has none."""
        terms = Terms(context.minter, context.vocabulary, self.name)
        naming = Naming(terms, item.content["scope"].decode())
        level, content = item.content["level"].decode(), item.content[""]
        if level == "artifact":
            yield artifact_record(item.file, content, naming)
        elif level == "execution":
            yield execution_record(item.file, content, naming)
        elif record := context_record(item.file, content, naming):
            yield record


def _places(path: Path) -> list[Path]:
    if path.is_file():
        return [path] if is_archive(path) or is_mlmd(path) else []
    found = []
    for folder, below, names in os.walk(path):
        below.sort()
        files = [Path(folder, name) for name in sorted(names) if name.endswith(_ENDINGS)]
        found += [f for f in files if not f.is_symlink() and is_mlmd(f)]
    return found


def _items(paths: list[Path], scan: Scan) -> Iterator[Item]:
    for path in paths:
        with ExitStack() as stack:
            places, note = [path], _noting(str(path), scan)
            if is_archive(path):
                top = stack.enter_context(unpacked(path, note, wanted=_is_database))
                places = _places(top)
            for place in places:
                label = str(path)
                if place != path:
                    label = f"{path}!{place.relative_to(top).as_posix()}"
                yield from _of_database(place, label, scan)


def _is_database(name: str) -> bool:
    return name.endswith(_ENDINGS)


def _of_database(path: Path, label: str, scan: Scan) -> Iterator[Item]:
    note = _noting(label, scan)
    try:
        with opened(path, _noting(label, scan, Severity.INFO)) as connection:
            database = Database(connection, label, note)
            database.tell_revision()
            for entity in database.entities():
                yield _item(entity, database.scope)
    except BROKEN as error:
        note("", f"the database cannot be read: {error}")


class _noting:  # noqa: N801  (reads as what it does)
    """Keeps what is told of one file as findings."""

    def __init__(self, file: str, scan: Scan, severity: Severity = Severity.WARNING) -> None:
        self._file, self._scan, self._severity = file, scan, severity

    def __call__(self, place: str, reason: str) -> None:
        self._scan.findings.append(Finding(self._severity, self._file, place, reason))


def _item(entity: Entity, scope: str) -> Item:
    try:
        content = orjson.dumps(entity.raw, default=_text, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # an integer beyond 64 bits, half a surrogate pair
        content = json.dumps(mended(entity.raw), default=_text).encode()
    return Item(
        entity.place, {"": content, "level": entity.level.encode(), "scope": scope.encode()}
    )


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


importer = MLMetadata()
