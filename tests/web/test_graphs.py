"""`/data` and `/graph/`: cases written from the Graph Store HTTP Protocol, sections 4 and 5."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pyoxigraph as ox
import pytest

from tests.web.conftest import Serving
from tests.web.protocol_table import Case, cases, check, send
from tests.web.server import Server
from tests.web.test_update import filled, graph, holds

TURTLE = {"Content-Type": "text/turtle"}


def put(server: Server, found: str, text: str, agent: str = "ann", **more: str) -> httpx.Response:
    with server.client(agent) as client:
        return client.put(found, content=text, headers=TURTLE | more)


def triples(server: Server, found: str) -> set[str]:
    with server.client() as client:
        answer = client.get(found, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return set(answer.text.splitlines())


@pytest.fixture(scope="module")
def other(server: Server) -> str:
    """A graph of Bob's."""
    found = graph(server, "bob")
    assert put(server, found, "<urn:x> <urn:p> 1 .", "bob").status_code == 201
    return found


@pytest.mark.parametrize("case", cases("graph_store"))
def test_protocol(server: Server, other: str, case: Case) -> None:
    record = f"{server.url}/graph/record/paper/model/yolov3"
    names = {"mine": graph(server), "other": other, "record": record}
    if "before" in case:
        assert put(server, names["mine"], case["before"]).status_code == 201
    if case.get("body") == "@deep@":
        case = case | {"body": '{"a":' * 3000 + "1" + "}" * 3000}
    check(case, send(server, "/data", case, case.get("agent", "ann"), **names))
    if "after" in case:
        assert holds(server, filled(case["after"], names | {"base": server.url}))
    assert triples(server, other) == {f'<urn:x> <urn:p> "1"^^<{XSD}integer> .'}


RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"


def test_post_to_the_store_makes_a_graph_and_says_where(server: Server) -> None:
    """Section 5.5: the server mints the IRI and says it in Location."""
    with server.client("ann") as client:
        answer = client.post("/data", content="<urn:a> <urn:p> <urn:b> .", headers=TURTLE)
    assert answer.status_code == 201
    place = answer.headers["location"]
    assert place.startswith(f"{server.url}/graph/user/ann/")
    assert triples(server, place) == {"<urn:a> <urn:p> <urn:b> ."}


def test_an_address_names_the_graph_whose_iri_it_is(server: Server) -> None:
    found = f"{server.url}/graph/user/ann/caf%C3%A9%20%2F1"
    assert put(server, found, "<urn:a> <urn:p> <urn:b> .").status_code == 201
    with server.client() as client:
        assert client.get("/data", params={"graph": found}).status_code == 200
        assert client.get(found.replace("%C3%A9", "%c3%a9")).status_code == 200


class TestBlankNodes:
    TEXT = "[] <urn:p> [ <urn:q> 1 ] ."

    def test_they_become_names_under_the_store(self, server: Server) -> None:
        found = graph(server)
        put(server, found, self.TEXT)
        lines = triples(server, found)
        genid = f"<{server.url}/.well-known/genid/"
        assert len(lines) == 2
        assert all(line.startswith(genid) for line in lines)

    def test_the_same_graph_again_changes_nothing(self, server: Server) -> None:
        found = graph(server)
        first = put(server, found, self.TEXT)
        lines = triples(server, found)
        again = put(server, found, self.TEXT)
        assert "link" in first.headers
        assert "link" not in again.headers  # no commit
        assert triples(server, found) == lines

    def test_what_is_read_can_be_put_back(self, server: Server) -> None:
        found = graph(server)
        put(server, found, self.TEXT)
        with server.client("ann") as client:
            text = client.get(found).text
        assert "link" not in put(server, found, text).headers


class TestConditions:
    def test_a_tag_of_any_format_guards_a_write(self, server: Server) -> None:
        found = graph(server)
        put(server, found, "<urn:a> <urn:p> 1 .")
        with server.client() as client:
            for accept in ("text/turtle", "application/ld+json"):
                tag = client.get(found, headers={"Accept": accept}).headers["etag"]
                assert put(server, found, "<urn:a> <urn:p> 1 .", **{"If-Match": tag}).is_success
        assert put(server, found, "<urn:a> <urn:p> 2 .", **{"If-Match": tag}).is_success
        assert put(server, found, "<urn:a> <urn:p> 3 .", **{"If-Match": tag}).status_code == 412

    def test_a_graph_keeps_its_tag_while_others_change(self, server: Server) -> None:
        found = graph(server)
        put(server, found, "<urn:a> <urn:p> 1 .")
        with server.client() as client:
            tag = client.get(found).headers["etag"]
            put(server, graph(server), "<urn:a> <urn:p> 1 .")
            again = client.get(found, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")

    def test_of_many_who_want_the_same_version_one_writes(self, server: Server) -> None:
        found = graph(server)
        put(server, found, "<urn:a> <urn:p> 0 .")
        with server.client() as client:
            tag = client.get(found).headers["etag"]

        def write(number: int) -> int:
            text = f"<urn:a> <urn:p> {number + 1} ."
            return put(server, found, text, **{"If-Match": tag}).status_code

        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(write, range(6))) == [204, *[412] * 5]


def test_a_body_over_the_limit_changes_nothing(serving: Serving) -> None:
    server = serving(body_limit=1)
    found = "/graph/user/ann/large"
    line = b"<urn:a> <urn:p> 'x' .\n"
    with server.client("ann") as client:
        whole = client.put(found, content=line * 60_000, headers=TURTLE)
        assert whole.status_code == 413
        parts = (line for _ in range(60_000))  # sent in chunks, without its length
        with suppress(httpx.WriteError):  # the server answers and closes before all is sent
            assert client.put(found, content=parts, headers=TURTLE).status_code == 413
        assert client.get(found).status_code == 404


def test_a_large_graph_is_validated_while_others_are_answered(server: Server) -> None:
    model = "<urn:m{0}> a mz:MLModel ; rdfs:label 'm{0}' ; mz:parameterCount {1} .\n"
    prefixes = f"@prefix mz: <https://w3id.org/modelzoo#> . @prefix rdfs: <{RDFS}> .\n"
    text = prefixes + "".join(model.format(n, n) for n in range(4_000))
    found = graph(server)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(put, server, found, text)
        while not sending.done():
            assert put(server, graph(server), "<urn:a> <urn:p> 1 .").status_code == 201
    assert sending.result().status_code == 201
    assert len(triples(server, found)) == 12_000
    refused = put(server, found, text + model.format("x", -1))
    assert refused.status_code == 422
    assert len(refused.json()["findings"]) == 1
    assert put(server, found, "").status_code == 204


def test_every_format_comes_back_as_it_was_sent(server: Server) -> None:
    """Round trip through each format that is taken and given."""
    text = '<urn:a> <urn:p> "x"@en, "4.3E-1"^^<http://www.w3.org/2001/XMLSchema#double> .'
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    found = graph(server)
    seen = set()
    for kind in (
        "text/turtle",
        "application/n-triples",
        "application/ld+json",
        "application/rdf+xml",
    ):
        rdf_format = ox.RdfFormat.from_media_type(kind)
        assert rdf_format is not None
        body = ox.serialize((quad.triple for quad in quads), format=rdf_format)
        with server.client("ann") as client:
            answer = client.put(found, content=body, headers={"Content-Type": kind})
            assert answer.is_success, answer.text
            given = client.get(found, headers={"Accept": kind})
        quads = list(ox.parse(given.content, format=rdf_format))
        seen.add(frozenset(map(str, quads)))
    assert len(seen) == 1
