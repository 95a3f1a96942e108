"""The raw records: each source's own bytes, compressed and addressed by their SHA-256.

They lie in one SQLite file, because tens of thousands of small files are slow to write and to
copy. A raw record is stored before the commit that refers to it, so a commit never refers to
nothing; one that no commit refers to does no harm.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import zstandard

from kgstore.errors import NotFound, StoreError
from kgstore.records.record import Raw

_SCHEMA = """CREATE TABLE IF NOT EXISTS raw (
    digest TEXT PRIMARY KEY, media_type TEXT NOT NULL, content BLOB NOT NULL) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class PackedRaw:
    """A raw record ready to be stored: compressed where the work is shared, in the workers."""

    digest: str
    media_type: str
    content: bytes


def pack(raw: Raw) -> PackedRaw:
    """Return the raw record compressed with Zstandard.

    >>> len(pack(Raw(b"a" * 1000)).content) < 50
    True
    """
    return PackedRaw(raw.digest, raw.media_type, zstandard.compress(raw.content, 3))


class RawStore:
    """The raw records of one store, in the file at `path`; made when it is first written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._database = sqlite3.connect(path)
            self._database.execute(_SCHEMA)
        except sqlite3.Error as error:
            raise _failure(path, error) from error

    def __enter__(self) -> RawStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def adding(self) -> Iterator[Callable[[Iterable[PackedRaw]], None]]:
        """Give a function that adds raw records; they are durable, all or none, at the end.

        Those already there are left as they are.

        Raises:
            StoreError: the disk is full or the file cannot be written.
        """

        def add(raws: Iterable[PackedRaw]) -> None:
            rows = ((raw.digest, raw.media_type, raw.content) for raw in raws)
            self._database.executemany("INSERT OR IGNORE INTO raw VALUES (?, ?, ?)", rows)

        try:
            with self._database:
                yield add
        except sqlite3.Error as error:
            raise _failure(self._path, error) from error

    def get(self, digest: str) -> Raw:
        """Return the raw record with this SHA-256.

        Raises:
            NotFound: there is none; it was purged, or never here.
        """
        row = self._database.execute(
            "SELECT content, media_type FROM raw WHERE digest = ?", (digest,)
        ).fetchone()
        if row is None:
            raise NotFound(f"no raw record has the digest {digest}", subject=digest)
        return Raw(zstandard.decompress(row[0]), row[1])

    def remove(self, digest: str) -> None:
        """Remove one raw record for good: the storage side of a purge."""
        with self._database:
            self._database.execute("DELETE FROM raw WHERE digest = ?", (digest,))

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _failure(path: Path, error: sqlite3.Error) -> StoreError:
    return StoreError(
        f"the raw records in {path} cannot be used: {error}",
        subject=str(path),
        advice="Is the disk full, or the folder not yours to write?",
    )
