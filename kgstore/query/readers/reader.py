"""A reader: the process that runs one query after another over a checkpoint of the store.

It ends by itself when the pool is gone, even in the middle of a query, and well after a query's
deadline if the pool should not have ended it. Memory is bounded by RLIMIT_AS, counted from what the
process has with a checkpoint open: the engine aborts when it gets no more. What a large query
leaves allocated may never be given back, so after one the reader asks to be replaced.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
from collections.abc import Sequence
from threading import Thread
from time import monotonic
from typing import IO, cast

import orjson
import pyoxigraph as ox

from kgstore.errors import KgstoreError, MemoryExceeded, ParameterError, QueryError, StoreError
from kgstore.query.readers.opened import Opened
from kgstore.query.readers.output import Output
from kgstore.query.readers.wire import (
    ASK,
    FAIL,
    HEAD,
    HEADER,
    MOVED,
    READY,
    RETIRE,
    Question,
    frame,
)
from kgstore.query.results import GRAPH_FORMATS, ROW_FORMATS, write
from kgstore.query.run import run_text
from kgstore.sparql.lexer import tokens
from kgstore.sparql.view import Results

_LONG = 0.05
"""Seconds from which a query may have taken so much memory that it is worth looking."""


class Dataset:
    """A checkpoint seen through the dataset of a request (SPARQL 1.1 Protocol section 2.1.4)."""

    def __init__(
        self, store: ox.Store, default: Sequence[str] | None, named: Sequence[str] | None
    ) -> None:
        self._store = store
        self._whole = default is None and named is None
        self._default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*_graphs(default)]
        self._named: list[ox.NamedNode | ox.BlankNode] = [*_graphs(named)]

    def query(self, query: str, /) -> Results:
        """Return the results of a SPARQL query, lazily."""
        if self._whole:
            return self._store.query(query)
        return self._store.query(query, default_graph=self._default, named_graphs=self._named)


class Reader:
    """Serves the pool at the other end of file 0; `memory` in MB, `result` in bytes."""

    def __init__(self, memory: int, result: int, hosts: frozenset[str]) -> None:
        self._pool = socket.socket(fileno=0)
        self._memory, self._result, self._hosts = memory << 20, result, hosts
        self._opened = Opened()
        self._own = 0
        self._unread = b""

    def serve(self) -> None:
        """Answer what is asked until the pool is gone."""
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        Thread(target=self._end_with_pool, daemon=True).start()
        self._send(frame(READY))
        while True:
            kind, length = HEADER.unpack(self._received(HEADER.size))
            payload = self._received(length)
            if kind == ASK:
                self._answer(Question(**orjson.loads(payload)))
            else:
                self._move_idly(payload.decode())

    def _answer(self, question: Question) -> None:
        begun = monotonic()
        signal.setitimer(signal.ITIMER_REAL, question.seconds * 1.05 + 0.2)
        output = Output(self._send, self._result)
        try:
            self._run(question, output)
        except KgstoreError as error:
            self._fail(error, begun)
        except MemoryError:
            self._fail(exceeded(self._memory), begun)
        except (ValueError, OSError, RuntimeError) as error:
            self._fail(QueryError(f"the query failed: {error}", subject="query"), begun)
        else:
            output.end(RETIRE if self._is_worn(begun) else b"")
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _run(self, question: Question, output: Output) -> None:
        self._move(question.folder)
        dataset = Dataset(self._opened.store, question.default_graphs, question.named_graphs)
        results = run_text(dataset, question.text, self._hosts)
        form, name, media_type = _described(results, question)
        head = {"form": form, "media_type": media_type}
        output.begin(frame(HEAD, orjson.dumps(head)))
        write(results, cast(IO[bytes], output), name)  # the engine needs no more of a file

    def _move(self, folder: str) -> None:
        if not self._opened.move(folder):
            return
        if not self._own:
            self._own = _taken()
            most = self._own + self._memory
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        if not self._opened.lingers:
            self._send(frame(MOVED, folder.encode()))

    def _move_idly(self, folder: str) -> None:
        try:
            self._move(folder)
        except StoreError:
            os._exit(1)  # another reader may have more luck, and nobody waits for this one
        if self._opened.lingers:
            os._exit(0)

    def _fail(self, error: KgstoreError, begun: float) -> None:
        told = {
            "kind": type(error).__name__,
            "message": str(error),
            "subject": error.subject,
            "advice": error.advice,
            "last": self._is_worn(begun),
        }
        self._send(frame(FAIL, orjson.dumps(told)))

    def _is_worn(self, begun: float) -> bool:
        """Whether the reader should be replaced."""
        if self._opened.lingers:
            return True
        return monotonic() - begun > _LONG and _taken() - self._own > self._memory // 4

    def _send(self, data: bytes) -> None:
        try:
            self._pool.sendall(data)
        except OSError:
            os._exit(0)

    def _received(self, size: int) -> bytes:
        """Return the next bytes; a frame comes with one call of the system, as a rule."""
        parts, here = [self._unread], len(self._unread)
        while here < size:
            part = self._pool.recv(1 << 16)
            if not part:
                os._exit(0)
            parts.append(part)
            here += len(part)
        content = b"".join(parts)
        self._unread = content[size:]
        return content[:size]

    def _end_with_pool(self) -> None:
        # The engine lets go of the GIL while it works, so this thread sees the end at once.
        watched = select.poll()
        watched.register(self._pool.fileno(), 0)
        watched.poll()
        os._exit(0)


def exceeded(memory: int) -> MemoryExceeded:
    """Return the error of a query that needs more than `memory` bytes."""
    message = f"the query needs more than {memory >> 20} MB of memory"
    advice = "Ask for less at once: fewer joined patterns, no ORDER BY over everything."
    return MemoryExceeded(message, subject="query", advice=advice)


def _described(results: Results, question: Question) -> tuple[str, str, str]:
    """Return the query's form, the name of the format it is written in, and its media type."""
    if isinstance(results, ox.QueryTriples):
        forms = (token.text.lower() for token in tokens(question.text))
        form = next(found for found in forms if found in {"construct", "describe"})
        name = "xml" if question.graph == "rdfxml" else question.graph
        return form, name, GRAPH_FORMATS[name].media_type
    form = "ask" if isinstance(results, ox.QueryBoolean) else "select"
    return form, question.results, ROW_FORMATS[question.results].media_type


def _graphs(iris: Sequence[str] | None) -> list[ox.NamedNode]:
    try:
        return [ox.NamedNode(iri) for iri in iris or ()]
    except ValueError as error:
        raise ParameterError(
            f"a graph of the dataset is no IRI: {error}", subject="graph"
        ) from error


def _taken() -> int:
    """Return the bytes of address space that this process has."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
