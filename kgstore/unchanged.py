"""Which items of a source a store has whole already, so that they need not be read again.

After an import every item whose records are all in the store is remembered by a fingerprint: of its
bytes, and of all that decides what they become (importer, vocabularies, context, shapes). The next
import passes such an item over, but only where the store still has each of its records as it was.
The file is a convenience: without it everything is read again and found unchanged.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from kgstore.commit.store import Store
from kgstore.errors import StoreError
from kgstore.importers.base import Importer, Item
from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import MZ
from kgstore.prepare import Worker
from kgstore.resources import folder

_SCHEMA = """CREATE TABLE IF NOT EXISTS item (
    fingerprint TEXT PRIMARY KEY, records TEXT NOT NULL) WITHOUT ROWID"""


class Outcome(NamedTuple):
    """What an item became: a record's graph, the digest of its facts, that of its raw record."""

    graph: str
    document: str
    raw: str


class KnownItems:
    """The items that `store` has whole, of one importer in the state that `worker` has it in."""

    def __init__(self, store: Store, importer: Importer, worker: Worker) -> None:
        self._store = store
        self._state = _state(importer, worker)
        self._database = _opened(store.path / "items.sqlite")

    def fingerprint(self, item: Item) -> str:
        """Return what an item is known by: a digest of its bytes and of what reads them."""
        state = self._state.copy()
        for name, content in item.content.items():
            _add(state, f"{item.file}\0{name}\0{len(content)}".encode(), content)
        return state.hexdigest()

    def outcomes(self, fingerprint: str) -> list[Outcome]:
        """Return what an item became, if the store still has all of it; else nothing."""
        row = self._database.execute(
            "SELECT records FROM item WHERE fingerprint = ?", (fingerprint,)
        ).fetchone()
        found = [Outcome(*outcome) for outcome in orjson.loads(row[0])] if row else []
        return found if all(self._is_there(outcome) for outcome in found) else []

    def _is_there(self, outcome: Outcome) -> bool:
        view, meta = self._store.view, self._store.meta_graph
        return view.values(outcome.graph, MZ + "documentDigest", meta) == [
            outcome.document
        ] and view.values(outcome.graph, MZ + "rawDigest", meta) == [outcome.raw]

    def add(self, items: Mapping[str, Iterable[Outcome]]) -> None:
        """Remember items by their fingerprints; called once their records are committed."""
        rows = (
            (key, orjson.dumps([tuple(outcome) for outcome in outcomes]).decode())
            for key, outcomes in items.items()
        )
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO item VALUES (?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file, or make it; a broken one is made anew, for it holds nothing of its own."""
    for _ in range(2):
        database = sqlite3.connect(path)
        try:
            with database:
                database.execute(_SCHEMA)
            return database
        except sqlite3.DatabaseError as error:
            database.close()
            broken = error
            path.unlink(missing_ok=True)
    raise StoreError(f"{path} cannot be used: {broken}", subject=str(path)) from broken


def _state(importer: Importer, worker: Worker) -> hashlib._Hash:
    """Return a digest, to be added to, of everything but the item that decides what it becomes."""
    own = sys.modules[type(importer).__module__].__file__
    code = [*_files(Path(__file__).parent, "importers"), *_files(Path(__file__).parent, "records")]
    rules = [*vocabulary_files(worker.overlay), folder("ontology") / "context.jsonld"]
    rules += [*_files(folder("shapes"), ""), *_files(worker.overlay, "shapes")]
    state = hashlib.sha256()
    _add(state, f"{importer.name}\0{worker.base}\0{worker.validating}".encode())
    _add(state, _stable(worker.shared))
    for file in (*code, *(_files(Path(own).parent, "") if own else ()), *rules):
        _add(state, file.name.encode(), file.read_bytes())
    return state


def _stable(value: object) -> bytes:
    """Return bytes that tell values apart and are the same in every process.

    A pickle is not: it has the elements of a set in the order of hashes, which each process draws.

    >>> _stable({"names": frozenset({"b", "a"})})
    b'{"names":["a","b"]}'
    """
    options = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS
    try:
        return orjson.dumps(value, default=_plain, option=options)
    except TypeError:  # texts with lone surrogates, numbers beyond 64 bits
        return pickle.dumps(value)


def _plain(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, {f.name: getattr(value, f.name) for f in fields(value)}]
    return list(value) if isinstance(value, tuple) else pickle.dumps(value).hex()


def _files(place: Path, below: str) -> Iterator[Path]:
    wanted = {".py", ".toml", ".ttl"}
    yield from sorted(path for path in (place / below).rglob("*") if path.suffix in wanted)


def _add(state: hashlib._Hash, *parts: bytes) -> None:
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
