"""The Hub is crawled: whole, with patience, from where it stopped, no further than is new."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import orjson
import pytest

from kgstore.cli.main import app
from kgstore.crawl import Crawl, standing
from kgstore.errors import ImportFailed
from kgstore.import_report import ImportReport
from kgstore.importers.huggingface import importer
from kgstore.importers.huggingface.fetching import Patience
from kgstore.importers.huggingface.online import FIELDS, Wanted
from kgstore.opening import create, for_reading
from kgstore.pipeline import import_source
from kgstore.settings import Settings
from tests.hub import SmallHub, serving

BASE = "https://models.example.org"
CARD = """---
license: mit
datasets: [imdb]
model-index:
- name: tiny
  results:
  - task: {type: text-classification}
    dataset: {type: imdb, name: IMDb, split: test}
    metrics: [{type: accuracy, value: 0.91}]
---
# A tiny model
"""
QUICK = Patience(attempts=4, first_wait=0.01, longest_wait=0.05, silence=0.5)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawl") / "store"
    create(Settings(store=folder, base=BASE, agent="tester")).close()
    return folder


@pytest.fixture
def settings(made_once: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made_once, tmp_path / "store")
    return Settings(store=tmp_path / "store", base=BASE, agent="tester")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallHub]:
    small = SmallHub()
    for number in range(5):
        card = CARD if number % 2 else ""
        changed = f"2026-01-0{number + 1}T00:00:00.000Z"
        small.add(f"acme/m{number}", changed, card, likes=number, pipeline_tag="text-generation")
    with serving(small):
        monkeypatch.setenv("HF_ENDPOINT", small.address)
        monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
        yield small


def crawled(
    settings: Settings,
    wanted: Wanted | None = None,
    *,
    notes: list[str] | None = None,
    since_last: bool = False,
    again: bool = False,
    batch: int = 2,
) -> ImportReport:
    note = (notes if notes is not None else []).append
    return Crawl(
        settings, wanted or Wanted(), threading.Event(), note, since_last, again, QUICK, batch
    ).run()


def content(settings: Settings) -> dict[str, list[str]]:
    with for_reading(settings) as store:
        top = f"{BASE}/graph/record/"
        return {g: store.view.lines(g) for g in store.view.graphs() if g.startswith(top)}


def test_the_records_are_those_of_files(hub: SmallHub, settings: Settings, tmp_path: Path) -> None:
    report = crawled(settings)
    assert (report.counts.read, report.counts.committed, report.counts.quarantined) == (5, 5, 0)
    for said in hub.models:
        folder = tmp_path / "cards" / said["id"]
        folder.mkdir(parents=True)
        (folder / "infos.json").write_bytes(orjson.dumps(said))
        if card := hub.cards[said["id"]]:
            (folder / "README.md").write_text(card)
    files = settings.with_(store=tmp_path / "other", workers=1)
    with create(files) as store:
        import_source(store, importer, [tmp_path / "cards"], files)
    assert content(settings) == content(files)
    assert any("0.91" in line for lines in content(settings).values() for line in lines)
    again = crawled(settings)
    assert (again.counts.unchanged, again.counts.committed) == (5, 0)


@pytest.mark.parametrize("fault", ["429", "500", "503", "truncated", "slow", "half"])
def test_what_fails_is_asked_again(hub: SmallHub, settings: Settings, fault: str) -> None:
    notes: list[str] = []
    hub.faults = {"/api/models": ["", fault, fault]}
    if fault != "half":  # a card may hold anything
        hub.faults["/acme/m3/resolve/s1/README.md"] = [fault]
    assert crawled(settings, notes=notes).counts.committed == 5
    assert hub.counts["/api/models"] == 5
    assert all("expand=cardData" in path for path in hub.asked if path.startswith("/api/"))
    assert any("waiting" in note for note in notes)


def test_a_crawl_that_broke_off_goes_on_from_its_last_batch(
    hub: SmallHub, settings: Settings
) -> None:
    hub.faults = {"/api/models": ["", "", *["500"] * 4]}
    with pytest.raises(ImportFailed, match="gives no answer"):
        crawled(settings)
    assert len(content(settings)) == 4  # two batches of a page each
    hub.asked.clear()
    notes: list[str] = []
    assert crawled(settings, notes=notes).counts.committed == 1
    assert hub.counts["/api/models"] == 1
    assert "going on from there" in notes[0]


def test_since_last_reads_what_has_changed(hub: SmallHub, settings: Settings) -> None:
    crawled(settings)
    hub.asked.clear()
    hub.add("acme/m1", "2026-02-01T00:00:00.000Z", CARD.replace("0.91", "0.92"), sha="s2")
    report = crawled(settings, since_last=True)
    assert (report.counts.read, report.counts.committed, report.counts.unchanged) == (2, 1, 1)
    assert hub.counts["/acme/m1/resolve/s2/README.md"] == 1
    assert hub.counts["/api/models"] == 2  # of three pages
    assert crawled(settings, since_last=True).counts.committed == 0


def test_what_was_newer_than_a_broken_crawl_is_read_by_the_next(
    hub: SmallHub, settings: Settings
) -> None:
    hub.faults = {"/api/models": ["", *["500"] * 4]}
    with pytest.raises(ImportFailed):
        crawled(settings)
    hub.add("acme/new", "2026-03-01T00:00:00.000Z")
    crawled(settings, since_last=True)  # the rest of the broken one
    assert crawled(settings, since_last=True).counts.committed == 1
    assert len(content(settings)) == 6


def test_author_limit_and_named_models(hub: SmallHub, settings: Settings) -> None:
    hub.add("other/x", "2026-05-01T00:00:00.000Z")
    assert crawled(settings, Wanted(author="other")).counts.read == 1
    assert crawled(settings, Wanted(limit=3)).counts.read == 3
    notes: list[str] = []
    report = crawled(settings, Wanted(named=("acme/m1", "acme/none")), notes=notes)
    assert report.counts.read == 1
    assert notes == ["acme/none: the Hub has none of this name for us."]
    named = Wanted(named=("acme/m1",))
    hub.add("acme/m1", "2020-01-01T00:00:00.000Z")
    crawled(settings, named, again=True)
    assert crawled(settings, named, since_last=True).counts.read == 1


def test_a_standing_crawl_tries_again_and_ends_when_told(hub: SmallHub, settings: Settings) -> None:
    stop, notes, done = threading.Event(), list[str](), list[ImportReport]()
    hub.faults = {"/api/models": ["500"] * 4}

    def heed(report: ImportReport) -> None:
        done.append(report)
        if len(done) == 2:
            stop.set()

    crawl = Crawl(settings, Wanted(), stop, notes.append, patience=QUICK, batch=2)
    standing(crawl, 0.01, heed)
    assert [report.counts.committed for report in done] == [5, 0]
    assert any("gives no answer" in note for note in notes)


def test_a_stop_while_waiting_ends_the_crawl(hub: SmallHub, settings: Settings) -> None:
    hub.faults = {"/api/models": ["", "500"]}
    stop, notes = threading.Event(), list[str]()

    def heed(note: str) -> None:
        notes.append(note)
        if "waiting" in note:
            stop.set()

    patience = Patience(first_wait=60)
    report = Crawl(settings, Wanted(), stop, heed, patience=patience, batch=2).run()
    assert report.counts.committed == 2
    assert "stopped" in notes[-1]


def test_the_fields_are_those_that_the_hub_knows() -> None:
    from huggingface_hub import hf_api

    assert set(FIELDS["models"]) <= set(get_args(hf_api.ExpandModelProperty_T))
    assert set(FIELDS["datasets"]) <= set(get_args(hf_api.ExpandDatasetProperty_T))


def test_sigterm_ends_the_command_in_good_order(hub: SmallHub, settings: Settings) -> None:
    code = "from kgstore.cli.main import run; run()"
    command = [sys.executable, "-c", code, "--store", str(settings.store)]
    process = subprocess.Popen(
        [*command, "import", "huggingface", "--online", "--every", "1h"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
    )
    assert process.stderr is not None
    told = []
    for line in process.stderr:
        told.append(line)
        if "next crawl" in line:
            break
    process.send_signal(signal.SIGTERM)
    started = time.monotonic()
    assert process.wait(30) == 0, told
    assert time.monotonic() - started < 20
    process.stderr.close()
    assert any("5 committed" in line for line in told)


@pytest.mark.parametrize(
    "arguments",
    [
        ["huggingface"],
        ["huggingface", "cards", "--since-last"],
        ["timm", "--online"],
        ["huggingface", "cards", "--online"],
        ["huggingface", "--online", "--model", "a/b", "--author", "a"],
        ["huggingface", "--online", "--every", "soon"],
    ],
)
def test_options_that_do_not_go_together_are_refused(
    arguments: list[str], settings: Settings
) -> None:
    from kgstore.errors import ParameterError

    with pytest.raises(ParameterError):
        app(["--store", str(settings.store), "import", *arguments], standalone_mode=False)
