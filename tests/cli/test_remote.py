"""The commands over the address of a server: what they print, and how they end, is the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Kgstore, Outcome
from tests.web.server import Server, copied, listening, make_store, serve

BASE = "http://127.0.0.1:9"
YOLO = "model/paper/yolov3"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    """The same store in a folder and behind a server."""
    folder = tmp_path_factory.mktemp("remote")
    tokens = make_store(folder / "here", BASE)
    with serve(copied(folder / "here", folder / "there"), listening(), tokens) as server:
        yield folder / "here", server


@pytest.fixture
def both(kgstore: Kgstore, places: tuple[Path, Server], monkeypatch: pytest.MonkeyPatch) -> Kgstore:
    """Call a command on both; the outcomes must be the same, and one is returned."""
    here, server = places
    monkeypatch.setenv("KGSTORE_TOKEN", server.tokens["ada"])

    def call(*arguments: object) -> Outcome:
        local = kgstore(*arguments, store=here)
        remote = kgstore(*arguments, store=server.url)
        assert (remote.status, remote.out) == (local.status, local.out), remote.err
        return remote

    return call


@pytest.mark.parametrize(
    "line",
    [
        "query cq04",
        "query cq04 --format csv",
        "query cq04 -f json -p concept=wn30:02084071-n",
        "query cq04 -p metrics=mzm:AP_50,mzm:AP_50_95 -f tsv",
        "query cq01 --limit 1",
        "query cq99",
        "query cq04 -p concept=dog",
        "query cq04 -p nothing=1",
        "query cq04 -f word",
        "query cq04 -f turtle",
        "find",
        "find task:object-detection --facet task --sort parameters",
        "find yolo --format csv",
        "find yoolo --format json",
        "find --format jsonl --limit 1",
        "find 'task:object-detection' --explain",
        "find (",
        "find --histogram parameters --limit 0",
        "link mzlab:coco80 --dry-run --format csv",
        "link mzlab:nothing",
        "concepts find crane",
        "links list --set voc20 -f csv",
        "links explain mzlab:coco80/person -f csv",
        "links export --set coco80",
        "links export --set nothing",
        "links accept ffffffff -r x",
        "links withdraw ffffffff",
        "links import nothing.sssom.tsv",
        "unresolved --summary",
        "unresolved -f csv",
        f"show {YOLO}",
        f"show {YOLO} --format jsonld",
        f"show {YOLO} --profile model_card",
        "show mzd:COCO --profile schema_org",
        "show model/paper/nothing",
        f"show {YOLO} --profile nothing",
        f"raw {YOLO}",
        "raw model/paper/nothing",
        f"export {YOLO} -f nquads",
        "export --profile schema_org -f ntriples --rebase https://zoo.example.org",
        f"log --record {YOLO} --json",
        "validate",
        "validate --format json --severity Info",
        "delete model/paper/nothing",
        "import nothing README.md",
        "import records nowhere",
        "queries --tag cq",
    ],
)
def test_a_command_does_the_same_there(both: Kgstore, line: str) -> None:
    outcome = both(*shlex.split(line))
    assert outcome.out or outcome.status


def test_a_record_comes_changes_and_goes(both: Kgstore, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    documents = [
        {"id": f"{BASE}/id/model/test/{name}", "type": "MLModel", "name": name, "parameterCount": n}
        for name, n in (("good", 3), ("bad", -1))
    ]
    file.write_text("".join(json.dumps(d) + "\n" for d in documents))
    assert both("validate", file).status == 1
    assert both("import", "records", file, "--dry-run", "--json").status == 1
    report = tmp_path / "report.json"
    outcome = both("import", "records", file, "--report", report)
    assert outcome.status == 1
    assert "1 committed" in outcome.err
    assert json.loads(report.read_bytes())["counts"]["quarantined"] == 1
    assert "parameterCount" in both("show", "model/test/good", "-f", "jsonld").out
    gone = both("delete", "model/test/good", "--reason", "duplicate", "--replaced-by", YOLO)
    assert f"deleted {BASE}/id/model/test/good" in gone.err
    assert both("delete", "model/test/good").status == 1


def test_what_is_not_there_yet_is_said(
    kgstore: Kgstore, places: tuple[Path, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = places[1].url
    outcome = kgstore("import", "records", ".", "--workers", "2", store=url)
    assert (outcome.status, "--store FOLDER" in outcome.err) == (1, True)
    denied = kgstore("delete", YOLO, store=url)
    assert (denied.status, "--token" in denied.err) == (1, True)
    monkeypatch.setenv("KGSTORE_TOKEN", places[1].tokens["rita"])
    assert "curator" in kgstore("delete", YOLO, store=url).err
    assert kgstore("--token", places[1].tokens["ada"], "stats", store=url).status == 0
