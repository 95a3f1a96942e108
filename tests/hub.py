"""A small Hub on this machine, which answers as the real one does, or fails as it is told to."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class SmallHub:
    """Repositories by id, their cards, and faults: by path, one for each time it is asked."""

    models: list[dict[str, Any]] = field(default_factory=list)
    cards: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    page: int = 2
    address: str = ""

    def add(self, name: str, changed: str, card: str = "", **more: Any) -> None:
        """Add a model, or change one."""
        self.models = [m for m in self.models if m["id"] != name]
        files = [{"rfilename": "README.md"}] if card else []
        said = {"id": name, "modelId": name, "lastModified": changed, "sha": "s1", "tags": []}
        self.models.append(said | {"siblings": files} | more)
        self.cards[name] = card

    @property
    def counts(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(urlsplit(path).path for path in self.asked)

    def answer(self, target: str) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers for what is asked."""
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if path == "/api/models":
            return self._list(query)
        if path.startswith("/api/models/"):
            name = path.removeprefix("/api/models/")
            found = [m for m in self.models if m["id"] == name]
            return (200, json.dumps(found[0]).encode(), {}) if found else (404, b"{}", {})
        name = path.partition("/resolve/")[0].strip("/")
        card = self.cards.get(name, "")
        return (200, card.encode(), {}) if card else (404, b"", {})

    def _list(self, query: dict[str, list[str]]) -> tuple[int, bytes, dict[str, str]]:
        ordered = sorted(self.models, key=lambda m: str(m["lastModified"]), reverse=True)
        author = query.get("author", [""])[0]
        ordered = [m for m in ordered if m["id"].startswith(author)]
        start = int(query.get("cursor", ["0"])[0])
        end = start + self.page
        headers = {}
        if end < len(ordered):
            # The real Hub names itself, also to who came by another address.
            following = f"https://huggingface.co/api/models?author={author}&cursor={end}"
            headers["Link"] = f'<{following}>; rel="next"'
        return 200, json.dumps(ordered[start:end]).encode(), headers


class _Handler(BaseHTTPRequestHandler):
    hub: SmallHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.hub.asked.append(self.path)
        waiting = self.hub.faults.get(path) or self.hub.faults.get(self.path) or []
        fault = waiting.pop(0) if waiting else ""
        status, body, headers = self.hub.answer(self.path)
        if fault == "429":
            status, body, headers = 429, b"slow down", {"Retry-After": "0"}
        elif fault.isdecimal():
            status, body, headers = int(fault), b"", {}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "truncated":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif fault == "slow":
            time.sleep(1.5)
            self.close_connection = True
        elif fault == "half":  # an answer that looks whole and is not
            self.wfile.write(b" " * len(body))
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(hub: SmallHub) -> Iterator[SmallHub]:
    """Serve a hub until the context ends."""
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    hub.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
