"""`kgstore serve` and the end of `demo`, as processes of their own; and who meets their lock."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import BASE, Kgstore

Start = Callable[..., tuple[str, subprocess.Popen[str]]]
_COMMAND = [sys.executable, "-c", "from kgstore.cli.main import run; run()"]


@pytest.fixture
def start(tmp_path: Path, checkout: Path) -> Iterator[Start]:
    """Start `kgstore --store TMP/store ...` and return its address once it says it."""
    running = []

    def begin(*arguments: str, patience: float = 60) -> tuple[str, subprocess.Popen[str]]:
        command = [*_COMMAND, "--store", str(tmp_path / "store"), *arguments]
        environment = {**os.environ, "KGSTORE_AGENT": "tester", "PYTHONPATH": str(checkout)}
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
            )
        running.append(process)
        assert process.stdout is not None
        until = time.monotonic() + patience
        for line in process.stdout:
            if match := re.search(r"^  (http://\S+?)/ +the catalogue", line):
                return match[1], process
            assert time.monotonic() < until
        raise AssertionError((tmp_path / "log").read_text())

    yield begin
    for process in running:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_stops_in_good_order(
    empty: Kgstore, start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    url, process = start("serve", "--port", "0")
    assert httpx.get(f"{url}/ready", timeout=30).json() == {"status": "ready"}
    assert (tmp_path / "store" / "serving").exists()
    process.send_signal(number)
    assert process.wait(30) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
    assert not (tmp_path / "store" / "serving").exists()
    assert empty("log").status == 0


def test_who_meets_its_lock_is_told_where_it_answers(empty: Kgstore, start: Start) -> None:
    url, process = start("serve", "--port", "0")
    for command in (("stats",), ("serve", "--port", "0"), ("import", "records", __file__)):
        outcome = empty(*command)
        assert outcome.status == 1, command
        assert f"process {process.pid} " in outcome.err
        assert f"ask it at {url}" in outcome.err
    made = empty("token", "create", "ann", "--role", "editor")
    headers = {"Authorization": f"Bearer {made.out.strip()}"}
    body = {"type": "MLModel", "name": "tiny"}
    answer = httpx.post(f"{url}/api/v1/records", json=body, headers=headers, timeout=30)
    assert answer.status_code == 201
    assert answer.json()["id"] == f"{BASE}/id/model/user/ann/tiny"


def test_a_read_only_server_leaves_others_reading(empty: Kgstore, start: Start) -> None:
    secret = empty("token", "create", "ada", "--role", "admin").out.strip()
    url, _ = start("serve", "--port", "0", "--readonly")
    assert empty("stats").status == 0
    headers = {"Authorization": f"Bearer {secret}"}
    body = {"type": "MLModel", "name": "tiny"}
    answer = httpx.post(f"{url}/api/v1/records", json=body, headers=headers, timeout=30)
    assert answer.status_code == 403
    assert "--readonly" in answer.json()["detail"]
    assert httpx.get(f"{url}/api/v1/quarantine", headers=headers, timeout=30).status_code == 200
    asked = httpx.get(f"{url}/sparql?query=ASK%7B%7D", timeout=30)
    assert asked.status_code == 200
    writer = empty("import", "records", __file__)
    assert f"ask it at {url}" in writer.err


def test_after_a_kill_the_lock_is_free_and_nobody_is_sent_to_a_dead_server(
    empty: Kgstore, start: Start
) -> None:
    _, process = start("serve", "--port", "0")
    process.kill()
    process.wait()
    assert empty("stats").status == 0
    url, _ = start("serve", "--port", "0")
    assert f"ask it at {url}" in empty("stats").err


def test_a_taken_port_and_a_wrong_host_are_said(empty: Kgstore) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outcome = empty("serve", "--port", taken.getsockname()[1])
    assert outcome.status == 2
    assert "another --port" in outcome.err
    assert empty("serve", "--host", "no such host").status == 2


@pytest.mark.slow
def test_the_demo_answers_seven_questions_and_then_serves(start: Start, tmp_path: Path) -> None:
    url, process = start("demo", "--port", "0", patience=240)
    found = httpx.get(f"{url}/api/v1/records?kind=model&limit=1", timeout=30).json()
    iri = found["records"][0]["id"]
    assert iri.startswith(url.replace("127.0.0.1", "localhost"))
    turtle = {"Accept": "text/turtle"}
    thing = httpx.get(iri, headers=turtle, follow_redirects=True, timeout=30)
    assert thing.status_code == 200
    assert "text/turtle" in thing.headers["Content-Type"]
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0


@pytest.mark.slow
def test_the_demo_can_do_without_a_server(kgstore: Kgstore) -> None:
    outcome = kgstore("demo", "--no-serve")
    assert outcome.status == 0
    assert all(f"cq0{number}:" in outcome.out for number in range(1, 8))
    assert "serves" not in outcome.out
