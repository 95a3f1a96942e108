"""HTTP: what is busy is asked again, errors come back as they were, what breaks off is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from kgstore import errors
from kgstore.client import RemoteKnowledge, connect
from kgstore.client.problems import error_of
from kgstore.client.transport import Transport
from kgstore.web import problem
from tests.web.server import Server

ABOUT = json.dumps({"name": "kgstore", "version": "0.1.0", "api": 1, "base": "http://e.org"})


class Answers(BaseHTTPRequestHandler):
    """Gives the answers that a test has put down, one after the other, the last for ever."""

    answers: ClassVar[list[tuple[int, dict[str, str], bytes]]] = []
    seen: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.command, self.path, self.headers.get("Authorization", "")))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names of http.server

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a server that answers what `Answers.answers` says."""
    Answers.answers, Answers.seen = [], []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def transport(url: str, pauses: list[float]) -> Iterator[Transport]:
    found = Transport(url, "secret", 5, sleep=pauses.append)
    yield found
    found.close()


def told(error: errors.KgstoreError, **headers: str) -> tuple[int, dict[str, str], bytes]:
    answer = problem.of_error(error)
    return answer.status_code, headers, bytes(answer.body)


def test_what_is_busy_is_asked_again_when_it_says(
    transport: Transport, pauses: list[float]
) -> None:
    Answers.answers = [
        told(errors.StoreBusy("an import runs"), **{"Retry-After": "5"}),
        (429, {"Retry-After": "2"}, b"{}"),
        (503, {}, b"<html>"),
        (200, {}, b"{}"),
    ]
    assert transport.json("GET", "/x") == {}
    assert pauses == [5.0, 2.0, 1.0]
    assert Answers.seen[0] == ("GET", "/x", "Bearer secret")


def test_patience_ends(transport: Transport, pauses: list[float]) -> None:
    Answers.answers = [told(errors.StoreBusy("an import runs"), **{"Retry-After": "25"})]
    with pytest.raises(errors.StoreBusy, match="an import runs"):
        transport.json("GET", "/x")
    assert pauses == [25.0, 25.0]


def test_what_changes_something_is_sent_once(transport: Transport, pauses: list[float]) -> None:
    Answers.answers = [told(errors.StoreBusy("an import runs"))]
    with pytest.raises(errors.StoreBusy):
        transport.json("POST", "/x", json={})
    with pytest.raises(errors.StoreBusy):
        transport.json("POST", "/x", content=b"", repeatable=False)
    assert pauses == []


def test_a_query_that_takes_too_long_is_not_asked_again(
    transport: Transport, pauses: list[float]
) -> None:
    Answers.answers = [told(errors.QueryTimeout("30 s", advice="LIMIT"), **{"Retry-After": "5"})]
    with pytest.raises(errors.QueryTimeout) as caught:
        transport.json("GET", "/x")
    assert (pauses, caught.value.advice) == ([], "LIMIT")


KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.KgstoreError)
    if kind not in {errors.KgstoreError, errors.Refused}
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_comes_back_as_it_was(kind: type[errors.KgstoreError]) -> None:
    error = kind("what is wrong")
    error.subject, error.advice = "x", "mend it"
    answer = problem.of_error(error)
    found = error_of(answer.status_code, bytes(answer.body), "http://e.org")
    assert (type(found), str(found)) == (kind, str(error))
    assert found.subject == "x"
    assert found.advice == "mend it" or kind in {errors.Unauthorised, errors.Conflict}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (502, b"<html>", errors.ServerError),
        (200, b"<html>", errors.ServerError),
        (301, b"", errors.ServerError),
        (404, b'{"title": "Not Found"}', errors.NotFound),
        (413, b'{"title": "The body is too large"}', errors.ServerError),
        (400, b'{"title": "x", "type": "https://w3id.org/modelzoo/problem/OSError"}', None),
        (400, b'{"title": "x", "type": "https://w3id.org/modelzoo/problem/Any"}', None),
    ],
)
def test_a_foreign_answer_is_an_error_with_advice(
    transport: Transport, status: int, body: bytes, kind: type[Exception] | None
) -> None:
    Answers.answers = [(status, {"Location": "https://elsewhere.org/"}, body)]
    with pytest.raises(kind or errors.ServerError) as caught:
        transport.json("GET", "/x")
    assert isinstance(caught.value, errors.KgstoreError)
    assert len(Answers.seen) == 1  # the token went nowhere else


def test_an_answer_that_breaks_off_is_no_answer(url: str) -> None:
    rows = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"uri","value":"urn:a"}},'
    headers = {"Content-Type": "application/sparql-results+json", "Content-Length": "9999"}
    Answers.answers = [(200, headers, rows)]
    with connect(url) as knowledge:
        with pytest.raises(errors.Unreachable, match="broke off"):
            knowledge.query("SELECT ?n {}")
        with pytest.raises(errors.Unreachable, match="broke off"):
            list(knowledge.stream("SELECT ?n {}"))
        with pytest.raises(errors.Unreachable, match="broke off"):
            knowledge.get("model/x/y")


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ('{"name": "other"}', "is no kgstore server"),
        (ABOUT.replace('"api": 1', '"api": 2'), "does not understand"),
        ("[]", "is no kgstore server"),
        ("<html>", "none of kgstore"),
    ],
)
def test_the_server_must_be_one_that_the_client_understands(
    url: str, about: str, said: str
) -> None:
    Answers.answers = [(200, {}, about.encode())]
    with connect(url) as knowledge, pytest.raises(errors.ServerError, match=said) as caught:
        _ = knowledge.base
    assert caught.value.advice


def test_a_server_that_is_silent_or_away(url: str) -> None:
    with connect("http://127.0.0.1:9") as knowledge:
        with pytest.raises(errors.Unreachable, match="cannot be reached") as caught:
            knowledge.log()
        assert isinstance(caught.value, ConnectionError)
        assert "running" in caught.value.advice
    with pytest.raises(errors.ServerError, match="no address"):
        connect("https://")
    with pytest.raises(errors.ServerError, match="holds a user's name"):
        connect("https://ann:secret@e.org")


def test_a_token_comes_from_the_environment_too(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(server.url) as nobody, pytest.raises(errors.Unauthorised) as caught:
        nobody.put({"type": "MLModel", "name": "x"})
    assert "token" in caught.value.advice
    with connect(server.url, token=server.url) as wrong, pytest.raises(errors.Unauthorised):
        wrong.stats()
    monkeypatch.setenv("KGSTORE_TOKEN", server.tokens["rita"])
    with connect(server.url) as rita:
        assert len(rita.stats()) > 0
        with pytest.raises(errors.Forbidden, match="editor"):
            rita.put({"type": "MLModel", "name": "x"})


def test_two_who_change_a_record_at_once(server: Server) -> None:
    ann, bob = (connect(server.url, token=server.tokens[who]) for who in ("ann", "bob"))
    with ann, bob:
        assert isinstance(ann, RemoteKnowledge)
        iri = ann.put({"type": "MLModel", "name": "shared"}).iri
        hers, his = ann.get(iri), bob.get(iri)
        hers["description"], his["description"] = "hers", "his"
        assert ann.put(hers).outcome == "changed"
        with pytest.raises(errors.Conflict):
            bob.put(his)
        his = bob.get(iri)
        assert his["description"] == "hers"
