"""Upkeep of a store by its path, also where it is too damaged to be opened."""

from __future__ import annotations

from pathlib import Path

from kgstore.commit.archive import restore
from kgstore.commit.change import Commit
from kgstore.commit.check import Verification, check_ledger, check_view
from kgstore.commit.contribution import Graphs
from kgstore.commit.deriver import Deriver
from kgstore.commit.faults import storage
from kgstore.commit.format import Layout, read_format
from kgstore.commit.ledger import Ledger
from kgstore.commit.lock import Lock
from kgstore.commit.opening import rebuilt
from kgstore.commit.recovery import Recovered
from kgstore.commit.rewrite import Progress, silent
from kgstore.commit.state import shown
from kgstore.commit.store import Store
from kgstore.commit.view import View
from kgstore.errors import StoreError

__all__ = ["backup", "log", "rebuild", "restore", "verify"]


def verify(path: Path, progress: Progress = silent) -> Verification:
    """Check ledger and view of the store at `path`; change nothing.

    Raises:
        StoreMissing: there is no store.
        StoreBusy: somebody writes.
    """
    found = read_format(path)
    layout, graphs = Layout(path), Graphs(found.base)
    lock = Lock(layout.lock, write=False)
    try:
        with storage(path):
            ledger = Ledger(layout.ledger)
            try:
                view = View(layout.view, write=False)
            except StoreError as error:
                checked = check_ledger(ledger, ledger.head.number, progress)
                checked.problems.append(f"{error}; `kgstore rebuild` makes it anew")
                return checked
            checked = check_ledger(ledger, shown(view, graphs).number, progress)
            check_view(view, graphs, ledger, checked, progress)
            view.close()
            return checked
    finally:
        lock.close()


def rebuild(path: Path, deriver: Deriver | None = None, progress: Progress = silent) -> Recovered:
    """Make the view anew from all that is intact in the ledger; return what was left out.

    Raises:
        StoreMissing: there is no store.
        StoreBusy: another process holds it.
    """
    found = read_format(path)
    layout = Layout(path)
    lock = Lock(layout.lock, write=True)
    try:
        return rebuilt(layout, found, deriver, progress)
    finally:
        lock.close()


def backup(path: Path, target: Path) -> None:
    """Copy the store at `path` to `target`; other readers may go on.

    Raises:
        StoreMissing: there is no store.
        StoreExists: there is something at `target`.
        StoreBusy: somebody writes.
    """
    with Store.open(path) as store:
        store.backup(target)


def log(path: Path) -> list[Commit]:
    """Return the commits that the ledger of the store at `path` names, oldest first.

    Raises:
        StoreMissing: there is no store.
    """
    read_format(path)
    with storage(path):
        return [entry.header.commit for entry in Ledger(Layout(path).ledger).entries()]
