"""Health, readiness, metrics and the access log of a real server."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from tests.web.conftest import Serving
from tests.web.server import Server


def test_health_and_readiness(server: Server) -> None:
    with server.client() as client:
        assert client.get("/health").json() == {"status": "alive"}
        ready = client.get("/ready")
        assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


def figures(text: str) -> dict[str, float]:
    """Return the samples of a text in Prometheus' format; every line must be of it."""
    line = re.compile(r'([a-z_]+(?:\{(?:[a-z]+="[^"]*",?)+\})?) ([-+0-9.e]+|\+Inf)')
    found = {}
    for row in text.splitlines():
        if row.startswith("# "):
            assert re.fullmatch(r"# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))", row)
            continue
        match = line.fullmatch(row)
        assert match, row
        found[match[1]] = float(match[2])
    return found


def test_metrics_count_by_template_and_measure(serving: Serving) -> None:
    server = serving()
    with server.client() as client:
        for name in ("a", "b", "c"):
            client.get(f"/api/v1/records/model/paper/{name}")
        client.request("PROPFIND", "/health")
        client.get("/nothing/at/all")
        before = figures(client.get("/metrics").text)
        client.post(
            "/api/v1/records", json={"type": "MLModel", "name": "n"}, headers=server.auth("ann")
        )
        answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    route = 'method="GET",path="/api/v1/records/{kind}/{source}/{native_id:path}"'
    assert before[f'kgstore_http_requests_total{{{route},status="404"}}'] == 3
    assert before['kgstore_http_requests_total{method="GET",path="(none)",status="404"}'] == 1
    assert before['kgstore_http_requests_total{method="other",path="/health",status="405"}'] == 1
    name = "kgstore_http_request_duration_seconds"
    buckets = [value for key, value in before.items() if key.startswith(f"{name}_bucket{{{route}")]
    assert buckets == sorted(buckets)
    assert buckets[-1] == before[f"{name}_count{{{route}}}"] == 3
    assert before["kgstore_quads"] > 1000
    assert before["process_resident_memory_bytes"] > 10_000_000
    assert figures(answer.text)["kgstore_commits"] == before["kgstore_commits"] + 1


def log_with(server: Server, text: str) -> str:
    """Return the server's log once it holds a text: a line is written after the answer."""
    until = time.monotonic() + 10
    log = ""
    while text not in log and time.monotonic() < until:
        log = Path(f"{server.store}.log").read_text("utf-8")
    return log


def test_the_access_log_is_json_without_secrets(serving: Serving) -> None:
    server = serving()
    with server.client("ann") as client:
        client.get("/api/v1/context?token=hidden", headers={"X-Request-ID": "wanted"})
    log = log_with(server, '"wanted"')
    entries = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    (entry,) = [entry for entry in entries if entry["request"] == "wanted"]
    assert entry["agent"] == "ann"
    assert entry["client"] == "127.0.0.1"
    assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/api/v1/context", 200)
    assert entry["bytes"] > 1000
    assert 0 < entry["seconds"] < 10
    assert "hidden" not in log
    assert server.tokens["ann"] not in log


def test_the_access_log_can_be_switched_off(serving: Serving) -> None:
    server = serving(access_log=False)
    with server.client() as client:
        client.get("/health")
    assert '"method"' not in Path(f"{server.store}.log").read_text("utf-8")
