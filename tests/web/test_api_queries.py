"""Named queries as operations, and the ledger, over HTTP."""

from __future__ import annotations

import pytest

from tests.web.server import Server

QUERIES = "/api/v1/queries"


def test_the_list_names_each_query_with_its_parameters(server: Server) -> None:
    with server.client() as client:
        found = {query["name"]: query for query in client.get(QUERIES).json()["queries"]}
        assert {f"cq0{n}" for n in range(1, 8)} <= set(found)
        assert not {"trained_on", "labels"} & set(found)
        asked = found["cq04"]
        assert [p["name"] for p in asked["parameters"]] == ["concept", "dataset", "metrics"]
        assert asked["restsOn"]
        for query in found.values():
            answer = client.get(query["href"])
            assert answer.status_code == 200, query["name"]
            assert answer.headers["Content-Type"] == "application/sparql-results+json"


def test_an_operation_has_the_parameters_of_its_query(server: Server) -> None:
    with server.client() as client:
        document = client.get("/api/v1/openapi.json").json()
    operation = document["paths"][f"{QUERIES}/cq04"]["get"]
    schemas = {p["name"]: p["schema"] for p in operation["parameters"]}
    assert schemas["concept"]["type"] == "string"
    assert schemas["concept"]["default"] == "wn30:00007846-n"
    assert schemas["metrics"]["type"] == "array"
    assert "text/csv" in operation["responses"]["200"]["content"]
    assert operation["summary"]


def test_answers_are_negotiated(server: Server) -> None:
    with server.client() as client:
        for kind in ("application/sparql-results+xml", "text/csv", "text/tab-separated-values"):
            answer = client.get(f"{QUERIES}/cq04", headers={"Accept": kind})
            assert answer.headers["Content-Type"].partition(";")[0] == kind
        assert client.get(f"{QUERIES}/cq04", headers={"Accept": "image/png"}).status_code == 406


def test_parameters_change_the_answer(server: Server) -> None:
    with server.client() as client:
        rows = client.get(f"{QUERIES}/cq22").json()["results"]["bindings"]
        assert len(rows) > 1
        none = client.get(f"{QUERIES}/cq22", params={"task": "mzt:text-generation"}).json()
        assert none["results"]["bindings"] != rows
        two = client.get(f"{QUERIES}/cq04", params={"metrics": ["mzm:AP_50", "mzm:AP"]})
        assert two.status_code == 200


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"concpet": "x"}, "concpet"),
        ({"concept": "a b"}, "concept"),
        ({"concept": "<urn:a> } # "}, "concept"),
    ],
)
def test_a_wrong_parameter_is_named(server: Server, given: dict[str, str], told: str) -> None:
    with server.client() as client:
        answer = client.get(f"{QUERIES}/cq04", params=given)
        assert answer.status_code == 400
        assert told in answer.json()["subject"]
        assert client.get(f"{QUERIES}/nothing").status_code == 404


def test_the_unresolved_and_the_statistics_are_there(server: Server) -> None:
    with server.client() as client:
        for path in ("unresolved", "stats"):
            assert client.get(f"/api/v1/{path}").json()["head"]["vars"]


def test_the_ledger_is_listed_backwards_page_by_page(server: Server) -> None:
    with server.client() as client:
        head = client.get("/api/v1/commits?limit=1").json()["commits"][0]["number"]
        found, url = [], "/api/v1/commits?limit=1"
        while url:
            page = client.get(url).json()
            found += [commit["number"] for commit in page["commits"]]
            url = page["next"]
        assert found == list(range(head, 0, -1))
        one = client.get("/api/v1/commits/2").json()
        assert (one["number"], one["agent"], one["source"]) == (2, "tester", "records")
        assert client.get(f"/api/v1/commits/{head + 1}").status_code == 404
        assert client.get(f"/api/v1/commits/{10**18}").status_code == 404
        assert client.get("/api/v1/commits/x").status_code == 400
