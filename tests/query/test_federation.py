"""No text that Oxigraph would make a call for gets through; ordinary texts do."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgstore.errors import QueryError
from kgstore.query.federation import refuse_federation

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
