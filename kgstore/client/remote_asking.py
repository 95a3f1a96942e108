"""A kgstore server, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import IO, Any, Final

import httpx

from kgstore import __version__
from kgstore.client.asking import (
    ROWS,
    Parameters,
    accept,
    solutions,
    written,
    yes_or_no,
)
from kgstore.client.common import Common
from kgstore.client.remote_view import RemoteView, results_of
from kgstore.client.rows import Row, Rows, each, rows_of
from kgstore.client.transport import Transport
from kgstore.errors import NotFound, ServerError, UnknownQuery
from kgstore.plugins import hint
from kgstore.publish.profiles import Source
from kgstore.query.results import Presentation, write
from kgstore.sparql.header import Kind, Parameter, Query, Value
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind
from kgstore.sparql.view import Results

API: Final = 1
"""The version of the API that this client speaks."""
_APART: Final = {"stats": "/api/v1/stats"}
"""Questions that have an address of their own."""


class RemoteAsking(Common):
    """The server at `url`, and the questions that it answers."""

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        self._transport = Transport(url, token, timeout)

    @property
    def address(self) -> str:
        """The address of the server."""
        return self._transport.url

    @cached_property
    def base(self) -> str:
        """What the IRIs of the store begin with."""
        return str(self._about()["base"])

    @property
    def source(self) -> Source:
        """What export profiles read; their queries are those of this kgstore."""
        return Source(self._view, self.base, Library.packaged())

    def close(self) -> None:
        """Let go of the server; again does nothing."""
        self._transport.close()

    def query(self, question: str, /, **parameters: Value) -> Rows:
        """Return the rows that answer a question."""
        with self._opened(question, parameters, _EITHER) as answer:
            return rows_of(solutions(_results(answer)))

    def stream(self, question: str, /, **parameters: Value) -> Iterator[Row]:
        """Yield the rows that answer a question as they come, for results beyond memory."""
        with self._opened(question, parameters, _EITHER) as answer:
            yield from each(solutions(_results(answer)))

    def ask(self, question: str, /, **parameters: Value) -> bool:
        """Return the answer to an ASK query."""
        with self._opened(question, parameters, _EITHER) as answer:
            return yes_or_no(_results(answer))

    def queries(self, *, inner: bool = False) -> list[Query]:
        """Return the named questions, each with its parameters."""
        return [_query(entry) for entry in self._queries]

    def question(self, name: str) -> Query:
        """Return what the header of a question says."""
        if (given := written(name)) is not None:
            return given
        if name in Library.packaged():
            return Library.packaged().query(name)
        for query in self.queries():
            if query.name == name:
                return query
        raise self._unknown(name)

    def answer(
        self,
        question: str,
        parameters: Parameters,
        output: IO[bytes],
        format_name: str = "table",
        how: Presentation | None = None,
    ) -> None:
        """Write the answer to a question in a format."""
        with self._opened(question, parameters, accept(format_name)) as answer:
            if format_name == "table" and _is_rows(answer):
                write(results_of(answer), output, "table", how)
                return
            for chunk in answer.iter_bytes():
                output.write(chunk)

    @cached_property
    def _view(self) -> RemoteView:
        return RemoteView(self._transport)

    @cached_property
    def _queries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._transport.json("GET", "/api/v1/queries")["queries"]
        return found

    @contextmanager
    def _opened(
        self, question: str, parameters: Parameters, accepted: str
    ) -> Iterator[httpx.Response]:
        """Give the answer to a question: SPARQL is sent as it is, of others the name."""
        if (given := written(question)) is not None:
            with self._view.opened(bind(given, parameters), accepted) as answer:
                yield answer
            return
        values = self._as_sent(question, parameters)
        path = _APART.get(question, f"/api/v1/queries/{question}")
        try:
            with self._transport.opened("GET", path, accept=accepted, params=values) as answer:
                yield answer
        except NotFound as error:
            raise self._unknown(question) from error

    def _as_sent(self, name: str, parameters: Parameters) -> dict[str, Any]:
        """Return the parameters of a question as an address holds them: lists one by one."""
        if not parameters:
            return {}
        lists = {p.name for p in self.question(name).parameters if p.kind is Kind.IRIS}
        return {
            key: value.replace(",", " ").split()
            if key in lists and isinstance(value, str)
            else value
            for key, value in parameters.items()
        }

    def _unknown(self, name: str) -> UnknownQuery:
        known = [entry["name"] for entry in self._queries]
        advice = f"{hint(name, known)}`kgstore queries` lists all."
        return UnknownQuery(f"there is no query named {name}", subject=name, advice=advice)

    def _about(self) -> dict[str, Any]:
        """Return what the server says of itself.

        Raises:
            ServerError: it is no kgstore server, or one of another time.
        """
        try:
            found = self._transport.json("GET", "/api/v1")
        except NotFound:
            found = {}
        if not isinstance(found, dict) or found.get("name") != "kgstore":
            raise ServerError(
                f"{self.address} is no kgstore server, or an older one than this client",
                subject=self.address,
                advice="Check the address; it is the one at which the server's home page is.",
            )
        if found.get("api") != API:
            raise ServerError(
                f"the server is kgstore {found.get('version')}, which this client does not "
                f"understand; it is {__version__}",
                subject=self.address,
                advice="Install the kgstore of the server's version.",
            )
        return found


_EITHER: Final = f"{ROWS['json']}, application/n-triples"


def _is_rows(answer: httpx.Response) -> bool:
    kind: str = answer.headers.get("content-type", "")
    return kind.startswith(ROWS["json"])


def _results(answer: httpx.Response) -> Results | None:
    return results_of(answer) if _is_rows(answer) else None


def _query(entry: dict[str, Any]) -> Query:
    parameters = (
        Parameter(one["name"], Kind(one["kind"]), one["default"], one["description"])
        for one in entry["parameters"]
    )
    return Query(
        name=entry["name"],
        text="",
        form="",
        summary=entry["summary"],
        question=entry["question"],
        tags=tuple(entry["tags"]),
        parameters=tuple(parameters),
        rests_on=entry["restsOn"],
    )
