"""Records over HTTP: created, read, replaced, patched, deleted, checked; and refused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from tests.web.server import Server

RECORDS = "/api/v1/records"
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
AP50 = "https://w3id.org/modelzoo/vocabulary/metric/AP_50"


def model(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "MLModel", "name": name} | more


def state(client: httpx.Client) -> Any:
    """Return what changes with any write: the number of triples and of the last commit."""
    commits = client.get("/api/v1/commits?limit=1").json()["commits"][0]["number"]
    return commits, client.get("/sparql", params={"query": COUNT}).json()["results"]


def created(client: httpx.Client, name: str, **more: Any) -> httpx.Response:
    answer = client.post(RECORDS, json=model(name, **more))
    assert answer.status_code == 201, answer.text
    return answer


def test_a_record_without_an_id_is_given_one(server: Server) -> None:
    with server.client("ann") as client:
        answer = created(client, "tiny/né w", parameterCount=12)
        document = answer.json()
        assert document["id"] == f"{server.url}/id/model/user/ann/tiny/n%C3%A9%20w"
        assert document["nativeId"] == "ann/tiny/né w"
        assert answer.headers["Location"] == f"{RECORDS}/model/user/ann/tiny/n%C3%A9%20w"
        read = client.get(answer.headers["Location"])
        assert read.json() == document
        assert read.headers["ETag"] == answer.headers["ETag"]
        newest = client.get("/api/v1/commits?limit=1").json()["commits"][0]
        assert (newest["agent"], newest["source"]) == ("ann", "user")
        assert document["id"] in newest["message"]
        asked = client.get("/sparql", params={"query": f"ASK {{ <{document['id']}> ?p 12 }}"})
        assert asked.json()["boolean"] is True


def test_the_same_again_is_a_conflict(server: Server) -> None:
    with server.client("ann") as client:
        created(client, "twice")
        again = client.post(RECORDS, json=model("twice"))
    assert again.status_code == 409
    assert again.headers["Content-Type"] == "application/problem+json"


def test_what_is_derived_follows_a_write(server: Server) -> None:
    dataset = "https://w3id.org/modelzoo/vocabulary/dataset/COCO"
    iri = f"{server.url}/id/model/user/derived"
    configuration = {"id": f"{iri}#t", "type": "TrainingConfiguration", "dataset": dataset}
    query = f"ASK {{ <{iri}> mz:trainedOn <{dataset}> }}"
    with server.client("ann") as client:
        body = {"id": iri, "type": "MLModel", "name": "d", "configurations": configuration}
        body["id"] = iri = f"{server.url}/id/model/user/derived/one"
        configuration["id"] = f"{iri}#t"
        query = f"ASK {{ <{iri}> mz:trainedOn <{dataset}> }}"
        answer = client.post(RECORDS, json=body)
        assert answer.status_code == 201
        assert client.get("/sparql", params={"query": query}).json()["boolean"] is True
        place, tag = answer.headers["Location"], answer.headers["ETag"]
        patched = client.patch(place, **merge({"configurations": None}, tag))
        assert patched.status_code == 200
        assert client.get("/sparql", params={"query": query}).json()["boolean"] is False


def merge(patch: Any, tag: str | None) -> dict[str, Any]:
    """Return the arguments of a request with a merge patch."""
    headers = {"Content-Type": "application/merge-patch+json"}
    return {
        "content": json.dumps(patch),
        "headers": headers | ({"If-Match": tag} if tag else {}),
    }


def test_a_write_must_name_the_version_that_it_changes(server: Server) -> None:
    with server.client("ann") as client:
        answer = created(client, "versions", keyword=["a", "b"])
        place, first = answer.headers["Location"], answer.headers["ETag"]
        assert client.patch(place, **merge({"keyword": "c"}, None)).status_code == 428
        assert client.put(place, json=model("versions")).status_code == 428
        changed = client.patch(place, **merge({"keyword": "c", "description": "d"}, first))
        assert changed.status_code == 200
        assert (changed.json()["keyword"], changed.json()["description"]) == ("c", "d")
        stale = client.patch(place, **merge({"keyword": "e"}, first))
        assert stale.status_code == 412
        assert stale.headers["ETag"] == changed.headers["ETag"] != first
        put = client.put(place, json=model("new"), headers={"If-Match": changed.headers["ETag"]})
        assert put.status_code == 200
        source = {"id": f"{server.url}/id/source/user", "type": "Source", "name": "user"}
        always = {"id": answer.json()["id"], "source": source}
        assert put.json() == always | model("new")
        wrong = client.put(place, json=model("x"), headers={"If-Match": '"x", "y"'})
        assert wrong.status_code == 412


def test_the_tag_of_a_compressed_answer_will_do(server: Server) -> None:
    with server.client("ann") as client:
        place = created(client, "large", description="x" * 5000).headers["Location"]
        read = client.get(place)
        assert read.headers["Content-Encoding"] == "gzip"
        tag = read.headers["ETag"]
        assert client.get(place, headers={"If-None-Match": tag}).status_code == 304
        assert client.patch(place, **merge({"description": "y"}, tag)).status_code == 200


def test_a_put_creates_where_there_is_nothing(server: Server) -> None:
    place = f"{RECORDS}/dataset/lab/put%20one"
    with server.client("bob") as client:
        body = {"type": "Dataset", "name": "put one"}
        assert client.put(place, json=body, headers={"If-Match": "*"}).status_code == 412
        answer = client.put(place, json=body, headers={"If-None-Match": "*"})
        assert (answer.status_code, answer.headers["Location"]) == (201, place)
        again = client.put(place, json=body, headers={"If-None-Match": "*"})
        assert again.status_code == 412
        other = client.put(place, json=body | {"id": "urn:other"}, headers={"If-Match": "*"})
        assert other.status_code == 400


def test_reading_is_cached_by_version_and_negotiated(server: Server) -> None:
    with server.client("ann") as client:
        answer = created(client, "cached")
        place, tag = answer.headers["Location"], answer.headers["ETag"]
        assert client.get(place, headers={"If-None-Match": tag}).status_code == 304
        linked = client.get(place, headers={"Accept": "application/ld+json"})
        assert linked.json()["@context"] == f"{server.url}/api/v1/context"
        assert linked.headers["ETag"] != tag
        back = client.put(
            place,
            content=linked.content,
            headers={"If-Match": linked.headers["ETag"], "Content-Type": "application/ld+json"},
        )
        assert back.status_code == 200
        assert back.headers["ETag"] == tag
        assert "json-ld#context" in client.get(place).headers["Link"]
        assert client.get(place, headers={"Accept": "image/png"}).status_code == 406
        context = client.get("/api/v1/context")
        assert context.headers["Content-Type"] == "application/ld+json"
        whole = {**context.json(), **answer.json()}
        triples = list(ox.parse(json.dumps(whole), format=ox.RdfFormat.JSON_LD))
    assert len(triples) == len(answer.json()) - 1


def test_a_deleted_record_is_gone_for_good(server: Server) -> None:
    with server.client("cleo") as client:
        answer = created(client, "short-lived")
        place, tag = answer.headers["Location"], answer.headers["ETag"]
        assert client.delete(place).status_code == 428
        forbidden = client.delete(place, headers=server.auth("ann") | {"If-Match": tag})
        assert forbidden.status_code == 403
        grave = client.delete(f"{place}?reason=duplicate", headers={"If-Match": tag}).json()
        assert (grave["reason"], grave["labels"]) == ("duplicate", ["short-lived"])
        assert client.get(place).status_code == 410
        assert client.put(place, json=model("short-lived")).status_code == 410
        assert client.post(RECORDS, json=model("short-lived")).status_code == 410
        assert client.delete(place, headers={"If-Match": tag}).status_code == 410
        newest = client.get("/api/v1/commits?limit=1").json()["commits"][0]
        assert newest["agent"] == "cleo"


def test_a_refused_record_answers_with_every_reason_and_nothing_is_kept(server: Server) -> None:
    body = model("bad", parameterCount=-1, colour="red", created="yesterday")
    with server.client("ann") as client:
        before = state(client)
        answer = client.post(RECORDS, json=body)
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == 422
        report = problem["report"]
        messages = " ".join(result["message"] for result in report["results"])
        assert report["violations"] == 3
        assert "colour" in messages
        assert "yesterday" in messages
        turtle = client.post(RECORDS, json=body, headers={"Accept": "text/turtle"})
        assert (turtle.status_code, turtle.headers["Content-Type"]) == (
            422,
            "text/turtle; charset=utf-8",
        )
        graph = list(ox.parse(turtle.content, format=ox.RdfFormat.TURTLE))
        assert sum(str(t.predicate.value).endswith("shacl#result") for t in graph) >= 3
        assert state(client) == before
        with server.client("cleo") as curator:
            listed = curator.get("/api/v1/quarantine").json()["refusals"]
            assert not [refusal for refusal in listed if refusal["id"].endswith("/bad")]


def test_checking_keeps_nothing(server: Server) -> None:
    with server.client() as client:
        before = state(client)
        sound = client.post("/api/v1/validate", json=model("sound")).json()
        assert sound["conforms"] is True
        both = client.post(
            "/api/v1/validate?severity=Info", json=[model("a"), model("b", parameterCount=-1)]
        ).json()
        assert (both["conforms"], both["records"], both["violations"]) == (False, 2, 1)
        assert len(both["results"]) > both["violations"]
        assert state(client) == before
        assert client.post("/api/v1/validate", json=[model("a")] * 501).status_code == 413


BAD_BODIES: list[tuple[str, bytes, int]] = [
    ("not JSON", b"{", 400),
    ("nothing", b"", 400),
    ("not UTF-8", b'{"type": "MLModel", "name": "\xff"}', 400),
    ("half a surrogate", rb'{"type": "MLModel", "name": "\ud800"}', 400),
    ("NUL", rb'{"type": "MLModel", "name": "a\u0000b"}', 400),
    ("NUL in a key", rb'{"type": "MLModel", "name": "a", "x\u0000": 1}', 400),
    ("no object", b"[1]", 400),
    ("no name", b'{"type": "MLModel"}', 400),
    ("no type", b'{"name": "x"}', 400),
    ("odd type", b'{"type": {"a": 1}, "name": "x"}', 400),
    (
        "remote context",
        b'{"@context": "http://127.0.0.1:9/c", "type": "MLModel", "name": "x"}',
        400,
    ),
    ("own context", b'{"@context": {"name": "urn:x"}, "type": "MLModel", "name": "x"}', 400),
    ("foreign id", b'{"id": "https://example.org/id/a/b/c", "type": "MLModel"}', 400),
    ("relative id", b'{"id": "x", "type": "MLModel"}', 400),
    ("number as id", b'{"id": 1, "type": "MLModel"}', 400),
    ("file IRI", b'{"type": "MLModel", "name": "x", "landingPage": "file:///etc/passwd"}', 400),
    ("relative IRI", b'{"type": "MLModel", "name": "x", "landingPage": "a/b"}', 422),
    ("nested without id", b'{"type": "MLModel", "name": "x", "artifact": {"name": "y"}}', 422),
    ("very deep", b'{"name": ' + b"[" * 500 + b"]" * 500 + b"}", 400),
    ("deeper", b"[" * 100_000 + b"]" * 100_000, 400),
    ("NaN", b'{"type": "MLModel", "name": "x", "floatingPointOperations": NaN}', 400),
    ("large", b'{"type": "MLModel", "name": "x", "parameterCount": 1e999}', 400),
    ("odd source", b'{"type": "MLModel", "name": "x", "source": "https://e.org/"}', 400),
]


@pytest.mark.parametrize(
    ("body", "status"), [case[1:] for case in BAD_BODIES], ids=[case[0] for case in BAD_BODIES]
)
def test_bad_bodies_are_refused_and_change_nothing(
    server: Server, body: bytes, status: int
) -> None:
    with server.client("ann") as client:
        before = state(client)
        answer = client.post(RECORDS, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["title"]
        assert state(client) == before


def test_other_media_types_are_not_read(server: Server) -> None:
    with server.client("ann") as client:
        for kind in ("text/turtle", "text/plain", "", "multipart/form-data"):
            answer = client.post(RECORDS, content=b"{}", headers={"Content-Type": kind})
            assert answer.status_code == 415
            assert "application/ld+json" in answer.headers["Accept-Post"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("model/paper/%FF", 400),
        ("model/paper/a%00b", 400),
        ("model/paper/nothing", 404),
        ("model/paper", 404),
        ("model/paper/yolov3", 200),
        ("model/paper/%79olov3", 200),
        ("model/paper/yolov4", 410),
    ],
)
def test_the_path_is_decoded_once(server: Server, path: str, status: int) -> None:
    with server.client() as client:
        assert client.get(f"{RECORDS}/{path}").status_code == status


def test_listing_goes_page_by_page(server: Server) -> None:
    with server.client() as client:
        every = client.get(f"{RECORDS}?limit=1000").json()
        assert every["next"] is None
        iris = [record["id"] for record in every["records"]]
        assert iris == sorted(iris)
        found, url = [], f"{RECORDS}?limit=1"
        while url:
            page = client.get(url).json()
            found += [record["id"] for record in page["records"]]
            url = page["next"]
        assert set(iris) <= set(found)
        paper = client.get(f"{RECORDS}?kind=model&source=paper").json()["records"]
        assert [record["name"] for record in paper] == ["YOLOv3"]
        assert client.get(paper[0]["href"]).status_code == 200


def test_of_many_who_write_at_once_one_wins(server: Server) -> None:
    with server.client("ann") as client, ThreadPoolExecutor(8) as pool:
        answer = created(client, "contested")
        place, tag = answer.headers["Location"], answer.headers["ETag"]
        futures = [
            pool.submit(client.patch, place, **merge({"description": str(n)}, tag))
            for n in range(8)
        ]
        statuses = sorted(future.result().status_code for future in futures)
    assert statuses == [200] + [412] * 7
