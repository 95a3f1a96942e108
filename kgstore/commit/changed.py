"""Which commits changed which graphs: derived from the ledger, kept beside it in SQLite.

It says itself up to which commit it goes, in the same transaction as its content; whoever asks
brings it up first. A graph is known by 128 bits of its digest, which no two graphs share.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from kgstore.commit.ledger import Ledger
from kgstore.commit.segment import Entry

_FORM = """
CREATE TABLE IF NOT EXISTS changed (graph BLOB, number INTEGER, PRIMARY KEY (graph, number))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shown (number INTEGER, digest BLOB);
"""
_PATIENCE = 60.0
_ROWS = (b"A ", b"D ")


class GraphIndex:
    """The file at `path` for one ledger.

    >>> GraphIndex.key("https://example.org/graph/1").hex()[:8]
    '6fb1c2b7'
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @staticmethod
    def key(graph: str) -> bytes:
        """Return what a graph is known by."""
        return blake2b(graph.encode(), digest_size=16).digest()

    def numbers(self, ledger: Ledger, graph: str) -> set[int]:
        """Return the numbers of the commits that changed a graph.

        The first time, and after many commits, the whole of what is new in the ledger is read:
        some hundred MB of its text a second.

        Raises:
            sqlite3.Error: the file cannot be written, or is damaged.
        """
        with self._opened() as database:
            self._follow(database, ledger)
            asked = "SELECT number FROM changed WHERE graph = ?"
            return {number for (number,) in database.execute(asked, (self.key(graph),))}

    def drop(self) -> None:
        """Remove the file: after a purge it would still know that there was a graph."""
        for name in (self._path.name, f"{self._path.name}-journal"):
            with suppress(FileNotFoundError):
                self._path.with_name(name).unlink()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)) as found:
            found.executescript(_FORM)
            yield found

    def _follow(self, database: sqlite3.Connection, ledger: Ledger) -> None:
        database.execute("BEGIN IMMEDIATE")  # who comes second finds the work done
        after = self._sound(database, ledger)
        for entry in ledger.entries(after):
            number = entry.header.number
            keys = ((self.key(graph), number) for graph in graphs_of(entry))
            database.executemany("INSERT OR IGNORE INTO changed VALUES (?, ?)", keys)
            database.execute("DELETE FROM shown")
            database.execute("INSERT INTO shown VALUES (?, ?)", (number, entry.header.digest))
        database.execute("COMMIT")

    def _sound(self, database: sqlite3.Connection, ledger: Ledger) -> int:
        """Return up to which commit the file goes; 0, emptied, where that is of another ledger."""
        shown = database.execute("SELECT number, digest FROM shown").fetchone()
        if shown is None:
            return 0
        number, digest = shown
        entry = next(ledger.entries(number - 1), None)
        if entry is not None and (entry.header.number, entry.header.digest) == (number, digest):
            return int(number)
        database.execute("DELETE FROM changed")
        return 0


def graphs_of(entry: Entry) -> set[str]:
    """Return the graphs that a commit changed, as they stand in its patch."""
    ends: set[bytes] = set()
    end = b"\n"  # how the last row ended: those of one graph follow each other
    for lines in entry.raw_lines():
        for line in lines:
            if not line.endswith(end) and line[:2] in _ROWS:
                end = line[line.rindex(b" <") :]
                ends.add(end)
    return {end[2:-3].decode() for end in ends}
