"""No text that Oxigraph would make a call for gets through; ordinary texts do."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgstore.errors import QueryError
from kgstore.query.federation import hosts, refuse_federation

# Port 9 is one that pyoxigraph refuses to call, so nothing is sent: it says so, which shows that it
# would have called.
HOST = "http://127.0.0.1:9/"
CALLS = [
    f"ASK {{ SERVICE <{HOST}> {{ ?s ?p ?o }} }}",
    f"ASK {{ sErViCe <{HOST}> {{ ?s ?p ?o }} }}",
    f"ASK {{ SERVICE#comment\n<{HOST}> {{ ?s ?p ?o }} }}",
    f"ASK {{ SERVICE<{HOST}>{{ ?s ?p ?o }} }}",
    f"PREFIX x: <{HOST}> ASK {{ SERVICEx:y {{ ?s ?p ?o }} }}",
    f"PREFIX : <{HOST}> ASK {{ SERVICE:y {{ ?s ?p ?o }} }}",
    f"PREFIX x: <{HOST}> ASK {{ BIND(1 AS ?a)SERVICEx:y {{ ?s ?p ?o }} }}",
    f"PREFIX x: <{HOST}> ASK {{ {{ ?s ?p true }} UNION {{ SERVICEx:y {{ ?s ?p ?o }} }} }}",
    f"ASK {{ VALUES (?a ?b) {{ (1 2) }} FILTER(?a<?b)SERVICE#x>\n<{HOST}> {{ ?s ?p ?o }} }}",
    f"ASK {{ VALUES (?a ?b) {{ (1 2) }} FILTER(?a<?b#>'''\n) SERVICE <{HOST}> {{}} }} #'''",
    f'ASK {{ VALUES (?a ?b) {{ (1 2) }} FILTER(?a<?b#>"""\n) SERVICE <{HOST}> {{}} }} #"""',
]
REFUSED_TOO = [
    f"PREFIX x: <{HOST}> ASK {{ ?s ?p trueSERVICEx:y {{ ?a ?b ?c }} }}",
    f"ASK {{ ?s ?p falseSERVICE <{HOST}> {{ ?a ?b ?c }} }}",
    f"ASK {{ ?s ?p 1SERVICE <{HOST}> {{ ?a ?b ?c }} }}",
    f"ASK {{ SERVICE SILENT <{HOST}> {{ ?s ?p ?o }} }}",
    "LOAD <http://localhost/x>",
    f"ASK {{ FILTER NOT EXISTS {{ SERVICE <{HOST}> {{ ?s ?p ?o }} }} }}",
    "LOADx:y",
    "CLEAR ALL ; load silent <http://localhost/x> INTO GRAPH <urn:g>",
    "PREFIX services: <urn:x:> ASK { ?s a services:Web }",
]
HARMLESS = [
    'ASK { ?s ?p "SERVICE" }',
    "ASK { ?s ?p '''SERVICE <urn:x> {}''' }",
    "ASK { ?service ?load $SERVICE }",
    "ASK { ?s ?p <http://e.org/SERVICE#x> } # SERVICE",
    "PREFIX x: <urn:x:> ASK { ?s x:service x:load }",
    'ASK { ?s ?p "x"@en-service }',
    "PREFIX my: <http://e.org/service/> ASK { ?s my:a ?o FILTER(?o < 5) }",
    "ASK { ?s <urn:a#b> ?o }",
]


@pytest.mark.parametrize("text", CALLS)
def test_oxigraph_would_call(text: str) -> None:
    store = ox.Store()
    store.add(ox.Quad(*[ox.NamedNode("urn:x")] * 3))
    with pytest.raises(OSError, match="port 9"):
        bool(store.query(text))


@pytest.mark.parametrize("text", CALLS + REFUSED_TOO)
def test_a_call_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="line"):
        refuse_federation(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_an_ordinary_text_is_not(text: str) -> None:
    refuse_federation(text)


ALLOWED = hosts("a.org, b.org:8080")


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://a.org/sparql> {} }",
        "ASK { service silent <https://A.org> {} }",
        "ASK { SERVICE # the other\n <http://b.org:8080/q?x#y> {} }",
        "LOAD <http://a.org/data.ttl> INTO GRAPH <urn:g>",
        "LOAD SILENT <http://a.org/data.ttl>",
    ],
)
def test_an_allowed_host_may_be_called(text: str) -> None:
    refuse_federation(text, ALLOWED)
    with pytest.raises(QueryError, match="reads this store only"):
        refuse_federation(text)


@pytest.mark.parametrize(
    "target",
    [
        "?where",
        "x:y",
        "SILENT ?where",
        "<sparql>",
        "<//a.org/>",
        "<ftp://a.org/>",
        "<file:///a.org>",
        "<http://a.org.evil.org/>",
        "<http://evil.org/a.org>",
        "<http://evil.org?a.org>",
        "<http://a.org@evil.org/>",
        "<http://a.org:80@evil.org/>",
        "<http://evil.org#@a.org/>",
        "<http://a.org:8080/>",
        "<http://b.org/>",
        "<http://b.org:8081/>",
        "<http://[::1]/>",
        "<http://a\\u002eorg/>",
        "SILENT SILENT <http://a.org/>",
        "",
    ],
)
def test_no_other_target_is(target: str) -> None:
    for text in (
        f"PREFIX x: <http://a.org/> ASK {{ SERVICE {target} {{ }} }}",
        f"ASK {{ SERVICE <http://a.org/> {{ }} SERVICE {target} {{ }} }}",
        f"LOAD {target}",
    ):
        with pytest.raises(QueryError):
            refuse_federation(text, ALLOWED)


@pytest.mark.parametrize(
    "glued", ["trueSERVICE", "falseservice", "SERVICEx:y", "SERVICES", "LOADx"]
)
def test_a_glued_keyword_is_refused_whatever_its_target(glued: str) -> None:
    with pytest.raises(QueryError):
        refuse_federation(f"ASK {{ ?s ?p {glued} <http://a.org/> {{ }} }}", ALLOWED)
