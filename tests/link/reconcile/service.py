"""A reconciliation service for the tests: real HTTP on a real socket, in a thread, with bad days.

It checks what it is sent against the API's rules (written down here, by hand, from the
specifications' schemas) and remembers every request.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import uvicorn

ENTITIES: dict[str, list[dict[str, Any]]] = {
    "cat": [
        {"id": "Q146", "name": "house cat", "score": 100, "match": True, "description": "a pet"},
        {"id": "Q25265", "name": "Felidae", "score": 60, "match": False},
    ],
    "dog": [{"id": "Q144", "name": "dog", "score": 70, "match": True}],
    "crane": [
        {"id": "Q25365", "name": "Gruidae", "score": 100, "match": False},
        {"id": "Q178692", "name": "crane", "score": 98, "match": False},
    ],
    "bus": [{"id": "Q5638", "name": "bus", "score": 100, "match": True, "type": ["Q1"]}],
}
"""What it knows; of other texts it knows nothing."""
MANIFEST = {
    "versions": ["0.1", "0.2"],
    "name": "Test Zoo (en)",
    "serviceVersion": "3.1",
    "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "http://www.wikidata.org/prop/direct/",
    "view": {"url": "https://www.wikidata.org/wiki/{{id}}"},
}


@dataclass(frozen=True)
class Got:
    """A request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    def queries(self) -> list[dict[str, Any]]:
        """Return the queries of a batch in the API's order."""
        if self.headers["content-type"] == "application/json":
            return list(json.loads(self.body)["queries"])
        form = parse_qs(self.body.decode(), strict_parsing=True)
        return list(json.loads(form["queries"][0]).values())


@dataclass
class Service:
    """What the service does: `mode` for posts, `manifest`; `bad` requests are answered so first."""

    url: str = ""
    mode: str = "sound"
    bad: int = 1_000_000
    manifest: Any = field(default_factory=lambda: dict(MANIFEST))
    got: list[Got] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    delay: float = 5.0

    @property
    def posts(self) -> list[Got]:
        return [one for one in self.got if one.method == "POST"]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        got = Got(scope["method"], scope["path"], headers, body, time.monotonic())
        self.got.append(got)
        mode = self.mode
        if got.method == "GET":
            if mode.startswith("manifest "):
                await self._bad(mode.removeprefix("manifest "), got, send)
            elif mode == "moved" and got.path == "/":
                await _send(send, 301, b"", "text/plain", {"location": "/api"})
            else:
                await _send(send, 200, json.dumps(self.manifest).encode())
        elif (
            mode in ("sound", "moved") or mode.startswith("manifest ") or len(self.posts) > self.bad
        ):
            await _send(send, 200, json.dumps(self._answered(got)).encode())
        else:
            await self._bad(mode, got, send)

    async def _bad(self, mode: str, got: Got, send: Any) -> None:
        if mode.isdecimal():
            await _send(send, int(mode), b"busy", "text/plain")
        elif mode.startswith("wait "):
            await _send(send, 429, b"", "text/plain", {"retry-after": mode.removeprefix("wait ")})
        elif mode == "slow":
            await asyncio.sleep(self.delay)
            await _send(send, 200, b"{}")
        elif mode == "truncated":
            await _start(send, 200, "application/json", {"content-length": "1000"})
            await send({"type": "http.response.body", "body": b'{"q0": {"res'})
        elif mode == "html":
            await _send(send, 200, b"<!doctype html><title>Hello</title>", "text/html")
        elif mode == "html as json":
            await _send(send, 200, b"\n <html>")
        elif mode == "huge":
            await _send(send, 200, b" " * (33 << 20))
        elif mode == "many":
            found = [{"id": f"Q{n}", "name": f"n{n}", "score": n / 100} for n in range(10_000)]
            await _send(send, 200, json.dumps(self._every(got, found)).encode())
        elif mode == "unanswered":
            await _send(send, 200, json.dumps({"q0": {"result": []}}).encode())
        elif mode == "odd candidates":
            odd = [
                None,
                {"name": "no id", "score": 1},
                {"id": 7, "score": 1},
                {"id": "Q1", "score": "many"},
                {"id": "Q2", "name": "no score"},
                {"id": "Q 3", "name": 5, "score": "inf", "match": "yes"},
                {"id": "Q4", "name": "text", "score": "55.5", "match": 1},
            ]
            await _send(send, 200, json.dumps(self._every(got, odd)).encode())
        else:
            await _send(send, 200, mode.encode())

    def _answered(self, got: Got) -> Any:
        draft = "1.0-draft" in self.manifest["versions"] and got.path.endswith("/match")
        results = []
        for query in got.queries():
            self.faults += faults_of(query, draft=draft)
            results.append(ENTITIES.get(_text(query), [])[: query["limit"]])
        if draft:
            return {"results": [{"candidates": found} for found in results]}
        return {f"q{number}": {"result": found} for number, found in enumerate(results)}

    def _every(self, got: Got, found: list[Any]) -> Any:
        return {f"q{number}": {"result": found} for number, _ in enumerate(got.queries())}


def _text(query: dict[str, Any]) -> str:
    if "conditions" in query:
        return str(query["conditions"][0]["propertyValue"])
    return str(query["query"])


def faults_of(query: dict[str, Any], *, draft: bool) -> list[str]:
    """Return what is wrong with a query by the schemas of version 0.2 or 1.0-draft."""
    known = {"type", "limit", "conditions"} if draft else {"query", "type", "limit", "properties"}
    found = [f"unknown key {key}" for key in query.keys() - known]
    if not isinstance(query.get("limit", 1), int):
        found.append("limit is no number")
    if not isinstance(query.get("type", ""), str):
        found.append("type is no text")
    parts = query.get("conditions" if draft else "properties", [None])
    for part in [one for one in parts if one is not None]:
        needed = {"matchType", "propertyValue"} if draft else {"pid", "v"}
        if draft and part.get("matchType") == "property":
            needed |= {"propertyId"}
        found += [f"{key} is missing" for key in needed - part.keys()]
        found += [f"unknown key {key}" for key in part.keys() - needed]
    if draft and not query.get("conditions"):
        found.append("no conditions")
    if not draft and not isinstance(query.get("query"), str):
        found.append("no query")
    return found


async def _send(
    send: Any,
    status: int,
    body: bytes,
    kind: str = "application/json",
    headers: dict[str, str] | None = None,
) -> None:
    await _start(send, status, kind, headers or {})
    await send({"type": "http.response.body", "body": body})


async def _start(send: Any, status: int, kind: str, headers: dict[str, str]) -> None:
    every = {"content-type": kind, **headers}
    pairs = [(name.encode(), value.encode()) for name, value in every.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


@contextmanager
def serving() -> Iterator[Service]:
    """Run a service until the `with` block is left."""
    service = Service()
    config = uvicorn.Config(
        service,
        host="127.0.0.1",
        port=0,
        log_level="critical",
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        service.url = f"http://127.0.0.1:{port}/"
        yield service
    finally:
        server.should_exit = True
        thread.join(20)
