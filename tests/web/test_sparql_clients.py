"""Real clients at a real server: SPARQLWrapper, rdflib's stores, curl."""

from __future__ import annotations

import subprocess
from typing import Any
from uuid import uuid4

import pytest
from rdflib import Graph, Literal, URIRef, Variable
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, N3, POST, RDFXML, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.web.server import Server
from tests.web.test_update import holds

NAMES = "SELECT ?name { ?s a mz:MLModel ; rdfs:label ?name }"
PREFIX = "PREFIX mz: <https://w3id.org/modelzoo#>"


class TestSparqlWrapper:
    def asked(self, server: Server, query: str, form: str, method: str = "GET") -> Any:
        wrapper = SPARQLWrapper(f"{server.url}/sparql")
        wrapper.setQuery(query)
        wrapper.setReturnFormat(form)
        wrapper.setMethod(method)
        return wrapper.query()

    @pytest.mark.parametrize("method", ["GET", POST])
    def test_rows(self, server: Server, method: str) -> None:
        found = self.asked(server, NAMES, JSON, method).convert()
        assert [row["name"]["value"] for row in found["results"]["bindings"]] == ["YOLOv3"]
        assert "YOLOv3" in self.asked(server, NAMES, XML, method).convert().toxml()
        assert self.asked(server, NAMES, CSV, method).convert() == b"name\r\nYOLOv3\r\n"

    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # SPARQLWrapper's own
    def test_triples(self, server: Server) -> None:
        query = "CONSTRUCT { ?s rdfs:label ?name } { ?s a mz:MLModel ; rdfs:label ?name }"
        found = self.asked(server, query, RDFXML).convert()
        assert list(found.objects()) == [Literal("YOLOv3")]
        assert b"YOLOv3" in self.asked(server, query, N3).convert()

    def test_a_wrong_query(self, server: Server) -> None:
        with pytest.raises(QueryBadFormed):
            self.asked(server, "SELECT", JSON)

    def test_updates(self, server: Server) -> None:
        mine = f"{server.url}/graph/user/ann/{uuid4().hex}"
        wrapper = SPARQLWrapper(f"{server.url}/update")
        wrapper.addCustomHttpHeader("Authorization", server.auth("ann")["Authorization"])
        wrapper.setMethod(POST)
        wrapper.setQuery(f"INSERT DATA {{ GRAPH <{mine}> {{ <urn:a> <urn:p> 1 }} }}")
        assert wrapper.query().response.status == 204
        assert holds(server, f"ASK {{ GRAPH <{mine}> {{ <urn:a> <urn:p> 1 }} }}")


class TestRdflib:
    @pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
    def test_queries(self, server: Server, method: str) -> None:
        graph = Graph(SPARQLStore(f"{server.url}/sparql", method=method))
        assert [row[Variable("name")] for row in graph.query(f"{PREFIX} {NAMES}").bindings] == [
            Literal("YOLOv3")
        ]
        model = URIRef(f"{server.url}/id/model/paper/yolov3")
        assert graph.value(model, RDFS.label) == Literal("YOLOv3")
        assert (model, RDFS.label, Literal("YOLOv3")) in graph

    def test_updates(self, server: Server) -> None:
        mine = URIRef(f"{server.url}/graph/user/ann/{uuid4().hex}")
        store = SPARQLUpdateStore(
            f"{server.url}/sparql",
            f"{server.url}/update",
            headers=server.auth("ann"),
        )
        graph = Graph(store, identifier=mine)
        statement = (URIRef("urn:a"), RDFS.label, Literal("from rdflib", "en"))
        graph.add(statement)
        assert holds(server, f'ASK {{ GRAPH <{mine}> {{ <urn:a> rdfs:label "from rdflib"@en }} }}')
        assert list(graph) == [statement]
        graph.remove(statement)
        assert len(graph) == 0


class TestCurl:
    def curl(self, *arguments: str) -> str:
        command = ["curl", "-sS", "--fail-with-body", *arguments]
        done = subprocess.run(command, capture_output=True, timeout=30, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def test_queries(self, server: Server) -> None:
        url = f"{server.url}/sparql"
        asked = ("--data-urlencode", f"query={NAMES}")
        assert "YOLOv3" in self.curl(url, "-G", *asked)
        assert "YOLOv3" in self.curl(url, *asked, "-H", "Accept: text/csv", "--compressed")
        direct = ("--data-binary", NAMES, "-H", "Content-Type: application/sparql-query")
        assert "YOLOv3" in self.curl(url, *direct)

    def test_graphs(self, server: Server) -> None:
        mine = f"{server.url}/graph/user/ann/{uuid4().hex}"
        editor = ("-H", f"Authorization: {server.auth('ann')['Authorization']}")
        turtle = ("-H", "Content-Type: text/turtle", "--data-binary", "<urn:a> <urn:p> 1 .")
        self.curl("-X", "PUT", *editor, *turtle, mine)
        assert "urn:p" in self.curl("-G", "--data-urlencode", f"graph={mine}", f"{server.url}/data")
        self.curl("-X", "DELETE", *editor, mine)
