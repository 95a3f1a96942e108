"""Who may do what: public and private stores, wrong tokens, roles, a read-only server."""

from __future__ import annotations

import httpx
import pytest

from tests.web.conftest import Serving
from tests.web.server import Server

MODEL = {"type": "MLModel", "name": "access"}


def test_a_public_store_is_read_without_a_token(server: Server) -> None:
    with server.client() as client:
        assert client.get("/api/v1/stats").status_code == 200


@pytest.mark.parametrize(
    "given", ["Bearer", "Bearer x", "Basic YTpi", "bearer kgs_000000000000_" + "x" * 43, "nonsense"]
)
def test_a_wrong_token_is_refused_even_to_read(server: Server, given: str) -> None:
    with server.client() as client:
        answer = client.get("/api/v1/stats", headers={"Authorization": given})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="kgstore", error="invalid_token"'
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_write_needs_a_token_of_the_role(server: Server) -> None:
    with server.client() as client:
        answer = client.post("/api/v1/records", json=MODEL)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="kgstore"'
        refused = client.post("/api/v1/records", json=MODEL, headers=server.auth("rita"))
        assert refused.status_code == 403
        assert "rita is reader" in refused.json()["detail"]
        for agent, status in (("ann", 403), ("cleo", 200), ("ada", 200)):
            found = client.get("/api/v1/quarantine", headers=server.auth(agent))
            assert found.status_code == status


def test_a_private_store_tells_nothing_without_a_token(serving: Serving) -> None:
    private = serving(public=False)
    with private.client() as client:
        for path in ("/", "/sparql?query=ASK%7B%7D", "/api/v1/records", "/metrics", "/nothing"):
            answer = client.get(path)
            assert answer.status_code == 401, path
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert client.get("/health").status_code == 200
        assert client.get("/api/v1/records", headers=private.auth("rita")).status_code == 200


def test_security_headers_are_on_every_answer(server: Server) -> None:
    with server.client() as client:
        for path in ("/health", "/nothing", "/api/v1/records?limit=0"):
            headers = client.get(path).headers
            assert "script-src 'self'" in headers["Content-Security-Policy"]
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"]


def test_a_request_keeps_a_sound_id_and_gets_one_else(server: Server) -> None:
    with server.client() as client:
        kept = client.get("/health", headers={"X-Request-ID": "abc-1"})
        assert kept.headers["X-Request-ID"] == "abc-1"
        made = client.get("/health", headers={"X-Request-ID": 'x" y'})
        assert len(made.headers["X-Request-ID"]) == 32


def test_odd_bytes_in_headers_do_no_harm(server: Server) -> None:
    url, odd = server.url + "/api/v1/context", "Bearer \xe9".encode("latin-1")
    assert httpx.get(url, headers=[(b"X-Request-ID", odd)]).status_code == 200
    assert httpx.get(url, headers=[(b"Authorization", odd)]).status_code == 401


def test_of_two_tokens_the_first_counts(server: Server) -> None:
    given = [("Authorization", f"Bearer {server.tokens[name]}") for name in ("rita", "ada")]
    assert httpx.post(server.url + "/api/v1/records", json=MODEL, headers=given).status_code == 403
