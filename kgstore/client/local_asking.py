"""A store in a folder of this machine: opened when it is needed, and asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from kgstore import opening
from kgstore.client.asking import Parameters, is_public, solutions, written, yes_or_no
from kgstore.client.common import Common
from kgstore.client.rows import Row, Rows, each, rows_of
from kgstore.commit.format import read_format
from kgstore.commit.store import Store
from kgstore.errors import StoreError, StoreMissing
from kgstore.publish.profiles import Source
from kgstore.query.results import (
    FORMATS,
    GRAPH_FORMATS,
    ROW_FORMATS,
    Presentation,
    unfit,
    write,
)
from kgstore.query.run import run_text
from kgstore.settings import Settings
from kgstore.sparql.header import Query, Value
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind
from kgstore.sparql.view import Results

if TYPE_CHECKING:
    from kgstore.query.aside import Aside

_MEMORY = 16 << 20  # bytes of an answer that are kept in memory before it goes to a file


class LocalAsking(Common):
    """The store in the folder `settings.store`, and the questions that it answers.

    It is opened when it is first needed: for reading, beside others who read, and from the first
    change on for writing, alone.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: Store | None = None
        self._aside: Aside | None = None
        self._closed = False

    @property
    def address(self) -> str:
        """The folder."""
        return str(self._settings.store)

    @property
    def base(self) -> str:
        """What the IRIs of the store begin with."""
        return self._store.base if self._store else read_format(self._settings.store).base

    @property
    def source(self) -> Source:
        """What export profiles read."""
        return Source(self._reading().view, self.base, self._library)

    def close(self) -> None:
        """Let go of the store; again does nothing."""
        self._closed = True
        self._let_go()

    def query(self, question: str, /, **parameters: Value) -> Rows:
        """Return the rows that answer a question."""
        with self._results(question, parameters) as results:
            return rows_of(solutions(results))

    def stream(self, question: str, /, **parameters: Value) -> Iterator[Row]:
        """Yield the rows that answer a question as they come, for results beyond memory."""
        with self._results(question, parameters) as results:
            yield from each(solutions(results))

    def ask(self, question: str, /, **parameters: Value) -> bool:
        """Return the answer to an ASK query."""
        with self._results(question, parameters) as results:
            return yes_or_no(results)

    def queries(self, *, inner: bool = False) -> list[Query]:
        """Return the named questions, each with its parameters."""
        return [query for query in self._library if inner or is_public(query)]

    def question(self, name: str) -> Query:
        """Return what the header of a question says."""
        return written(name) or self._library.query(name)

    def answer(
        self,
        question: str,
        parameters: Parameters,
        output: IO[bytes],
        format_name: str = "table",
        how: Presentation | None = None,
    ) -> None:
        """Write the answer to a question in a format."""
        if format_name not in FORMATS:
            raise unfit(format_name, FORMATS, "there is no format")
        asked = self.question(question)
        text = bind(asked, parameters)
        if _is_packaged(asked):
            write(run_text(self._reading().view, text), output, format_name, how)
        elif format_name == "table":
            self._table_aside(text, output, how)
        else:
            self._stream_aside(text, output, format_name)

    @contextmanager
    def _results(self, question: str, parameters: Parameters) -> Iterator[Results | None]:
        """Give the results of a question, but None for triples of a user's own."""
        asked = self.question(question)
        text = bind(asked, parameters)
        if _is_packaged(asked):
            yield run_text(self._reading().view, text)
            return
        forms: list[str] = []
        with SpooledTemporaryFile(_MEMORY) as content:

            def begin(form: str) -> IO[bytes]:
                forms.append(form)
                return content

            self._aside_reader().answer(text, begin)
            content.seek(0)
            if forms[0] in {"construct", "describe"}:
                yield None
            else:
                yield ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)

    def _table_aside(self, text: str, output: IO[bytes], how: Presentation | None) -> None:
        with SpooledTemporaryFile(_MEMORY) as rows:
            self._aside_reader().answer(
                text, lambda form: rows if form in {"select", "ask"} else output
            )
            if rows.tell():
                rows.seek(0)
                found = ox.parse_query_results(rows, format=ox.QueryResultsFormat.JSON)
                write(found, output, "table", how)

    def _stream_aside(self, text: str, output: IO[bytes], format_name: str) -> None:
        def begin(form: str) -> IO[bytes]:
            fitting = ROW_FORMATS if form in {"select", "ask"} else GRAPH_FORMATS
            if format_name not in fitting:
                raise unfit(format_name, fitting, "such results cannot be written as")
            return output

        self._aside_reader().answer(
            text,
            begin,
            results=format_name if format_name in ROW_FORMATS else "json",
            graph=format_name if format_name in GRAPH_FORMATS else "turtle",
        )

    def _types(self, iris: Iterable[str]) -> Mapping[str, Collection[str]]:
        try:
            return self._reading().view.types(iris)
        except StoreMissing:
            return {}  # files are checked without a store too

    @property
    def _library(self) -> Library:
        return Library.packaged(self._overlay / "queries")

    @property
    def _overlay(self) -> Path:
        return self._settings.store / "overlay"

    @property
    def _processes(self) -> int:
        return self._settings.workers

    def _reading(self) -> Store:
        """Return the store, open for reading at least."""
        self._refuse_closed()
        if self._store is None:
            self._store = opening.for_reading(self._settings)
        return self._store

    def _writing(self) -> Store:
        """Return the store, open for writing from now on."""
        self._refuse_closed()
        if self._store is None or not self._store.writable:
            self._let_go()
            self._store = opening.for_writing(self._settings)
        return self._store

    def _aside_reader(self) -> Aside:
        from kgstore.query.aside import Aside  # asyncio loads slowly; named queries do without

        store = self._reading()
        if self._aside is None:
            self._aside = Aside(store, self._settings)
        return self._aside

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreError(f"{self.address} was closed", subject=self.address)

    def _let_go(self) -> None:
        if self._aside is not None:
            self._aside.close()
        if self._store is not None:
            self._store.close()
        self._store = self._aside = None


def _is_packaged(asked: Query) -> bool:
    """Whether it is one of our own questions, which are known to do the engine no harm."""
    packaged = Library.packaged()
    return asked.name in packaged and packaged.query(asked.name) == asked
