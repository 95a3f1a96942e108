"""MLflow: experiments, runs, logged and registered models of file stores and SQLite databases."""

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
from kgstore.importers.mlflow.artifacts import Artifacts
from kgstore.importers.mlflow.database import Database, is_mlflow
from kgstore.importers.mlflow.entities import Entity, Store
from kgstore.importers.mlflow.experiment import dataset_record, experiment_record
from kgstore.importers.mlflow.folder import Folder, is_store
from kgstore.importers.mlflow.logged import logged_models
from kgstore.importers.mlflow.naming import Naming
from kgstore.importers.mlflow.registry import registry_records
from kgstore.importers.mlflow.run import run_record
from kgstore.importers.sqlite import BROKEN, opened
from kgstore.importers.terms import Terms
from kgstore.records.finding import Finding, Severity
from kgstore.records.record import Record

_INSIDE: Final = ("meta.yaml", "/params/", "/metrics/", "/tags/", "/aliases/", "/artifacts/")
_OWNED: Final = {"run": "run_uuid", "logged_model": "model_id"}


class MLflow:
    """The importer; see kgstore.importers.base."""

    name = "mlflow"
    title = "MLflow"
    reads = (
        "File stores (`mlruns`) and SQLite databases (`mlflow.db`) of MLflow 2 and 3, with the "
        "artifact folders beside them; folders and archives (.tar.gz, .zip) with such."
    )
    homepage = "https://mlflow.org/"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the entities carry what they need."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item an experiment, dataset, run, logged model or registered model.

        Raises:
            ImportFailed: there is no store of MLflow.
        """
        paths = [place for path in scan.paths for place in _places(path)]
        if not paths:
            told = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no store of MLflow in {told}",
                subject=told,
                advice="Name an mlruns folder, an mlflow.db, an archive of one, or a folder above.",
            )
        return _items(paths, scan)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one entity, and those of the models that a run of MLflow 2 logged."""
        terms = Terms(context.minter, context.vocabulary, self.name)
        kind, scope = item.content["kind"].decode(), item.content["scope"].decode()
        naming = Naming(terms, scope)
        content = item.content[""]
        if kind == "experiment":
            yield experiment_record(item.file, content, naming)
        elif kind == "dataset":
            yield dataset_record(item.file, content, naming)
        elif kind == "run":
            yield run_record(item.file, content, naming)
            yield from logged_models(item.file, content, naming)
        elif kind == "logged_model":
            yield from logged_models(item.file, content, naming)
        else:
            yield from registry_records(item.file, content, naming)


def _places(path: Path) -> list[Path]:
    """Return the stores and archives that a path is or has below it."""
    if path.is_file():
        return [path] if is_archive(path) or is_mlflow(path) else []
    found: list[Path] = []
    for folder, below, names in os.walk(path):
        here = Path(folder)
        if is_store(here):
            found.append(here)
            below.clear()
            continue
        below[:] = sorted(name for name in below if not (here / name).is_symlink())
        files = [here / name for name in sorted(names)]
        usable = [f for f in files if f.is_file() and not f.is_symlink()]
        found += [f for f in usable if is_archive(f) or (_may_be(f) and is_mlflow(f))]
    return found


def _may_be(path: Path) -> bool:
    return path.suffix in {".db", ".sqlite", ".sqlite3", ".sqlitedb"}


def _items(paths: list[Path], scan: Scan) -> Iterator[Item]:
    def note(place: Path) -> _Note:
        return _Note(str(place), scan)

    with ExitStack() as stack:
        folders: list[tuple[Path, str]] = []
        for path in paths:
            if path.is_dir():
                folders.append((path, str(path)))
            elif is_archive(path):
                top = stack.enter_context(unpacked(path, note(path), wanted=_wanted))
                folders.append((top, f"{path}!"))
        tops = [top for top, _ in folders]
        tops += [path.parent for path in paths if path.is_file() and not is_archive(path)]
        artifacts = Artifacts(dict.fromkeys(tops))
        for path in paths:
            if path.is_file() and not is_archive(path):
                yield from _of_database(path, note(path), artifacts)
        for top, shown in folders:
            for place in [top] if is_store(top) else [p for p in _places(top) if p.is_dir()]:
                inner = place.relative_to(top).as_posix()
                label = shown if inner == "." else f"{shown}{inner}"
                yield from _of_store(Folder(place, label, _Note(label, scan)), artifacts)


def _wanted(name: str) -> bool:
    return any(part in f"/{name}" for part in _INSIDE)


def _of_database(path: Path, note: _Note, artifacts: Artifacts) -> Iterator[Item]:
    try:
        with opened(path, note.info) as connection:
            database = Database(connection, str(path), note)
            database.tell_revision()
            yield from _of_store(database, artifacts)
    except BROKEN as error:
        note("", f"the database cannot be read: {error}")


def _of_store(store: Store, artifacts: Artifacts) -> Iterator[Item]:
    for entity in store.entities():
        yield _item(entity, store.scope, artifacts)


def _item(entity: Entity, scope: str, artifacts: Artifacts) -> Item:
    raw = entity.raw
    if entity.kind in _OWNED:
        raw = raw | artifacts.of(str(raw[entity.kind].get(_OWNED[entity.kind])))
    try:
        content = orjson.dumps(raw, default=_text, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # an integer beyond 64 bits, half a surrogate pair
        content = json.dumps(mended(raw), default=_text).encode()
    return Item(entity.place, {"": content, "kind": entity.kind.encode(), "scope": scope.encode()})


def _text(value: object) -> str:
    """Return what JSON has no form for (bytes of a column, dates of YAML) as text."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


class _Note:
    """Keeps what is told of one file or folder as findings."""

    def __init__(self, file: str, scan: Scan) -> None:
        self._file = file
        self._scan = scan

    def __call__(self, place: str, reason: str) -> None:
        self._add(Severity.WARNING, place, reason)

    def info(self, place: str, reason: str) -> None:
        self._add(Severity.INFO, place, reason)

    def _add(self, severity: Severity, place: str, reason: str) -> None:
        self._scan.findings.append(Finding(severity, self._file, place, reason))


importer = MLflow()
