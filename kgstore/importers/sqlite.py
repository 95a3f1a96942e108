"""SQLite databases of other programs, read without touching them, whatever their revision.

A database is opened read-only and immutable, so that nothing beside it is made or changed. Where a
write-ahead log or a journal lies beside it, its latest changes are in there: then a temporary copy
of the files is read, in which SQLite can bring them together. Tables are read by the columns that
they have; what this program knows and a table lacks is None.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

_MAGIC: Final = b"SQLite format 3\0"
_BESIDE: Final = ("-wal", "-journal")

BROKEN: Final = (sqlite3.Error, UnicodeDecodeError)
"""What a spoilt database raises; a message of SQLite's about it may be no text."""

Row = dict[str, Any]
Note = Callable[[str, str], None]
"""Is told the table ("" for the database) and what is wrong with it."""


def is_sqlite(path: Path) -> bool:
    """Say whether a file begins as SQLite databases do."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def has_tables(path: Path, *names: str) -> bool:
    """Say whether a file is an SQLite database with these tables; a spoilt one may be."""
    if not is_sqlite(path):
        return False
    try:
        with _connected(path.absolute().as_uri() + "?mode=ro&immutable=1") as connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return set(names) <= {name for (name,) in rows}
    except BROKEN:
        return True  # said when it is read


@dataclass(slots=True)
class Tables:
    """The tables of one database; `known` names the columns that the program reads, by table."""

    connection: sqlite3.Connection
    known: Mapping[str, Sequence[str]]
    note: Note
    _columns: dict[str, list[str]] = field(default_factory=dict)

    def columns(self, table: str) -> list[str]:
        """Return the columns that a table has; none where there is no such table."""
        if table not in self._columns:
            rows = self.connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
            self._columns[table] = [str(name) for (name,) in rows]
        return self._columns[table]

    def rows(self, table: str, *order: str) -> Iterator[Row]:
        """Yield the rows with the known columns; a spoilt table ends with a note."""
        present = self.columns(table)
        taken = [name for name in self.known[table] if name in present]
        if not taken:
            return
        names = ", ".join(f'"{name}"' for name in taken)
        sorting = ", ".join(f'"{name}"' for name in order if name in present)
        query = f'SELECT {names} FROM "{table}"'  # noqa: S608  (the program's own names)
        absent = dict.fromkeys(self.known[table])
        try:
            for row in self.connection.execute(f"{query} ORDER BY {sorting}" if sorting else query):
                yield absent | dict(zip(taken, row, strict=True))
        except BROKEN as error:
            self.note(table, f"cannot be read to its end: {error}")

    def having(self, table: str, column: str, value: Any) -> list[Row]:
        """Return the rows with a value in a column, for columns that have an index."""
        present = self.columns(table)
        taken = [name for name in self.known[table] if name in present]
        if not taken or column not in present:
            return []
        names = ", ".join(f'"{name}"' for name in taken)
        query = f'SELECT {names} FROM "{table}" WHERE "{column}" = ?'  # noqa: S608  (own names)
        absent = dict.fromkeys(self.known[table])
        try:
            rows = self.connection.execute(query, (value,)).fetchall()
        except BROKEN as error:
            self.note(table, f"cannot be read: {error}")
            return []
        return [absent | dict(zip(taken, row, strict=True)) for row in rows]

    def groups(self, table: str, key: str, *order: str) -> Groups:
        """Return the rows grouped by a column, to be taken in the order of its values."""
        return Groups(groupby(self.rows(table, key, *order), key=lambda row: _place(row[key])))

    def describe(self) -> Iterator[tuple[str, str]]:
        """Yield (table, what differs from what the program knows)."""
        for table, known in self.known.items():
            present = self.columns(table)
            if not present:
                yield table, "there is no such table"
                continue
            if more := [name for name in present if name not in known]:
                yield table, f"the columns {', '.join(more)} are not known and not read"
            if less := [name for name in known if name not in present]:
                yield table, f"the columns {', '.join(less)} are not there"


@dataclass(slots=True)
class Groups:
    """Groups of rows that are taken by rising key, so that no table is ever whole in memory."""

    _groups: Iterator[tuple[_Place, Iterator[Row]]]
    _key: _Place | None = None
    _rows: list[Row] = field(default_factory=list)

    def take(self, key: Any) -> list[Row]:
        """Return the rows of `key`; keys must be asked for in rising order."""
        wanted = _place(key)
        while self._key is None or self._key < wanted:
            found = next(self._groups, None)
            if found is None:
                return []
            # Of a group that is passed by, only what comes first is looked at, not kept.
            self._key, self._rows = found[0], list(found[1]) if found[0] >= wanted else []
        return self._rows if self._key == wanted else []


_Place = tuple[int, Any]


def _place(value: Any) -> _Place:
    """Return where a value stands in SQLite's order: null, numbers, text, bytes."""
    if value is None:
        return 0, 0
    if isinstance(value, (int, float)):
        return 1, value
    return (2, value) if isinstance(value, str) else (3, value)


@contextmanager
def opened(path: Path, note: Note) -> Iterator[sqlite3.Connection]:
    """Give a connection that cannot change the database nor anything beside it.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    beside = [Path(f"{path}{end}") for end in _BESIDE]
    logs = [log for log in beside if log.is_file() and log.stat().st_size]
    if not logs:
        with _connected(path.absolute().as_uri() + "?mode=ro&immutable=1") as connection:
            yield connection
        return
    names = " and ".join(log.name for log in logs)
    note("", f"read from a copy, together with the latest changes in {names}")
    with tempfile.TemporaryDirectory(prefix="kgstore-") as folder:
        for file in (path, *logs):
            shutil.copyfile(file, Path(folder, file.name))
        with _connected(Path(folder, path.name).as_uri()) as connection:
            yield connection


@contextmanager
def _connected(uri: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        yield connection
