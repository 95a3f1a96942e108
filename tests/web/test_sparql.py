"""`/sparql`, as SPARQL 1.1 Protocol section 2.1 has it; formats, caching, compression."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from tests.web.protocol_table import Case, cases, check, send
from tests.web.server import Server

NAMES = "SELECT ?name { ?s a mz:MLModel ; rdfs:label ?name }"
TRIPLES = "CONSTRUCT { ?s rdfs:label ?name } { ?s a mz:MLModel ; rdfs:label ?name }"


@pytest.mark.parametrize("case", cases("query"))
def test_protocol(server: Server, case: Case) -> None:
    check(case, send(server, "/sparql", case))


def ask(server: Server, query: str, **headers: str) -> httpx.Response:
    with server.client() as client:
        return client.get("/sparql", params={"query": query}, headers=headers)


@pytest.mark.parametrize(
    ("media_type", "parsed"),
    [
        ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ],
)
def test_every_format_of_rows_can_be_read_back(
    server: Server, media_type: str, parsed: ox.QueryResultsFormat
) -> None:
    answer = ask(server, NAMES, accept=media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    rows = ox.parse_query_results(answer.content, format=parsed)
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["name"] for row in rows] == [ox.Literal("YOLOv3")]


def test_csv_is_utf_8_with_line_ends_of_the_specification(server: Server) -> None:
    answer = ask(server, NAMES, accept="text/csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content == b"name\r\nYOLOv3\r\n"


@pytest.mark.parametrize(
    ("media_type", "parsed"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_every_format_of_triples_can_be_read_back(
    server: Server, media_type: str, parsed: ox.RdfFormat
) -> None:
    answer = ask(server, TRIPLES, accept=media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    (quad,) = ox.parse(answer.content, format=parsed)
    assert quad.object == ox.Literal("YOLOv3")


class TestCaching:
    def test_an_answer_has_a_tag_until_the_next_commit(self, server: Server) -> None:
        first = ask(server, NAMES)
        tag = first.headers["etag"]
        assert "Accept" in first.headers["vary"]
        assert first.headers["cache-control"] == "no-cache"
        again = ask(server, NAMES, **{"if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        write(server, "cached", "INSERT DATA { GRAPH <{g}> { <urn:a> <urn:p> 1 } }")
        later = ask(server, NAMES, **{"if-none-match": tag})
        assert later.status_code == 200
        assert later.headers["etag"] != tag

    def test_formats_have_tags_of_their_own(self, server: Server) -> None:
        tags = {ask(server, NAMES, accept=a).headers["etag"] for a in ("text/csv", "*/*")}
        assert len(tags) == 2

    @pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID ( )"])
    def test_what_changes_by_itself_has_no_tag(self, server: Server, call: str) -> None:
        assert "etag" not in ask(server, f"SELECT ({call} AS ?x) {{}}").headers

    def test_a_wrong_query_has_no_tag(self, server: Server) -> None:
        assert "etag" not in ask(server, "SELECT").headers


def write(server: Server, name: str, update: str) -> str:
    graph = f"{server.url}/graph/user/ann/{name}"
    with server.client("ann") as client:
        answer = client.post("/update", data={"update": update.replace("{g}", graph)})
    assert answer.status_code == 204, answer.text
    return graph


class TestCompression:
    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [
            ("gzip", "gzip"),
            ("deflate", "deflate"),
            ("gzip;q=0, deflate", "deflate"),
            ("gzip;q=0.3, deflate;q=0.9", "deflate"),
            ("*", "gzip"),
            ("identity", ""),
            ("gzip;q=0", ""),
            ("br", ""),
        ],
    )
    def test_it_is_negotiated(self, server: Server, accepted: str, coding: str) -> None:
        query = "SELECT * { ?s ?p ?o } LIMIT 200"
        raw = raw_get(server, query, accepted)
        assert raw.headers.get("content-encoding", "") == coding
        assert "Accept-Encoding" in raw.headers["vary"]
        content = raw.content
        if coding:
            content = gzip.decompress(content) if coding == "gzip" else zlib.decompress(content)
        assert content.endswith(b"]}}")

    def test_short_errors_are_left_alone(self, server: Server) -> None:
        assert "content-encoding" not in raw_get(server, "ASK", "gzip").headers


class _Raw:
    def __init__(self, headers: httpx.Headers, content: bytes) -> None:
        self.headers, self.content = headers, content


def raw_get(server: Server, query: str, accepted: str) -> _Raw:
    headers = {"Accept-Encoding": accepted}
    with (
        server.client() as client,
        client.stream("GET", "/sparql", params={"query": query}, headers=headers) as answer,
    ):
        return _Raw(answer.headers, b"".join(answer.iter_raw()))


def test_a_read_after_a_write_sees_it(server: Server) -> None:
    for number in range(5):
        graph = write(
            server, "seen", f"INSERT DATA {{ GRAPH <{{g}}> {{ <urn:n> <urn:p> {number} }} }}"
        )
        found: dict[str, Any] = ask(
            server, f"ASK {{ GRAPH <{graph}> {{ ?s ?p {number} }} }}"
        ).json()
        assert found["boolean"], number
