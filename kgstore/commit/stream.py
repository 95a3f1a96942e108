"""A bulk commit's entry: streamed into a segment of its own, which appears whole by renaming.

The header stands before the payload and is written last, when digest and counts are known.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from uuid import UUID

import zstandard

from kgstore.commit.appender import Counts, following, sync_folder
from kgstore.commit.faults import storage
from kgstore.commit.ledger import Head, Ledger
from kgstore.commit.patch import END, opening
from kgstore.commit.segment import OPENING


class EntryStream:
    """An entry in the making; nothing of it counts before `publish`."""

    def __init__(self, ledger: Ledger, identity: UUID, note: bytes) -> None:
        self._ledger = ledger
        self._draft = following(ledger.head, identity, note, (0, 0), b"", 0)
        self._path = ledger.folder / f"{self._draft.number:010}.bulk"
        self._temporary = self._path.with_suffix(".bulk.tmp")
        self._compressor = zstandard.ZstdCompressor(level=3).compressobj()
        self._digest = hashlib.sha256()
        self._stored = self._raw = 0
        with storage(self._temporary):
            self._file = self._temporary.open("wb")
            self._file.write(OPENING + bytes(self._draft.size))
        self.write(opening(identity, ledger.head.identity))

    @property
    def number(self) -> int:
        """The number that the commit will have."""
        return self._draft.number

    def write(self, rows: bytes) -> None:
        """Add rows of patch text.

        Raises:
            StoreError: the disk is full or fails.
        """
        self._raw += len(rows)
        self._store(self._compressor.compress(rows))

    def _store(self, block: bytes) -> None:
        self._digest.update(block)
        self._stored += len(block)
        with storage(self._temporary):
            self._file.write(block)

    def seal(self, counts: Counts) -> Head:
        """Write the end and the header, durably; return the head that publishing will make."""
        self.write(END)
        self._store(self._compressor.flush())
        digest = self._digest.digest()
        header = replace(
            self._draft,
            payload_digest=digest,
            stored_digest=digest,
            stored_length=self._stored,
            raw_length=self._raw,
            inserted=counts[0],
            deleted=counts[1],
        )
        with storage(self._temporary):
            self._file.seek(len(OPENING))
            self._file.write(header.packed())
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        self._draft = header
        return Head(header.number, header.digest, header.identity)

    def publish(self) -> None:
        """Make the entry part of the ledger: the moment at which the commit happens."""
        with storage(self._path):
            os.rename(self._temporary, self._path)
            sync_folder(self._path.parent)
        self._ledger.head = Head(self._draft.number, self._draft.digest, self._draft.identity)

    def abandon(self) -> None:
        """Throw the entry away."""
        self._file.close()
        self._temporary.unlink(missing_ok=True)
