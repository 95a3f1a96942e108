"""What the pool answers: every form and format, datasets, errors of the query itself."""

from __future__ import annotations

import asyncio
import socket

import pytest

from kgstore.commit.store import Store
from kgstore.errors import KgstoreError, ParameterError, QueryError, QuerySyntaxError, UnknownFormat
from kgstore.query.readers.pool import ReaderPool
from tests.query.readers.world import (
    EVERYTHING,
    POINT,
    POINT_ANSWER,
    SIZE,
    ask,
    get,
    graph,
    put,
    read,
    within,
)

CONSTRUCT = "CONSTRUCT { <urn:s:7> ?p ?o } WHERE { <urn:s:7> ?p ?o }"


@pytest.mark.parametrize(
    ("text", "form", "options", "media_type", "body"),
    [
        (POINT, "select", {"results": "csv"}, "text/csv; charset=utf-8", b"o\r\nvalue 7\r\n"),
        (
            POINT,
            "select",
            {"results": "tsv"},
            "text/tab-separated-values; charset=utf-8",
            b'?o\n"value 7"\n',
        ),
        (
            "ASK {}",
            "ask",
            {"results": "json"},
            "application/sparql-results+json",
            b'{"head":{},"boolean":true}',
        ),
        (
            "SELECT ?p ?o { <urn:none> ?p ?o }",
            "select",
            {"results": "csv"},
            "text/csv; charset=utf-8",
            b"p,o\r\n",
        ),
        (
            CONSTRUCT,
            "construct",
            {"graph": "ntriples"},
            "application/n-triples",
            b'<urn:s:7> <urn:p> "value 7" .\n',
        ),
        (
            "# describe\nDESCRIBE <urn:s:7>",
            "describe",
            {"graph": "ntriples"},
            "application/n-triples",
            b'<urn:s:7> <urn:p> "value 7" .\n',
        ),
        (
            "CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p 1 }",
            "construct",
            {"graph": "ntriples"},
            "application/n-triples",
            b"",
        ),
    ],
)
def test_every_form_has_its_answer(
    store: Store, text: str, form: str, options: dict[str, str], media_type: str, body: bytes
) -> None:
    async def test(pool: ReaderPool) -> None:
        answer = await ask(pool, text, **options)
        assert (answer.form, answer.media_type) == (form, media_type)
        assert answer.head == store.head
        assert await read(answer) == body

    within(store, test)


def test_every_format_is_written(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        for name in ("json", "xml", "csv", "tsv"):
            assert b"value 7" in await get(pool, POINT, results=name)
        for name in ("turtle", "ntriples", "jsonld", "rdfxml"):
            assert b"value 7" in await get(pool, CONSTRUCT, graph=name)
        with pytest.raises(UnknownFormat, match="there is no format nothing"):
            await ask(pool, POINT, results="nothing")

    within(store, test)


def test_a_large_result_comes_in_pieces_and_whole(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        text = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"
        pieces = [chunk async for chunk in (await ask(pool, text)).chunks()]
        assert len(pieces) > 20
        assert b"".join(pieces).count(b"\r\n") == 100_001

    within(store, test)


def test_the_dataset_of_a_request_is_all_that_is_seen(own: Store) -> None:
    put(own, "a", "<urn:a> <urn:q> <urn:x> .\n")
    put(own, "b", "<urn:b> <urn:q> <urn:x> .\n")
    plain = "SELECT ?s { ?s <urn:q> ?o } ORDER BY ?s"
    named = "SELECT ?s { GRAPH ?g { ?s <urn:q> ?o } } ORDER BY ?s"
    a, b = graph("a"), graph("b")

    async def test(pool: ReaderPool) -> None:
        assert await get(pool, plain) == b"s\r\nurn:a\r\nurn:b\r\n"
        assert await get(pool, plain, default_graphs=[a]) == b"s\r\nurn:a\r\n"
        assert await get(pool, plain, default_graphs=[a, b]) == b"s\r\nurn:a\r\nurn:b\r\n"
        assert await get(pool, plain, named_graphs=[a]) == b"s\r\n"
        assert await get(pool, named, named_graphs=[b]) == b"s\r\nurn:b\r\n"
        assert await get(pool, named, default_graphs=[a]) == b"s\r\n"
        # SPARQL 1.1 Protocol section 2.1.4: the request's dataset wins over the query's
        other = plain.replace("{", f"FROM <{b}> {{", 1)
        assert await get(pool, other, default_graphs=[a]) == b"s\r\nurn:a\r\n"
        with pytest.raises(ParameterError, match="a graph of the dataset is no IRI"):
            await ask(pool, plain, default_graphs=["no IRI"])

    within(own, test)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("SELECT * {\n ?s ?p }", QuerySyntaxError, "line 2, column"),
        ("ASK { 'no end }", QuerySyntaxError, "line 1, column"),
        ("ASK { '\ud800' }", QuerySyntaxError, "no Unicode"),
        ("SELECT ?x { ?s no:prefix ?x }", QuerySyntaxError, "is not declared"),
        ("ASK { SERVICE <http://localhost/> {} }", QueryError, "SERVICE is not allowed here"),
        ("SELECT * {" + "{" * 100_000 + "}" * 100_000 + "}", QueryError, "nested too deeply"),
        ("", QuerySyntaxError, "line 1"),
        ("\0", QuerySyntaxError, "line 1"),
    ],
)
def test_a_wrong_query_is_told_of_and_the_next_is_answered(
    store: Store, text: str, kind: type[KgstoreError], message: str
) -> None:
    async def test(pool: ReaderPool) -> None:
        with pytest.raises(kind, match=message):
            await ask(pool, text)
        assert await get(pool, POINT) == POINT_ANSWER

    within(store, test)


def test_only_allowed_hosts_are_called(store: Store) -> None:
    called: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.append((await reader.readline()).decode())
        body = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
        kind = b"Content-Type: application/sparql-results+json\r\nConnection: close\r\n"
        length = f"Content-Length: {len(body)}\r\n\r\n".encode()
        writer.write(b"HTTP/1.1 200 OK\r\n" + kind + length + body)
        await writer.drain()
        writer.close()

    async def test(pool: ReaderPool) -> None:
        async with await asyncio.start_server(serve, sock=listening):
            text = f"SELECT ?x {{ SERVICE <http://127.0.0.1:{port}/sparql> {{ ?x ?p ?o }} }}"
            assert await get(pool, text) == b"x\r\n"
            assert len(called) == 1
            for target in ("?x", "<http://localhost/>", f"<http://127.0.0.1:{port + 1}/>"):
                with pytest.raises(QueryError, match="only allowed hosts"):
                    await ask(pool, f"SELECT ?x {{ SERVICE {target} {{ ?x ?p ?o }} }}")
            assert len(called) == 1

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        within(store, test, federation=f"127.0.0.1:{port}")


def test_many_at_once_are_all_answered(store: Store) -> None:
    async def test(pool: ReaderPool) -> None:
        texts = [f"SELECT ?o {{ <urn:s:{n}> <urn:p> ?o }}" for n in range(200)]
        answers = await asyncio.gather(*(get(pool, text) for text in texts))
        assert answers == [f"o\r\nvalue {n}\r\n".encode() for n in range(200)]
        assert (await get(pool, EVERYTHING)).count(b"\r\n") == SIZE + 1

    within(store, test, readers=2, queue=200)
