"""Finding over HTTP: pages, whole results, explanations, completion, and filters that are none."""

from __future__ import annotations

import csv
import io

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.server import Server

FIND = "/api/v1/find"


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()["rows"]]


@pytest.fixture(autouse=True, scope="module")
def indexed(server: Server) -> None:
    """Wait until the server, which has just started, has made its index."""
    server.until_indexed()


def test_a_page_has_rows_facets_and_ranges(server: Server) -> None:
    with server.client() as client:
        asked = {
            "filter": "task:object-detection",
            "facet": ["task", "licence"],
            "histogram": "parameters",
            "sort": "name",
        }
        page = client.get(FIND, params=asked).json()
        assert page["total"] == len(page["rows"]) > 0
        assert [row["name"] for row in page["rows"]] == sorted(row["name"] for row in page["rows"])
        assert page["sort"] == {"by": "name", "descending": False}
        facet = {one["label"]: one for one in page["facets"]["task"]}
        assert facet["object detection"]["count"] == page["total"]
        assert facet["object detection"]["selected"]
        assert "parameters" in page["histograms"]
        assert page["labels"][facet["object detection"]["value"]] == "object detection"
        understood = {note["text"]: note["understood"] for note in page["notes"]}
        assert (
            understood["task:object-detection"] == "task: object detection (mzt:object-detection)"
        )


def test_pages_follow_one_another(server: Server) -> None:
    with server.client() as client:
        everything = "kind:(model OR dataset)"
        asked = {"filter": everything, "sort": "name", "format": "jsonl"}
        lines = client.get(FIND, params=asked).content.splitlines()
        whole = [orjson.loads(line)["name"] for line in lines]
        assert len(whole) > 4
        found: list[str] = []
        following = str(
            httpx.URL(FIND, params={"filter": everything, "sort": "name", "limit": 300})
        )
        while following:
            page = client.get(following)
            found += names(page)
            following = page.json()["next"]
        assert found == whole


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [("text/csv", "text/csv"), ("application/jsonl", "application/jsonl")],
)
def test_the_whole_result_as_a_table(server: Server, accept: str, media_type: str) -> None:
    with server.client() as client:
        whole = names(client.get(FIND, params={"sort": "name", "limit": 1000}))
        answer = client.get(FIND, params={"sort": "name", "limit": 1}, headers={"Accept": accept})
        assert answer.headers["Content-Type"].partition(";")[0] == media_type
        assert "Accept," in answer.headers["Vary"]
        if media_type == "text/csv":
            rows = list(csv.DictReader(io.StringIO(answer.text)))
        else:
            rows = [orjson.loads(line) for line in answer.content.splitlines()]
        assert [row["name"] for row in rows] == whole


def test_the_whole_result_as_parquet(server: Server) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    with server.client() as client:
        answer = client.get(FIND, params={"format": "parquet", "sort": "name"})
        assert answer.headers["Content-Type"] == "application/vnd.apache.parquet"
        table = parquet.read_table(io.BytesIO(answer.content))
        assert table.column("name").to_pylist() == names(
            client.get(FIND, params={"sort": "name", "limit": 1000})
        )


def test_a_format_that_there_is_none_of(server: Server) -> None:
    with server.client() as client:
        assert client.get(FIND, params={"format": "xls"}).status_code == 406
        assert client.get(FIND, headers={"Accept": "image/png"}).status_code == 406


def test_a_filter_that_is_none_is_a_problem_with_its_column(server: Server) -> None:
    with server.client() as client:
        for path in (FIND, f"{FIND}/explain"):
            answer = client.get(path, params={"filter": "yolo licens:mit"})
            assert answer.status_code == 400
            assert answer.headers["Content-Type"] == "application/problem+json"
            problem = answer.json()
            assert problem["type"].endswith("/FilterError")
            assert problem["detail"] == "column 6: there is no field or metric 'licens'"
            assert problem["column"] == 6
            assert "license" in problem["suggestions"]
            assert problem["advice"].startswith("Did you mean")


@pytest.mark.parametrize(
    "asked",
    [{"sort": "beauty"}, {"facet": "beauty"}, {"cursor": "?"}, {"limit": -1}, {"limit": 1001}],
)
def test_what_cannot_be_asked_is_told(server: Server, asked: dict[str, str]) -> None:
    with server.client() as client:
        assert client.get(FIND, params=asked).status_code == 400


def test_the_explanation_is_sparql_that_finds_the_same(server: Server) -> None:
    text = "task:object-detection NOT lacks:task (mAP>=0.1 dataset:coco OR yolo*)"
    with server.client() as client:
        told = client.get(f"{FIND}/explain", params={"filter": f"  {text} "}).json()
        assert told["filter"] == text
        rows = client.post(
            "/sparql",
            content=told["sparql"],
            headers={
                "Content-Type": "application/sparql-query",
                "Accept": "application/sparql-results+json",
            },
        ).json()["results"]["bindings"]
        page = client.get(FIND, params={"filter": text, "limit": 1000}).json()
        assert {row["focus"]["value"] for row in rows} == {row["iri"] for row in page["rows"]}
        assert page["rows"]


def test_completion(server: Server) -> None:
    with server.client() as client:
        text = "yolo task:obj license:mit"
        answer = client.get(f"{FIND}/complete", params={"filter": text, "position": 13}).json()
        assert (answer["start"], answer["end"]) == (10, 13)
        first = answer["proposals"][0]
        assert (first["text"], first["label"]) == ('"object detection"', "object detection")
        assert first["count"] > 0
        assert client.get(f"{FIND}/complete", params={"position": 9}).status_code == 400


def test_a_commit_is_found_at_once(server: Server) -> None:
    record = {"type": "MLModel", "name": "quagga counter", "keyword": ["quagga"]}
    with server.client("ann") as client:
        assert names(client.get(FIND, params={"filter": "keyword:quagga"})) == []
        assert client.post("/api/v1/records", json=record).status_code == 201
        assert names(client.get(FIND, params={"filter": "keyword:quagga"})) == ["quagga counter"]
        asked = {"filter": "keyword:quag"}
        proposals = client.get(f"{FIND}/complete", params=asked).json()["proposals"]
        assert proposals == [{"text": "quagga", "kind": "value", "label": "", "count": 1}]


def test_any_text_is_answered_or_refused(server: Server) -> None:
    with server.client() as client:

        @given(st.text(max_size=40), st.sampled_from(["", "/explain", "/complete"]))
        @settings(max_examples=100, deadline=None)
        def ask(text: str, path: str) -> None:
            assert client.get(FIND + path, params={"filter": text}).status_code in {200, 400}

        ask()


def test_the_explanation_of_an_order_sorts(server: Server) -> None:
    with server.client() as client:
        asked = {"filter": "task:object-detection", "sort": "parameters"}
        told = client.get(f"{FIND}/explain", params=asked).json()
        assert told["sparql"].rstrip().endswith("ORDER BY (!BOUND(?key)) ?key STR(?focus)")
        assert client.get(f"{FIND}/explain", params={"sort": "beauty"}).status_code == 400
