"""Answers of reconciliation services, kept in one SQLite file of the store.

A batch is kept when it was answered, so that what was interrupted goes on where it stopped, and
nobody is asked twice within the time of expiry.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import orjson

from kgstore.errors import StoreError
from kgstore.link.reconcile.model import Answer, Candidate, Question, Service
from kgstore.records.iri import digest

FILE = "reconcile.sqlite"
"""The file's name in the folder of the store."""
EXPIRY = 30 * 86400.0
"""Seconds for which an answer is taken from the cache."""
_SCHEMA = """CREATE TABLE IF NOT EXISTS answer (
    question TEXT PRIMARY KEY, asked REAL NOT NULL, content BLOB NOT NULL) WITHOUT ROWID"""


class Cache:
    """The answers in the file at `path`, which is made when there is none; a context manager.

    >>> with Cache(Path(":memory:")) as cache:
    ...     service, question = Service("https://e.org", "E"), Question("crane")
    ...     cache.put(service, [(question, Answer((Candidate("Q1", "crane", 9.0),)))])
    ...     cache.get(service, question).candidates[0].id
    'Q1'
    """

    def __init__(
        self, path: Path, expiry: float = EXPIRY, clock: Callable[[], float] = time.time
    ) -> None:
        self._path, self._expiry, self._clock = path, expiry, clock
        try:
            self._database = sqlite3.connect(path, timeout=10)
            self._database.execute(_SCHEMA)
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_error: object) -> None:
        self._database.close()

    def get(self, service: Service, question: Question) -> Answer | None:
        """Return the answer that is kept; None where there is none, or an old one."""
        try:
            with closing(self._database.cursor()) as cursor:
                row = cursor.execute(
                    "SELECT content FROM answer WHERE question = ? AND asked > ?",
                    (_key(service, question), self._clock() - self._expiry),
                ).fetchone()
        except sqlite3.Error as error:
            raise self._failure(error) from error
        return _read(row[0]) if row else None

    def put(self, service: Service, answers: Sequence[tuple[Question, Answer]]) -> None:
        """Keep a batch of answers, all of them or none; old ones go."""
        rows = [(_key(service, q), self._clock(), _written(a)) for q, a in answers]
        try:
            with self._database as database:
                database.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", rows)
                database.execute(
                    "DELETE FROM answer WHERE asked <= ?", (self._clock() - self._expiry,)
                )
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _failure(self, error: sqlite3.Error) -> StoreError:
        advice = "The file may be deleted: it holds nothing but answers that can be asked again."
        return StoreError(f"{self._path}: {error}", subject=str(self._path), advice=advice)


def _key(service: Service, question: Question) -> str:
    properties = [[one.pid, one.value] for one in question.properties]
    asked = [service.url, service.version, question.text, question.type, question.limit, properties]
    return digest(orjson.dumps(asked).decode(), 64)


def _written(answer: Answer) -> bytes:
    return orjson.dumps([answer.left_out, [_fields(one) for one in answer.candidates]])


def _fields(one: Candidate) -> list[object]:
    return [one.id, one.name, one.score, one.match, one.description]


def _read(content: bytes) -> Answer:
    left_out, candidates = orjson.loads(content)
    return Answer(tuple(_candidates(candidates)), left_out)


def _candidates(rows: Iterable[list[str | float | bool]]) -> Iterable[Candidate]:
    for identifier, name, score, match, description in rows:
        yield Candidate(str(identifier), str(name), float(score), bool(match), str(description))
