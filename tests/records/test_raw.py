"""The raw store: gives back what it took, survives repetition, fails clearly."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.errors import NotFound, StoreError
from kgstore.records.raw import RawStore, pack
from kgstore.records.record import Raw


def put(store: RawStore, *raws: Raw) -> None:
    with store.adding() as add:
        add(map(pack, raws))


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    raw = Raw(b'{"id": "a"}\x00\xff', "application/json")
    with RawStore(tmp_path / "raw.sqlite") as store:
        put(store, raw, raw)
        put(store, raw)
    with RawStore(tmp_path / "raw.sqlite") as store:
        assert store.get(raw.digest) == raw


def test_removed_or_unknown_is_not_found(tmp_path: Path) -> None:
    raw = Raw(b"x")
    with RawStore(tmp_path / "raw.sqlite") as store:
        put(store, raw)
        store.remove(raw.digest)
        with pytest.raises(NotFound, match=raw.digest):
            store.get(raw.digest)


def test_a_file_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "raw.sqlite"
    path.write_bytes(b"not a database, but long enough to be taken for one" * 20)
    with pytest.raises(StoreError, match="raw records"):
        RawStore(path)


def test_an_addition_that_fails_leaves_nothing(tmp_path: Path) -> None:
    raw = Raw(b"x")
    with RawStore(tmp_path / "raw.sqlite") as store:
        with pytest.raises(KeyError):
            fail_after(store, raw)
        with pytest.raises(NotFound):
            store.get(raw.digest)


def fail_after(store: RawStore, raw: Raw) -> None:
    with store.adding() as add:
        add([pack(raw)])
        raise KeyError
