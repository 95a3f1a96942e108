"""links reconcile: on good and bad days of a service, from the command line."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Kgstore
from tests.cli.test_links import VALIDATE
from tests.link.reconcile.service import Service, serving

VOC = "mzlab:voc20"


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


def call(kgstore: Kgstore, service: Service, *options: str) -> tuple[int, str]:
    outcome = kgstore(
        *("links", "reconcile", "--service", service.url, "--delay", "0", *options),
    )
    assert outcome.out == ""
    return outcome.status, outcome.err


def made(kgstore: Kgstore) -> list[dict[str, str]]:
    found = csv.DictReader(io.StringIO(kgstore("links", "list", "-f", "csv").out))
    return [row for row in found if row["set"].startswith("made/")]


def test_candidates_are_proposed_and_reviewed(
    empty: Kgstore, service: Service, tmp_path: Path
) -> None:
    status, said = call(empty, service, "--schema", VOC, "--type", "Q729", "--property", "P31=Q1")
    assert (status, "3 of 20 classes have a candidate, 2 are sure enough" in said) == (0, True), (
        said
    )
    assert service.faults == []
    assert {row["status"] for row in made(empty)} == {"linked", "proposed"}
    (dog,) = [row["id"] for row in made(empty) if row["status"] == "proposed"]
    assert empty("links", "accept", dog, "-r", "yes").status == 0
    assert "score 70 of 100" in empty("links", "explain", "mzlab:voc20/dog").out
    out = tmp_path / "all.sssom.tsv"
    name = made(empty)[0]["set"]
    assert empty("links", "export", "--set", name, "-o", out).status == 0
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, str(out)], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    again = call(empty, service, "--schema", VOC, "--type", "Q729", "--property", "P31=Q1")
    assert "nothing new" in again[1]
    assert {row["status"] for row in made(empty)} >= {"linked", "accepted"}


@pytest.mark.parametrize(
    ("mode", "said"),
    [("html", "a page (HTML)"), ("{", "no JSON"), ("slow", "in time"), ("404", "404")],
)
def test_a_bad_day_changes_nothing_and_can_be_gone_on_from(
    empty: Kgstore, service: Service, mode: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    service.mode, service.delay = mode, 0.5
    status, message = call(empty, service, "--schema", VOC, "--timeout", "0.2")
    assert (status, said in message) == (1, True), message
    assert "reconcile:" not in empty("log").out
    service.mode = "sound"
    assert call(empty, service, "--schema", VOC)[0] == 0
    assert len(made(empty)) == 3


def test_ten_thousand_candidates_are_cut_and_noted(empty: Kgstore, service: Service) -> None:
    service.mode = "many"
    status, said = call(empty, service, "--schema", VOC)
    assert (status, "more candidates than were looked at for 20 classes" in said) == (0, True), said
    assert {row["status"] for row in made(empty)} == {"proposed"}


def test_what_is_missing_is_asked_for(empty: Kgstore, service: Service) -> None:
    assert call(empty, service)[0] == 2
    assert call(empty, service, "--schema", VOC, "--property", "P31")[0] == 2
    status, said = call(empty, service, "--schema", "https://example.org/none")
    assert (status, "no such class" in said) == (1, True)
    assert service.got == []
    status, said = call(empty, service, "--schema", VOC, "--unlinked")
    assert status in {0, 1}
