"""Backups are stores, and come back whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kgstore.commit.upkeep import backup, log, restore
from kgstore.errors import LedgerDamaged, StoreExists, StoreMissing
from tests.commit.toy import assert_sound, assert_verified, change, create, quads, reopen


def test_a_backup_is_independent_and_restores(tmp_path: Path) -> None:
    path, copy, back = tmp_path / "store", tmp_path / "copy", tmp_path / "back"
    with create(path) as store:
        store.commit([change("a", 1)], agent="a", message="m")
        (store.overlay / "mine.ttl").write_text("# mine")
        with closing(sqlite3.connect(store.raw_path)) as raw:
            raw.execute("CREATE TABLE raw (digest)")
        store.backup(copy)
        expected = quads(store.view)
        store.commit([change("b", 1)], agent="a", message="after it")
    restore(copy, back)
    for place in (copy, back):
        with reopen(place) as store:
            assert quads(store.view) == expected
            assert (store.overlay / "mine.ttl").is_file()
            assert store.raw_path.is_file()
            store.commit([change("c", 1)], agent="a", message="on its own")
            assert_sound(store)
        assert_verified(place)
    assert len(log(path)) == 2
    assert_verified(path)


def test_a_backup_is_made_while_others_read(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with create(path) as store:
        store.commit([change("a", 1)], agent="a", message="m")
    with reopen(path, write=False):
        # Without rules at hand: a backup does not care what derives.
        backup(path, tmp_path / "copy")
    assert_verified(tmp_path / "copy")


def test_nothing_is_overwritten_and_no_damage_restored(tmp_path: Path) -> None:
    path, copy = tmp_path / "store", tmp_path / "copy"
    with create(path) as store:
        store.commit([change("a", 1)], agent="a", message="m")
    backup(path, copy)
    with pytest.raises(StoreExists):
        backup(path, copy)
    with pytest.raises(StoreExists):
        restore(copy, path)
    with pytest.raises(StoreMissing):
        restore(tmp_path / "none", tmp_path / "new")
    [segment] = (copy / "ledger").iterdir()
    segment.write_bytes(segment.read_bytes()[:-1] + b"?")
    with pytest.raises(LedgerDamaged):
        restore(copy, tmp_path / "new")
    assert not (tmp_path / "new").exists()
