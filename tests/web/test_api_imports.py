"""Imports over HTTP: uploaded, run, watched; what is refused waits in quarantine for a curator."""

from __future__ import annotations

import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest

from kgstore.namespaces import MZ
from kgstore.opening import for_reading
from kgstore.settings import Settings
from tests.web.conftest import Serving
from tests.web.server import Server

IMPORTS = "/api/v1/imports"


def model(server: Server, name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"{server.url}/id/model/upload/{name}", "type": "MLModel", "name": name} | more


def upload(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    sent = [("files", file) for file in files]
    return client.post(IMPORTS, data={"source": "records"} | fields, files=sent)


def finished(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    """Return a job once it has ended."""
    assert answer.status_code == 202, answer.text
    place = answer.headers["Location"]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(place).json()
        if job["state"] in {"done", "failed"}:
            return job
        time.sleep(0.05)
    raise AssertionError(f"{place} did not end")


def test_an_import_reports_counts_findings_and_losses(server: Server) -> None:
    lines = [model(server, "one"), model(server, "two", colour="red"), model(server, "one")]
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    with server.client("ann") as client:
        job = finished(client, upload(client, ("folder/many.jsonl", content)))
        assert (job["state"], job["agent"], job["read"], job["files"]) == ("done", "ann", 2, 1)
        assert job["report"]["counts"]["committed"] == 2
        assert {finding["file"] for finding in job["report"]["findings"]} == {
            "folder/many.jsonl:2",
            "folder/many.jsonl:3",
        }
        assert job["report"]["losses"]["summary"]["mapped"] > 0
        newest = client.get("/api/v1/commits?limit=1").json()["commits"][0]
        assert (newest["agent"], newest["source"]) == ("ann", "records")
        listed = client.get(IMPORTS).json()["imports"]
        assert listed[0] == job | {"report": None}
        assert client.get("/api/v1/records/model/upload/two").status_code == 200
    assert not list((server.store / "uploads").iterdir())


def test_a_dry_run_keeps_nothing(server: Server) -> None:
    content = json.dumps(model(server, "dry")).encode()
    with server.client("ann") as client:
        job = finished(client, upload(client, ("dry.json", content), dry_run="true"))
        assert (job["dryRun"], job["report"]["dryRun"]) == (True, True)
        assert job["report"]["counts"]["committed"] == 1
        assert client.get("/api/v1/records/model/upload/dry").status_code == 404


def test_what_is_refused_waits_is_mended_and_dropped(server: Server) -> None:
    broken = [model(server, name, parameterCount=-1) for name in ("mended", "dropped")]
    with server.client("ann") as client:
        job = finished(client, upload(client, ("broken.json", json.dumps(broken).encode())))
        assert job["report"]["counts"]["quarantined"] == 2
        assert client.get("/api/v1/quarantine").status_code == 403
    with server.client("cleo") as client:
        listed = client.get("/api/v1/quarantine").json()
        ours = {r["id"].rpartition("/")[2]: r for r in listed["refusals"] if "/upload/" in r["id"]}
        assert ours["mended"]["file"] == "broken.json[0]"
        place = f"/api/v1/quarantine/{ours['mended']['name']}"
        assert client.get(place).json() == ours["mended"]
        again = client.post(f"{place}/retry").json()
        assert again == {"accepted": 0, "refused": 1}
        mended = client.get(place).json()["document"] | {"parameterCount": 5}
        assert client.post(f"{place}/retry", json=mended).json() == {"accepted": 1, "refused": 0}
        assert client.get(place).status_code == 404
        newest = client.get("/api/v1/commits?limit=1").json()["commits"][0]
        assert newest["agent"] == "cleo"
        other = f"/api/v1/quarantine/{ours['dropped']['name']}"
        assert client.delete(other[:-4]).status_code == 404
        assert client.delete(other).status_code == 204
        assert client.delete(other).status_code == 404
        pages = client.get("/api/v1/quarantine?limit=1").json()
        assert pages["total"] == len(client.get("/api/v1/quarantine?limit=1000").json()["refusals"])


def test_what_is_no_source_fails_and_says_why(server: Server) -> None:
    with server.client("ann") as client:
        unknown = upload(client, ("a.json", b"{}"), source="nothing")
        assert unknown.status_code == 404
        assert "kgstore sources" in unknown.json()["advice"]
        job = finished(client, upload(client, ("README.md", b"# nothing")))
        assert job["state"] == "failed"
        assert job["error"]["status"] == 400
        assert "no .jsonl" in job["error"]["detail"]
        assert client.get(f"{IMPORTS}/nothing").status_code == 404
        assert client.post(IMPORTS, data={"source": "records"}).status_code == 400


@pytest.mark.parametrize(
    "name",
    ["../up.json", "/etc/up.json", "a/../../b.json", "a\\b.json", "x" * 300, "a/" * 20 + "b"],
)
def test_a_file_goes_nowhere_but_into_its_folder(server: Server, name: str) -> None:
    with server.client("ann") as client:
        assert upload(client, (name, b"{}")).status_code == 400
        assert upload(client, ("a.json", b"{}"), ("a.json", b"{}")).status_code == 400


def test_a_write_waits_its_turn_and_a_stop_leaves_the_store_as_it_was(serving: Serving) -> None:
    server = serving(workers=1, batch=50)
    base = "http://127.0.0.1:9/id/model/upload"
    lines = (
        json.dumps({"id": f"{base}/{n}", "type": "MLModel", "name": str(n)}) + "\n"
        for n in range(20_000)
    )
    with server.client("ann") as client, ThreadPoolExecutor(1) as beside:
        before = client.get("/api/v1/commits?limit=1").json()["commits"]
        job = upload(client, ("many.jsonl", "".join(lines).encode())).json()
        while not client.get(job["href"]).json()["read"]:
            time.sleep(0.02)
        late = beside.submit(
            httpx.post,
            server.url + "/api/v1/records",
            json={"type": "MLModel", "name": "late"},
            headers=server.auth("ann"),
            timeout=60,
        )
        assert client.get("/api/v1/stats").status_code == 200
        assert client.get(job["href"]).json()["state"] == "running"
        assert not late.done()
        server.process.send_signal(signal.SIGTERM)
        with suppress(httpx.TransportError):  # or the server left before its turn came
            assert late.result().status_code in {201, 503}
    server.process.wait(60)
    with for_reading(Settings(store=server.store)) as store:
        assert len(store.log()) <= before[0]["number"] + 1
        assert f"{base}/1" not in dict(store.view.pairs(MZ + "nativeId"))
        assert not list(store.path.glob("uploads/*"))
