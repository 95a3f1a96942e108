"""A real server over a real store, for the tests: the app under uvicorn in a process of its own.

    python -m tests.web.server STORE SOCKET

serves the store on an inherited listening socket (a file descriptor); the settings come from the
environment. Tests use `serve` and `make_store`, mostly through the fixtures of conftest.py.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from kgstore.cli.serve import run
from kgstore.commit.store import Store
from kgstore.importers.registry import importer_named
from kgstore.opening import create, for_writing
from kgstore.pipeline import import_source
from kgstore.settings import Settings, environment_name
from kgstore.web.tokens import Role, TokenStore

ROOT = Path(__file__).parent.parent.parent
RECORDS = ROOT / "tests" / "paper_example"
DOCUMENTS = sorted(RECORDS.glob("*.jsonld"))
"""The paper's example; the Turtle beside it is what its tests compare it with, and no record."""
AGENTS = {"rita": "reader", "ann": "editor", "bob": "editor", "cleo": "curator", "ada": "admin"}
PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A running server; `url` is the store's base IRI, `tokens` the secret of each agent."""

    url: str
    store: Path
    process: subprocess.Popen[bytes]
    tokens: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, for raw sockets."""
        url = httpx.URL(self.url)
        return url.host, url.port or 80

    def auth(self, agent: str) -> dict[str, str]:
        """Return the headers with which an agent of AGENTS calls."""
        return {"Authorization": f"Bearer {self.tokens[agent]}"}

    def client(self, agent: str = "", **more: Any) -> httpx.Client:
        """Return a client of this server: of anybody, or of an agent."""
        headers = self.auth(agent) if agent else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, **more)

    def until_indexed(self) -> None:
        """Wait until the server, which has just started, has made its search index."""
        until = time.monotonic() + PATIENCE
        with self.client() as client:
            while client.get("/api/v1/find?limit=0").status_code == 503:
                assert time.monotonic() < until, "the search index is not made"
                time.sleep(0.1)


def listening() -> socket.socket:
    """Return a socket that listens on a free port of the loopback interface."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", 0))
    found.listen(2048)
    return found


def base_of(listener: socket.socket) -> str:
    """Return the base IRI under which a store answers on a socket."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def make_store(path: Path, base: str) -> dict[str, str]:
    """Make a store with the paper's example and one deleted record; return its agents' tokens."""
    settings = Settings(store=path, base=base, agent="tester", workers=1)
    with create(settings) as store:
        import_source(store, importer_named("records"), DOCUMENTS, settings)
        store.delete(f"{base}/id/model/paper/yolov4", reason="upstream-gone", agent="tester")
        return make_tokens(store)


def make_tokens(store: Store) -> dict[str, str]:
    """Return a new token of each of AGENTS."""
    tokens = TokenStore(store.path)
    return {agent: tokens.create(agent, Role(role)) for agent, role in AGENTS.items()}


@contextmanager
def serve(
    path: Path, listener: socket.socket, tokens: Mapping[str, str], **settings: object
) -> Iterator[Server]:
    """Serve a store on a socket, which is closed, until the `with` block is left.

    `settings` are fields of `Settings`; unless they say so, it does not warm its pages, which would
    slow the tests. The server's log stands in STORE.log beside the store.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), environment_name("warm"): "false"}
    environment |= {environment_name(name): str(value) for name, value in settings.items()}
    number, base = listener.fileno(), base_of(listener)
    command = [sys.executable, "-m", "tests.web.server", str(path), str(number)]
    with path.with_name(path.name + ".log").open("ab") as log:
        process = subprocess.Popen(
            command, env=environment, pass_fds=[number], stdout=log, stderr=log, cwd=ROOT
        )
    listener.close()
    try:
        _wait(base, process, path)
        yield Server(base, path, process, tokens)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()


def _wait(base: str, process: subprocess.Popen[bytes], path: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(base + "/sparql?query=ASK%7B%7D", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    log = path.with_name(path.name + ".log").read_text("utf-8", "replace")
    raise RuntimeError(f"the server did not start; its log ends:\n{log[-3000:]}")


def main(path: Path, number: int) -> None:
    """Serve the store at `path` on the inherited socket `number`, as `kgstore serve` does."""
    settings = Settings.from_environment().with_(store=path)
    with for_writing(settings) as store, socket.socket(fileno=number) as listener:
        run(store, settings, listener, readonly="READONLY" in os.environ)


def copied(path: Path, target: Path) -> Path:
    """Copy a store that no server holds."""
    return Path(shutil.copytree(path, target))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
