"""Making a store, and opening it: lock, view, ledger, and what a crash left undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kgstore.commit.contribution import Graphs
from kgstore.commit.core import Core
from kgstore.commit.deriver import Deriver, NoDeriver
from kgstore.commit.faults import storage
from kgstore.commit.format import FORMAT, Format, Layout, begin, finish, read_format, write_format
from kgstore.commit.ledger import NO_HEAD, Ledger
from kgstore.commit.lock import Lock
from kgstore.commit.recovery import Recovered, bring_up, is_current, rebuild
from kgstore.commit.rewrite import Progress
from kgstore.commit.state import head_rows, shown
from kgstore.commit.view import View
from kgstore.errors import LedgerDamaged


@dataclass(slots=True)
class Opened:
    """An open store's parts, with the lock that it holds."""

    core: Core
    lock: Lock
    format: Format

    def close(self) -> None:
        """Let go of view and lock."""
        self.core.view.close()
        self.lock.close()


def create(path: Path, base: str, versions: Mapping[str, str]) -> None:
    """Make an empty store.

    Raises:
        StoreExists: there is one already, or a folder with other things in it.
        IriError: the base is no absolute http(s) IRI without a slash at its end.
    """
    layout = begin(path, base)
    view = View(layout.next_view(), write=True)
    with storage(path):
        view.apply((), head_rows(Graphs(base), NO_HEAD, ""))
        view.flush()
    view.close()
    layout.switch(view.folder)
    finish(layout, base, versions)


def open_store(
    path: Path, write: bool, deriver: Deriver | None, wait: float, progress: Progress
) -> Opened:
    """Return the store, brought up to its ledger; see `Store.open`."""
    found = read_format(path)
    if write:
        return _for_writing(path, found, deriver, wait, progress)
    opened = _for_reading(path, found, deriver, wait)
    if opened is None:
        _for_writing(path, found, deriver, wait, progress).close()
        opened = _for_reading(path, read_format(path), deriver, wait)
    if opened is None:
        raise LedgerDamaged(f"the store {path} cannot be brought up to date", subject=str(path))
    return opened


def _for_writing(
    path: Path, found: Format, deriver: Deriver | None, wait: float, progress: Progress
) -> Opened:
    layout = Layout(path)
    lock = Lock(layout.lock, write=True, wait=wait)
    try:
        if found.format < FORMAT:
            _upgrade(layout, found, deriver, progress)
        with storage(path):
            layout.drop_other_views()
            core = _core(layout, found, deriver, write=True)
            try:
                bring_up(core, progress)
            except BaseException:
                core.view.close()
                raise
    except BaseException:
        lock.close()
        raise
    return Opened(core, lock, replace(found, format=FORMAT))


def _for_reading(path: Path, found: Format, deriver: Deriver | None, wait: float) -> Opened | None:
    """Open what is in order; None if something has to be done first, which only a writer may."""
    layout = Layout(path)
    lock = Lock(layout.lock, write=False, wait=wait)
    try:
        if found.format < FORMAT:
            lock.close()
            return None
        with storage(path):
            core = _core(layout, found, deriver, write=False)
        mark = shown(core.view, core.graphs)
        if missing := core.ledger.missing(mark.number):
            raise missing.error()
        if not is_current(core):
            core.view.close()
            lock.close()
            return None
    except BaseException:
        lock.close()
        raise
    return Opened(core, lock, found)


def _core(layout: Layout, found: Format, deriver: Deriver | None, *, write: bool) -> Core:
    ledger = Ledger(layout.ledger)
    view = View(layout.view, write=write)
    return Core(layout, Graphs(found.base), view, ledger, deriver or NoDeriver())


def rebuilt(
    layout: Layout, found: Format, deriver: Deriver | None, progress: Progress
) -> Recovered:
    """Make the view anew from the ledger, under the writer's lock; return what was left out.

    It begins with an empty view: the standing one may be missing or beyond reading.
    """
    with storage(layout.root):
        view = View(layout.next_view(), write=True)
        ledger = Ledger(layout.ledger)
        core = Core(layout, Graphs(found.base), view, ledger, deriver or NoDeriver())
        try:
            recovered = rebuild(core, progress)
        finally:
            core.view.close()
        layout.drop_other_views()
    return recovered


def _upgrade(layout: Layout, found: Format, deriver: Deriver | None, progress: Progress) -> None:
    """Bring an older store up: the ledger is kept as it is, the view is made anew."""
    rebuilt(layout, found, deriver, progress)
    write_format(layout, replace(found, format=FORMAT))
