"""Backups: a whole store copied while it is open, and put back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from kgstore.commit.core import Core
from kgstore.commit.faults import storage
from kgstore.commit.format import Layout, read_format
from kgstore.commit.ledger import Ledger
from kgstore.commit.segment import Damage
from kgstore.errors import StoreExists


def backup(core: Core, target: Path) -> None:
    """Copy a store to `target`; it is a store of its own, and nothing before it is whole.

    Raises:
        StoreExists: there is something at `target`.
    """
    _refuse_taken(target)
    source = core.layout
    unfinished = target.with_name(target.name + ".tmp")
    with storage(target):
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        copy = Layout(unfinished)
        shutil.copytree(source.ledger, copy.ledger)
        for folder in (source.quarantine, source.overlay):
            if folder.is_dir():
                shutil.copytree(folder, unfinished / folder.name)
        if source.raw.is_file():
            _copy_database(source.raw, copy.raw)
        view = copy.next_view()
        core.view.copy_to(view)
        copy.switch(view)
        copy.lock.touch()
        shutil.copyfile(source.root / "format.json", unfinished / "format.json")
        unfinished.rename(target)


def restore(source: Path, path: Path) -> None:
    """Copy a backup to `path`, after checking its ledger.

    Raises:
        StoreMissing: `source` is no store.
        StoreExists: there is something at `path`.
        LedgerDamaged: the backup itself is damaged.
    """
    read_format(source)
    _refuse_taken(path)
    with storage(source):
        for found in Ledger(Layout(source).ledger).scan():
            damage = found if isinstance(found, Damage) else found.damage()
            if damage is not None:
                raise damage.error()
    unfinished = path.with_name(path.name + ".tmp")
    with storage(path):
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(source, unfinished)
        unfinished.rename(path)


def _refuse_taken(path: Path) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        advice = "Name a folder that does not exist, or move this one away."
        raise StoreExists(f"there is something at {path} already", subject=str(path), advice=advice)


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's own copying is consistent, whoever writes meanwhile."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(target)) as copy,
        ):
            original.backup(copy)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
