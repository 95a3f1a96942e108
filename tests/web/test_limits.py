"""Large bodies, slow senders, many connections, many requests: the server answers others."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread

import httpx
import pytest
from fastapi import FastAPI, Request
from uvicorn import Server as Uvicorn

from kgstore.web import connections, limits
from kgstore.web.connections import configured
from kgstore.web.limits import BodyLimit, Buckets
from tests.web.conftest import Serving
from tests.web.server import Server, listening


class Megabyte:
    """Services with a body limit of 1 MB; nothing else of them is looked at."""

    class settings:  # noqa: N801
        body_limit = 1


@contextmanager
def small_app() -> Iterator[tuple[str, int]]:
    """Serve an app that counts the bytes of a body, in this process, so that limits can be set."""
    app = FastAPI()
    app.add_middleware(BodyLimit, services=Megabyte)  # type: ignore[arg-type]

    @app.post("/")
    async def count(request: Request) -> int:
        return len(await request.body())

    listener = listening()
    host, port = listener.getsockname()
    server = Uvicorn(configured(app))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield host, port
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def test_a_body_that_is_announced_too_large_is_not_read(server: Server) -> None:
    with socket.create_connection(server.address, timeout=10) as client:
        client.sendall(
            b"POST /api/v1/validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 99000000000\r\n\r\n["
        )
        answer = received(client)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer
    assert b"connection: close" in answer.lower()


def test_a_body_that_grows_too_large_is_cut_off(serving: Serving) -> None:
    server = serving(body_limit=1)

    def stream() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 100_000

    with server.client() as client:
        kind = {"Content-Type": "application/json"}
        try:
            answer = client.post("/api/v1/validate", content=stream(), headers=kind)
        except httpx.WriteError:  # the server was faster to hang up than we to read
            return
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.json()["title"]


def test_an_upload_is_limited_too(serving: Serving) -> None:
    server = serving(body_limit=1)
    with server.client("ann") as client:
        files = {"files": ("big.json", b" " * 2_000_000)}
        answer = client.post("/api/v1/imports", data={"source": "records"}, files=files)
        assert answer.status_code == 413
        assert client.get("/api/v1/imports").json() == {"imports": []}
    assert not (server.store / "uploads").exists()


def received(client: socket.socket) -> bytes:
    """Return what a server sends until it hangs up."""
    data = b""
    while piece := client.recv(65536):
        data += piece
    return data


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_PAUSE", 0.4)
    monkeypatch.setattr(connections, "HEAD_SIZE", 10_000)
    monkeypatch.setattr(limits, "BODY_PAUSE", 0.5)


@pytest.mark.usefixtures("hurry")
def test_a_sender_who_stops_is_given_up() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
    with small_app() as address:
        for sent, status in ((b"", b""), (b"POST / HTTP/1.1\r\nHo", b""), (head + b"1", b"408")):
            with socket.create_connection(address, timeout=10) as client:
                client.sendall(sent)
                start = time.monotonic()
                answer = received(client)
                assert status in answer
                assert time.monotonic() - start < 3


@pytest.mark.usefixtures("hurry")
def test_a_head_without_end_is_refused() -> None:
    with small_app() as address, socket.create_connection(address, timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(2000)))
        assert received(client).startswith(b"HTTP/1.1 400 ")


@pytest.mark.usefixtures("hurry")
def test_a_byte_now_and_then_is_not_enough() -> None:
    with small_app() as address, socket.create_connection(address, timeout=10) as client:
        start = time.monotonic()
        with pytest.raises(OSError, match=r"reset|pipe"):
            trickle(client, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 1000)
        assert time.monotonic() - start < 5


def trickle(client: socket.socket, data: bytes) -> None:
    for byte in data:
        client.sendall(bytes([byte]))
        time.sleep(0.05)


@pytest.mark.usefixtures("hurry")
def test_one_who_keeps_the_connection_may_take_time_between_requests() -> None:
    with small_app() as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        for _ in range(3):
            assert client.post("/", content=b"abc").json() == 3
            time.sleep(0.6)


def test_500_idle_and_slow_connections_leave_the_server_answering(server: Server) -> None:
    with ExitStack() as held, server.client() as client:
        for number in range(500):
            idle = held.enter_context(socket.create_connection(server.address, timeout=10))
            if number % 2:
                idle.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Le")
        for path in ("/health", "/api/v1/records?limit=1", "/api/v1/stats"):
            start = time.monotonic()
            assert client.get(path).status_code == 200
            assert time.monotonic() - start < 5


def test_a_client_has_so_many_requests_a_minute(serving: Serving) -> None:
    server = serving(rate_limit=5)
    with server.client() as client:
        answers = [client.get("/api/v1/context") for _ in range(7)]
        statuses = [answer.status_code for answer in answers]
        # The fixture's own look at whether the server is up counted, too.
        assert statuses[-2:] == [429, 429]
        assert statuses[0] == 200
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 12
        assert answers[-1].headers["Content-Type"] == "application/problem+json"
        assert client.get("/health").status_code == 200
        assert client.get("/api/v1/context", headers=server.auth("rita")).status_code == 200


def test_buckets_fill_again_and_forget_old_clients() -> None:
    now = [0.0]
    buckets = Buckets(60, clock=lambda: now[0])
    assert [buckets.wait("ann") for _ in range(61)][-2:] == [0.0, 1.0]
    now[0] = 1.5
    assert (buckets.wait("ann"), buckets.wait("ann")) == (0.0, 0.5)
    for number in range(12_000):
        buckets.wait(f"client {number}")
    assert len(buckets._left) == 10_000
