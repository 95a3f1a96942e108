"""An item that the store has whole is not read again; anything else is."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from kgstore import opening
from kgstore.commit.change import GraphChange
from kgstore.commit.store import Store
from kgstore.import_report import ImportCounts
from kgstore.importers.registry import importer_named
from kgstore.namespaces import MZ
from kgstore.pipeline import import_source
from kgstore.settings import Settings

BASE = "https://example.org/kg"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store", base=BASE, workers=1)


def model(name: str, **fields: Any) -> bytes:
    iri = f"{BASE}/id/model/acme/{name}"
    return orjson.dumps({"id": iri, "type": "MLModel", "name": name, **fields})


def written(folder: Path, *lines: bytes) -> Path:
    file = folder / "models.jsonl"
    file.write_bytes(b"\n".join(lines))
    return file


def imported(store: Store, file: Path, settings: Settings, **options: Any) -> ImportCounts:
    return import_source(store, importer_named("records"), [file], settings, **options).counts


def test_a_file_that_is_as_it_was_is_not_read(tmp_path: Path, settings: Settings) -> None:
    file = written(tmp_path, model("a"), model("b"))
    with opening.create(settings) as store:
        assert imported(store, file, settings).committed == 2
        head = store.head
        assert imported(store, file, settings) == ImportCounts(read=2, unchanged=2, unread=2)
        assert store.head == head
        again = imported(store, file, settings, again=True)
        assert (again.unchanged, again.unread) == (2, 0)


def test_only_what_changed_is_read(tmp_path: Path, settings: Settings) -> None:
    with opening.create(settings) as store:
        imported(store, written(tmp_path, model("a"), model("b")), settings)
        counts = imported(store, written(tmp_path, model("a"), model("b", keyword=["x"])), settings)
        assert (counts.committed, counts.unread) == (1, 1)


def test_a_record_that_someone_changed_is_read_again(tmp_path: Path, settings: Settings) -> None:
    file = written(tmp_path, model("a"))
    with opening.create(settings) as store:
        imported(store, file, settings)
        graph = f"{BASE}/graph/record/acme/model/a"
        triple = f'<{BASE}/id/model/acme/a> <{MZ}nativeId> "other" .'
        store.commit([GraphChange(graph, triple)], agent="ann", message="by hand")
        assert imported(store, file, settings).committed == 1


def test_a_refused_record_is_judged_again(tmp_path: Path, settings: Settings) -> None:
    file = written(tmp_path, model("a", parameterCount=-1))
    with opening.create(settings) as store:
        assert imported(store, file, settings).quarantined == 1
        counts = imported(store, file, settings)
        assert (counts.quarantined, counts.unread) == (1, 0)


def test_a_deleted_record_is_told_of_again(tmp_path: Path, settings: Settings) -> None:
    file = written(tmp_path, model("a"))
    with opening.create(settings) as store:
        imported(store, file, settings)
        store.delete(f"{BASE}/id/model/acme/a", reason="upstream-gone", agent="ann")
        for _ in range(2):
            counts = imported(store, file, settings)
            assert (counts.kept, counts.unread) == (1, 0)


def test_a_new_word_in_the_overlay_has_everything_read(tmp_path: Path, settings: Settings) -> None:
    file = written(tmp_path, model("a"))
    with opening.create(settings) as store:
        imported(store, file, settings)
        words = store.overlay / "vocabulary"
        words.mkdir(parents=True, exist_ok=True)
        (words / "own.ttl").write_text("")
        assert imported(store, file, settings).unread == 0


def test_a_lost_memory_costs_time_only(tmp_path: Path, settings: Settings) -> None:
    file = written(tmp_path, model("a"))
    with opening.create(settings) as store:
        imported(store, file, settings)
        (settings.store / "items.sqlite").unlink()
        counts = imported(store, file, settings)
        assert (counts.unchanged, counts.unread) == (1, 0)


def test_a_broken_memory_is_made_anew(tmp_path: Path, settings: Settings) -> None:
    file = written(tmp_path, model("a"))
    with opening.create(settings) as store:
        imported(store, file, settings)
        (settings.store / "items.sqlite").write_bytes(b"no database" * 100)
        assert imported(store, file, settings).unchanged == 1
        with sqlite3.connect(settings.store / "items.sqlite") as database:
            assert database.execute("SELECT count(*) FROM item").fetchone() == (1,)


_PRINT_STATE = """
from pathlib import Path
from kgstore.importers.base import Scan
from kgstore.importers.registry import importer_named
from kgstore.prepare import Worker
from kgstore.unchanged import _state
importer = importer_named("open_model_zoo")
shared = importer.prepare(Scan([Path({folder!r})]))
print(_state(importer, Worker("open_model_zoo", "https://e.org", Path("x"), shared)).hexdigest())
"""


def test_what_all_items_share_is_the_same_in_every_process(tmp_path: Path) -> None:
    for name in ("yolo", "ssd", "unet", "resnet", "alexnet"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.yml").write_text("description: a model\n")
    code = _PRINT_STATE.format(folder=str(tmp_path))
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
