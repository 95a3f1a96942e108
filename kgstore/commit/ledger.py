"""The ledger, read: all commits of a store, in append-only segments; the one truth about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from kgstore.commit.entry import FIRST
from kgstore.commit.faults import storage
from kgstore.commit.patch import NO_UUID
from kgstore.commit.segment import Damage, Entry, scan

SUFFIXES = {".log", ".bulk"}


class Head(NamedTuple):
    """The last commit: its number, its digest, the id of its patch; commits count from 1."""

    number: int
    digest: bytes
    identity: UUID

    @classmethod
    def of(cls, entry: Entry) -> Head:
        """Return the head of a ledger that ends with `entry`."""
        return cls(entry.header.number, entry.header.digest, entry.header.identity)


NO_HEAD = Head(0, FIRST, NO_UUID)


class Ledger:
    """The folder of segments; `head` is its last intact entry, `tail` the damage after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.head = NO_HEAD
        self.tail: Damage | None = None
        self.refresh()

    def refresh(self) -> None:
        """Find head and tail, from the headers of the last segment."""
        self.head, self.tail = NO_HEAD, None
        with storage(self.folder):
            for place, path in enumerate(reversed(self.segments())):
                for found in scan(path):
                    if isinstance(found, Entry):
                        self.head = Head.of(found)
                    elif found.tail and place == 0:
                        self.tail = found
                if self.head != NO_HEAD:
                    return

    def segments(self) -> list[Path]:
        """Return the segments, oldest first."""
        found = (path for path in self.folder.iterdir() if path.suffix in SUFFIXES)
        return sorted(path for path in found if path.stem.isdecimal())

    def scan(self) -> Iterator[Entry | Damage]:
        """Yield every entry with an intact header, and every damage, breaks of the chain included.

        Payloads are not read.
        """
        before: Head | None = NO_HEAD
        for path in self.segments():
            for found in scan(path):
                if isinstance(found, Damage):
                    before = None  # what was lost there cannot be followed; the place is known
                else:
                    if before is not None and (broken := _break(before, found)) is not None:
                        yield broken
                    before = Head.of(found)
                yield found

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Yield the entries of the commits after number `after`; damaged ones are left out."""
        segments = self.segments()
        firsts = [int(path.stem) for path in segments]
        for place, path in enumerate(segments):
            if place + 1 == len(segments) or firsts[place + 1] > after + 1:
                for found in scan(path):
                    if isinstance(found, Entry) and found.header.number > after:
                        yield found

    def missing(self, acknowledged: int) -> Damage | None:
        """Return where the ledger should go on, if it ends before commit `acknowledged`."""
        if self.head.number >= acknowledged:
            return None
        if self.tail is not None:
            return self.tail
        segments = self.segments()
        place = (segments[-1].name, segments[-1].stat().st_size) if segments else ("ledger", 0)
        reason = f"the ledger ends with commit {self.head.number}, the store has {acknowledged}"
        return Damage(*place, reason, tail=True)


def _break(before: Head, found: Entry) -> Damage | None:
    number = found.header.number
    if number != before.number + 1:
        reason = f"commit {number} comes after commit {before.number}: some are missing"
    elif found.header.previous != before.digest:
        reason = f"commit {number} does not follow from commit {before.number}: one was altered"
    else:
        return None
    return Damage(found.path.name, found.offset, reason)
