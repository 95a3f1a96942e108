"""Answers are whole or visibly broken: seen from raw sockets, which believe no library."""

from __future__ import annotations

import socket
import time
import zlib
from urllib.parse import quote

import httpx
import pytest

from tests.web.conftest import Serving
from tests.web.server import Server

ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def opened(server: Server, query: str, version: str = "1.1", *headers: str) -> socket.socket:
    found = socket.create_connection(server.address, timeout=30)
    lines = [f"GET /sparql?query={quote(query)} HTTP/{version}", "Host: x", *headers, "", ""]
    found.sendall("\r\n".join(lines).encode())
    return found


def received(
    server: Server, query: str, version: str = "1.1", *headers: str
) -> tuple[bytes, bytes]:
    """Return head and body of an answer, as they come until the server closes."""
    with opened(server, query, version, "Connection: close", *headers) as found:
        parts = []
        while part := found.recv(65536):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    return head.lower(), body


def dechunked(body: bytes) -> tuple[bytes, bool]:
    """Return what the chunks hold, and whether the last chunk is there (RFC 9112 section 7.1)."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at)) >= 0:
        length, start = int(body[at:end], 16), end + 2
        if length == 0:
            return b"".join(parts), body[start:] == b"\r\n"
        parts.append(body[start : start + length])
        at = start + length + 2
    return b"".join(parts), False


def test_a_small_answer_says_its_length(server: Server) -> None:
    head, body = received(server, "SELECT * { ?s a mz:MLModel }")
    assert f"content-length: {len(body)}\r\n".encode() in head
    assert body.endswith(b"]}}")


def test_a_whole_answer_ends_with_the_last_chunk(server: Server) -> None:
    head, body = received(server, "SELECT * { ?s ?p ?o } LIMIT 20000")
    assert b"transfer-encoding: chunked" in head
    content, whole = dechunked(body)
    assert whole
    assert content.endswith(b"]}}")


@pytest.mark.parametrize("settings", [{"result_limit": 1}, {"query_timeout": 2}], ids=str)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_an_answer_that_breaks_off_has_no_last_chunk(
    serving: Serving, settings: dict[str, int], coding: str
) -> None:
    server = serving(**settings)
    head, body = received(server, ENDLESS, "1.1", f"Accept-Encoding: {coding}")
    assert head.startswith(b"http/1.1 200")
    content, whole = dechunked(body)
    assert not whole
    if coding == "gzip":
        unpacking = zlib.decompressobj(31)
        content = unpacking.decompress(content)
        assert not unpacking.eof
    assert content.startswith(b'{"head"')
    assert not content.endswith(b"]}}")
    with pytest.raises(httpx.RemoteProtocolError), server.client() as client:
        client.get("/sparql", params={"query": ENDLESS})
    with server.client() as client:
        assert client.get("/sparql?query=ASK%7B%7D").status_code == 200
    log = server.store.with_name(server.store.name + ".log").read_text("utf-8")
    assert "Traceback" not in log


def test_http_1_0_has_no_chunks_and_gets_no_part(serving: Serving) -> None:
    """Its bodies end when the connection does, so a part could not be told from the whole."""
    server = serving(result_limit=1)
    head, body = received(server, ENDLESS, "1.0")
    assert head.startswith(b"http/1.1 500")
    assert b"application/problem+json" in head
    head, body = received(server, "SELECT * { ?s ?p ?o } LIMIT 500", "1.0")
    assert head.startswith(b"http/1.1 200")
    assert f"content-length: {len(body)}".encode() in head
    assert body.endswith(b"]}}")


def test_a_query_past_its_deadline_answers_a_problem(serving: Serving) -> None:
    server = serving(query_timeout=1)
    began = time.monotonic()
    with server.client() as client:
        answer = client.get("/sparql", params={"query": SLOW})
    assert 0.9 < time.monotonic() - began < 3
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "retry-after" in answer.headers


def test_whoever_leaves_frees_the_reader(serving: Serving) -> None:
    """Both before the first byte and after it."""
    server = serving(readers=1, query_timeout=60)
    for query in (SLOW, ENDLESS):
        with opened(server, query) as found:
            if query == ENDLESS:
                assert found.recv(100).startswith(b"HTTP/1.1 200")
            else:
                time.sleep(0.5)
        began = time.monotonic()
        with server.client() as client:
            assert client.get("/sparql?query=ASK%7B%7D").status_code == 200
        assert time.monotonic() - began < 10


def test_an_answer_streams(serving: Serving) -> None:
    """The first bytes come long before the last, compressed or not."""
    server = serving(query_timeout=5, result_limit=2000)
    for coding in ("identity", "gzip"):
        began = time.monotonic()
        with opened(server, ENDLESS, "1.1", f"Accept-Encoding: {coding}") as found:
            assert b"200" in found.recv(1000)
            assert found.recv(1000)
        assert time.monotonic() - began < 3


def test_the_head_of_an_answer_takes_no_body(server: Server) -> None:
    with server.client() as client:
        found = client.head("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        given = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 1"})
    assert found.content == b""
    for name in ("content-type", "etag", "cache-control"):
        assert found.headers[name] == given.headers[name]
