"""Brings a view up to its ledger: after a crash, after damage, after new rules.

Replaying is harmless where a row is there already: the rows of a patch say what is, not what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgstore.commit.appender import mend, set_aside
from kgstore.commit.change import Delta, Row, by_graph
from kgstore.commit.core import Core
from kgstore.commit.ledger import Head
from kgstore.commit.patch import rows
from kgstore.commit.rewrite import Progress, Rewrite, silent
from kgstore.commit.segment import Damage, Entry
from kgstore.commit.state import deriver_version, shown
from kgstore.errors import LedgerDamaged

LARGE = 32 << 20
"""Bytes of patch text from which a commit goes the way of bulk commits."""
_CHUNK = 100_000


def is_current(core: Core) -> bool:
    """Return whether the view shows all that the ledger holds, and its rules are today's."""
    mark, head = shown(core.view, core.graphs), core.ledger.head
    return mark == (head.number, head.digest.hex()) and not _has_old_rules(core)


def _has_old_rules(core: Core) -> bool:
    # Whoever opens a store without rules leaves what is derived as it is.
    wanted = core.deriver.version
    return bool(wanted) and wanted != deriver_version(core.view, core.graphs)


def bring_up(core: Core, progress: Progress = silent) -> None:
    """Mend the ledger's end, replay what the view lacks, and derive anew if the rules are new.

    Raises:
        LedgerDamaged: an acknowledged commit is missing or damaged.
    """
    mark = shown(core.view, core.graphs)
    mend(core.ledger, mark.number)
    lacking = list(core.ledger.entries(after=mark.number))
    digest = mark.digest
    for entry in lacking:
        digest = _followed(core, digest, entry)
    if digest != core.ledger.head.digest.hex():
        raise _foreign(core)
    old_rules = _has_old_rules(core)
    for entry in lacking:
        _replay(core, entry, progress)
    if old_rules:
        rederive(core, progress)


def _followed(core: Core, digest: str, entry: Entry) -> str:
    if entry.header.previous.hex() != digest:
        raise _foreign(core)
    return entry.header.digest.hex()


def _foreign(core: Core) -> LedgerDamaged:
    return LedgerDamaged(
        f"the ledger of {core.layout.root} does not continue what its view shows",
        subject=str(core.layout.root),
        advice="`kgstore verify` says where it is damaged; `kgstore rebuild` makes the view anew"
        " from all that is intact.",
    )


def rederive(core: Core, progress: Progress = silent) -> None:
    """Derive everything anew, in a new view."""
    rewrite = Rewrite(core)
    try:
        rewrite.derive_all(progress)
        rewrite.complete(core.ledger.head)
    except BaseException:
        rewrite.abandon()
        raise
    rewrite.install()


def _replay(core: Core, entry: Entry, progress: Progress) -> None:
    if entry.header.raw_length < LARGE:
        delta = _delta(entry)
        core.settle(delta, core.change(delta), Head.of(entry))
        return
    rewrite = Rewrite(core)
    try:
        _load(rewrite, [entry], progress)
        rewrite.derive(progress)
        rewrite.complete(Head.of(entry))
    except BaseException:
        rewrite.abandon()
        raise
    rewrite.install()


def _delta(entry: Entry) -> Delta:
    last = {row: comes for comes, row in rows(entry.lines())}
    return Delta(
        {row for row, comes in last.items() if not comes},
        {row for row, comes in last.items() if comes},
    )


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a rebuild found: how many commits it replayed, and what it had to leave out."""

    commits: int
    damages: tuple[Damage, ...]


def rebuild(core: Core, progress: Progress = silent) -> Recovered:
    """Make the view anew from all that is intact in the ledger.

    A damaged tail is set aside in a file, so that new commits can follow; other damages stay where
    they are, and `verify` goes on naming them.
    """
    damages, intact = [], []
    for found in core.ledger.scan():
        damage = found if isinstance(found, Damage) else found.damage()
        if damage is not None:
            damages.append(damage)
        elif isinstance(found, Entry):
            intact.append(found)
    if core.ledger.tail is not None:
        set_aside(core.ledger, core.ledger.tail)
    rewrite = Rewrite(core, empty=True)
    try:
        _load(rewrite, intact, progress)
        rewrite.derive_all(progress)
        rewrite.complete(core.ledger.head)
    except BaseException:
        rewrite.abandon()
        raise
    rewrite.install()
    return Recovered(len(intact), tuple(damages))


def _load(rewrite: Rewrite, entries: Iterable[Entry], progress: Progress) -> None:
    """Give the rows in chunks; within a chunk the last row about a quad is the one that counts."""
    last: dict[Row, bool] = {}
    for entry in entries:
        for comes, row in rows(entry.lines()):
            last[row] = comes
            if len(last) >= _CHUNK:
                _give(rewrite, last)
                last = {}
        progress("replay", 1)
    _give(rewrite, last)


def _give(rewrite: Rewrite, last: dict[Row, bool]) -> None:
    for graph, lines in by_graph(row for row, comes in last.items() if comes).items():
        rewrite.add(graph, lines)
    rewrite.remove(row for row, comes in last.items() if not comes)
    rewrite.barrier()
