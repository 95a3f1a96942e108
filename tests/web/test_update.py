"""`/update`: cases written from SPARQL 1.1 Protocol section 2.2 and SPARQL 1.1 Update section 3."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.web.conftest import Serving
from tests.web.protocol_table import Case, cases, check, send
from tests.web.server import Server

DIRECT = {"Content-Type": "application/sparql-update"}


def graph(server: Server, agent: str = "ann") -> str:
    return f"{server.url}/graph/user/{agent}/{uuid4().hex}"


def update(server: Server, text: str, agent: str = "ann") -> httpx.Response:
    with server.client(agent) as client:
        return client.post("/update", content=text, headers=DIRECT)


def holds(server: Server, query: str) -> bool:
    with server.client() as client:
        answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["boolean"])


@pytest.fixture(scope="module")
def other(server: Server) -> str:
    """A graph of Bob's."""
    found = graph(server, "bob")
    answer = update(server, f"INSERT DATA {{ GRAPH <{found}> {{ <urn:x> <urn:p> 1 }} }}", "bob")
    assert answer.status_code == 204
    return found


@pytest.mark.parametrize("case", cases("update"))
def test_protocol(server: Server, other: str, case: Case) -> None:
    names = {"mine": graph(server), "mine2": graph(server), "other": other}
    if "before" in case:
        text = filled(case["before"], names)
        assert update(server, text).status_code == 204
    case = {"method": "POST"} | case | {"holds": filled(case.get("holds", ""), names)}
    check(case, send(server, "/update", case, case.get("agent", "ann"), **names))
    if "after" in case:
        assert holds(server, filled(case["after"], names | {"base": server.url}))
    assert holds(server, f"ASK {{ GRAPH <{other}> {{ <urn:x> <urn:p> 1 }} }}")


def filled(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def test_the_commit_is_linked_and_names_its_agent(server: Server) -> None:
    answer = update(server, f"CREATE GRAPH <{graph(server)}>")
    commit = answer.links["http://www.w3.org/ns/prov#wasGeneratedBy"]["url"]
    agent = f"{server.url}/id/agent/user/ann"
    said = f"<{commit}> prov:wasAssociatedWith <{agent}>"
    assert holds(server, f"ASK {{ GRAPH <{server.url}/graph/meta> {{ {said} }} }}")


def test_what_a_user_adds_is_derived_from(server: Server) -> None:
    """Derivation runs for users' graphs as for records."""
    mine, model = graph(server), f"{server.url}/id/model/mine/{uuid4().hex}"
    text = (
        f"INSERT DATA {{ GRAPH <{mine}> {{ <{model}> a mz:MLModel ; rdfs:label 'm' ; "
        f"mz:fineTunedFrom <{server.url}/id/model/paper/yolov3> }} }}"
    )
    answer = update(server, text)
    assert answer.status_code == 204, answer.text
    query = f"ASK {{ <{model}> mz:ancestorModel <{server.url}/id/model/paper/yolov3> }}"
    assert holds(server, query)
    assert update(server, f"DROP GRAPH <{mine}>").status_code == 204
    assert not holds(server, query)


def test_no_update_is_lost_among_many_at_once(server: Server) -> None:
    mine = graph(server)

    def add(number: int) -> int:
        text = f"INSERT DATA {{ GRAPH <{mine}> {{ <urn:n> <urn:p> {number} }} }}"
        return update(server, text).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(add, range(24)))
    assert set(statuses) == {204}
    count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{mine}> {{ ?s ?p ?o }} }}"
    assert holds(server, f"ASK {{ {{ {count} }} FILTER(?n = 24) }}")


def test_a_runaway_update_is_ended_and_others_go_on(serving: Serving) -> None:
    server = serving(query_timeout=1)
    mine = "http://127.0.0.1:9/graph/user/ann/runaway"
    text = (
        f"INSERT {{ GRAPH <{mine}> {{ ?a <urn:p> ?f }} }} "
        "WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i && ?i = ?f) }"
    )
    with ThreadPoolExecutor(2) as pool:
        runaway = pool.submit(update, server, text)
        quick = f"INSERT DATA {{ GRAPH <{mine}2> {{ <urn:a> <urn:p> 1 }} }}"
        assert update(server, quick, "ann").status_code == 204
        answer = runaway.result()
    assert answer.status_code == 503
    problem: dict[str, Any] = answer.json()
    assert "longer than 1 s" in problem["detail"]


def test_a_readonly_server_takes_no_update(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READONLY", "1")
    server = serving()
    answer = update(server, "CREATE GRAPH <http://127.0.0.1:9/graph/user/ann/x>")
    assert answer.status_code == 403
