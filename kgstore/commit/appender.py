"""The ledger, written: small commits appended and synced, what a crash left unfinished cut off.

Damage is never mended in silence: only bytes after the last intact entry of a `.log` segment are
cut, and only when the view shows that they were never acknowledged.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from uuid import UUID

import zstandard

from kgstore.commit.entry import Header, Kind
from kgstore.commit.faults import storage
from kgstore.commit.ledger import Head, Ledger
from kgstore.commit.segment import OPENING, Damage
from kgstore.errors import StoreError

SEGMENT_SIZE = 4 << 20
"""Bytes after which a new segment is begun: finding the last entry means reading its headers."""

Counts = tuple[int, int]
"""Triples inserted and deleted."""


def mend(ledger: Ledger, acknowledged: int) -> None:
    """Cut off what a crash left unfinished; `acknowledged` is the commit that the view shows.

    Raises:
        LedgerDamaged: the cut would take an acknowledged commit, or one is missing.
    """
    with storage(ledger.folder):
        for path in ledger.folder.glob("*.tmp"):
            path.unlink()
        unseen = list(ledger.entries(after=max(acknowledged, ledger.head.number - 1)))
        torn = unseen[-1].damage() if unseen else None
        torn = ledger.tail if torn is None else torn
        if torn is not None and torn.segment.endswith(".log"):
            if ledger.head.number >= acknowledged:
                cut(ledger, torn)
        elif torn is not None:
            raise torn.error()
    if missing := ledger.missing(acknowledged):
        raise missing.error()


def set_aside(ledger: Ledger, torn: Damage) -> None:
    """Cut a damaged tail off its segment, and keep its bytes in a file beside it."""
    with storage(ledger.folder):
        data = (ledger.folder / torn.segment).read_bytes()[torn.offset :]
        (ledger.folder / f"{torn.segment}-{torn.offset}.torn").write_bytes(data)
        cut(ledger, torn)


def cut(ledger: Ledger, torn: Damage) -> None:
    """End a segment at a damage; a segment without any entry goes."""
    path = ledger.folder / torn.segment
    if torn.offset <= len(OPENING):
        path.unlink()
    else:
        with path.open("r+b") as file:
            file.truncate(torn.offset)
            os.fsync(file.fileno())
    sync_folder(ledger.folder)
    ledger.refresh()


class Appender:
    """Appends small commits to a mended ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._file: int | None = None
        self._end = 0
        self._before = 0, ledger.head
        self._broken = False

    def append(self, identity: UUID, patch: bytes, note: bytes, counts: Counts) -> Head:
        """Write one commit durably; it is the ledger's new head.

        Raises:
            StoreError: the disk is full or fails; the ledger is as it was.
        """
        if self._broken:
            raise StoreError(
                "the ledger could not be put in order after a failed write",
                subject=str(self._ledger.folder),
                advice="Close the store and open it again: that cuts off what is unfinished.",
            )
        ledger, payload = self._ledger, zstandard.compress(patch, 3)
        header = following(ledger.head, identity, note, counts, payload, len(patch))
        with storage(ledger.folder):
            file = self._segment(header.number)
            self._before = self._end, ledger.head
            try:
                _write(file, header.packed() + payload)
                os.fsync(file)
            except OSError:
                self.undo()
                raise
        self._end += header.size + len(payload)
        ledger.head = Head(header.number, header.digest, header.identity)
        return ledger.head

    def undo(self) -> None:
        """Take the last append back: for a commit that the view could not take."""
        if self._file is not None:
            self._broken = True
            self._end, self._ledger.head = self._before
            os.ftruncate(self._file, self._end)
            os.fsync(self._file)
            self._broken = False

    def close(self) -> None:
        """Close the segment; the next append opens it, or another one."""
        if self._file is not None:
            os.close(self._file)
        self._file = None

    def _segment(self, number: int) -> int:
        if self._file is not None and self._end < SEGMENT_SIZE:
            return self._file
        self.close()
        last = self._ledger.segments()[-1:]
        if last and last[0].suffix == ".log" and last[0].stat().st_size < SEGMENT_SIZE:
            path = last[0]
        else:
            path = _begun(self._ledger.folder / f"{number:010}.log")
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._end = os.fstat(self._file).st_size
        return self._file


def following(
    head: Head, identity: UUID, note: bytes, counts: Counts, payload: bytes, raw_length: int
) -> Header:
    """Return the header of the entry that follows `head`; `payload` is compressed."""
    digest = hashlib.sha256(payload).digest()
    return Header(
        kind=Kind.WHOLE,
        identity=identity,
        number=head.number + 1,
        previous=head.digest,
        payload_digest=digest,
        stored_digest=digest,
        stored_length=len(payload),
        raw_length=raw_length,
        inserted=counts[0],
        deleted=counts[1],
        note=note,
    )


def _begun(path: Path) -> Path:
    try:
        path.write_bytes(OPENING)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return path


def _write(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a rename is lasting only then."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
