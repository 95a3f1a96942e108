"""Links over HTTP: listed, explained, accepted, rejected, withdrawn; by curators only."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
import pytest

from tests.web.server import Server

LINKS = "/api/v1/links"
PLANT = "https://w3id.org/modelzoo/vocabulary/labels/voc20/pottedplant"
"""Its closeMatch to a houseplant is packaged with a confidence of 0.75."""
HOUSEPLANT = "http://wordnet-rdf.princeton.edu/wn30/13083023-n"
PERSON = "https://w3id.org/modelzoo/vocabulary/labels/coco80/person"
BODY = "http://wordnet-rdf.princeton.edu/wn30/05217688-n"


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    found = answer.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def listed(client: httpx.Client, **parameters: Any) -> list[dict[str, str]]:
    return rows(client.get(LINKS, params=parameters))


def explained(client: httpx.Client, concept: str, of: str = PLANT) -> dict[str, str]:
    found = rows(client.get(f"{LINKS}/explain", params={"class": of}))
    return next(row for row in found if row["concept"] == concept)


def is_linked(client: httpx.Client, subject: str, relation: str, concept: str) -> bool:
    query = f"ASK {{ <{subject}> skos:{relation} <{concept}> }}"
    return bool(client.get("/sparql", params={"query": query}).json()["boolean"])


def test_a_curator_decides_and_everybody_sees_why(server: Server) -> None:
    with server.client() as anybody, server.client("cleo") as cleo:
        (row,) = listed(anybody, set="voc20", status="proposed")
        assert (row["class"], row["concept"]) == (PLANT, HOUSEPLANT)
        assert not is_linked(anybody, PLANT, "closeMatch", HOUSEPLANT)
        body = {"records": [row["id"]], "reason": "seen in the images"}
        done = cleo.post(f"{LINKS}/accept", json=body)
        assert done.status_code == 200, done.text
        assert done.json()["mappings"][0]["object"] == HOUSEPLANT
        assert is_linked(anybody, PLANT, "closeMatch", HOUSEPLANT)
        why = explained(anybody, HOUSEPLANT)
        assert (why["status"], why["decidedBy"]) == ("accepted", "cleo")
        assert why["decidedBecause"] == "seen in the images"
        newest = anybody.get("/api/v1/commits?limit=1").json()["commits"][0]
        assert (newest["agent"], newest["number"]) == ("cleo", done.json()["commit"])
        assert cleo.post(f"{LINKS}/accept", json=body).json()["commit"] is None
        taken = cleo.post(f"{LINKS}/withdraw", json={"records": [row["id"]]})
        assert taken.status_code == 200
        assert not is_linked(anybody, PLANT, "closeMatch", HOUSEPLANT)


def test_a_rejection_names_what_is_right(server: Server) -> None:
    with server.client("cleo") as cleo:
        (row,) = [r for r in listed(cleo, set="coco80", status="linked") if r["class"] == PERSON]
        body = {"records": [row["id"]], "reason": "bodies", "instead": "wn30:05217688-n"}
        assert cleo.post(f"{LINKS}/reject", json=body).status_code == 200
        assert not is_linked(cleo, PERSON, "exactMatch", row["concept"])
        assert is_linked(cleo, PERSON, "exactMatch", BODY)
        for concept in (row["concept"], BODY):
            record = explained(cleo, concept, PERSON)["id"]
            assert cleo.post(f"{LINKS}/withdraw", json={"records": [record]}).status_code == 200
        assert is_linked(cleo, PERSON, "exactMatch", row["concept"])


def test_only_curators_decide(server: Server) -> None:
    body = {"records": ["0"], "reason": "x"}
    with server.client() as anybody, server.client("ann") as editor:
        assert anybody.post(f"{LINKS}/reject", json=body).status_code == 401
        assert editor.post(f"{LINKS}/reject", json=body).status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("accept", {"records": ["ffffffffff"], "reason": "x"}, 404),
        ("accept", {"records": ["0"], "reason": "x"}, 400),
        ("accept", {"records": ["0"], "reason": ""}, 400),
        ("accept", {"records": ["0"], "reason": " "}, 400),
        ("accept", {"records": [], "reason": "x"}, 400),
        ("accept", {"records": ["0"]}, 400),
        ("accept", ["0"], 400),
        ("reject", {"records": ["0"], "reason": "x", "instead": "no iri"}, 400),
        ("withdraw", {"records": ["0"], "reason": "x"}, 400),
    ],
)
def test_what_cannot_be_decided_is_a_problem(
    server: Server, path: str, body: Any, status: int
) -> None:
    with server.client("cleo") as cleo:
        answer = cleo.post(f"{LINKS}/{path}", json=body)
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert cleo.post(f"{LINKS}/{path}", content=b"x").status_code == 415


def test_the_command_line_lists_and_explains_over_a_server(server: Server) -> None:
    def printed(*arguments: str) -> str:
        command = [sys.executable, "-c", "from kgstore.cli.main import run; run()"]
        called = [*command, "--store", server.url, "links", *arguments]
        return subprocess.run(called, capture_output=True, text=True, check=True).stdout

    with server.client() as anybody:
        (row,) = [r for r in listed(anybody, set="voc20") if r["concept"] == HOUSEPLANT]
    assert row["id"] in printed("list", "--set", "voc20", "--below", "0.8", "-f", "csv")
    assert "houseplant" in printed("explain", row["id"])
    assert "houseplant" in printed("explain", "mzlab:voc20/pottedplant")


TABLE = """\
#curie_map:
#  lab: https://w3id.org/modelzoo/vocabulary/labels/voc20/
#  wn30: http://wordnet-rdf.princeton.edu/wn30/
#mapping_set_id: https://example.org/sets/by-words
#license: https://spdx.org/licenses/CC0-1.0
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence
lab:cat\tskos:exactMatch\twn30:10172793-n\tsemapv:LexicalMatching\t0.4
"""
TSV = {"Content-Type": "text/tab-separated-values"}


def test_a_mapping_set_is_taken_in_by_curators(server: Server) -> None:
    with server.client("cleo") as cleo, server.client("ann") as editor:
        sent: dict[str, Any] = {"params": {"set": "words"}, "headers": TSV, "content": TABLE}
        assert editor.post(f"{LINKS}/import", **sent).status_code == 403
        done = cleo.post(f"{LINKS}/import", **sent)
        assert done.status_code == 200, done.text
        assert done.json()["set"] == "made/words"
        assert cleo.post(f"{LINKS}/import", **sent).json()["commit"] is None
        assert [row["set"] for row in listed(cleo, set="words")] == ["made/words"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (TABLE.replace("lab:cat", "lob:cat"), "text/tab-separated-values", 400),
        ("<html>", "text/tab-separated-values", 400),
        ("", "text/tab-separated-values", 400),
        (b"\xff", "text/tab-separated-values", 400),
        (TABLE, "application/json", 415),
    ],
)
def test_a_broken_mapping_set_changes_nothing(
    server: Server, content: str | bytes, kind: str, status: int
) -> None:
    with server.client("cleo") as cleo:
        before = cleo.get("/api/v1/commits?limit=1").json()
        answer = cleo.post(f"{LINKS}/import", content=content, headers={"Content-Type": kind})
        assert answer.status_code == status, answer.text
        assert cleo.get("/api/v1/commits?limit=1").json() == before
