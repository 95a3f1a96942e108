"""The header of a ledger entry: fixed fields, a note, a checksum; the compressed patch follows.

The `digest` of an entry covers its number, the digest of the entry before it, the digest of its
payload as first written, and its note. So the entries are a chain: none can be altered, taken out
or put in unnoticed. A purge replaces the stored payload but keeps `payload_digest`, and with it the
chain; `stored_digest` and the header's own checksum then answer for the bytes on disk.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

import orjson

from kgstore.commit.change import Commit

MAGIC = b"\x93kgEntry"
_FIXED = struct.Struct(">8sB16sQ32s32s32sQQQQI")
_CHECKSUM = 32
FIRST = bytes(32)
"""What the first entry of a ledger has as the digest of the one before it."""


class Kind(IntEnum):
    """Whether an entry holds its commit whole, or what a purge left of it."""

    WHOLE = 1
    PURGED = 2


@dataclass(frozen=True, slots=True)
class Header:
    """All that is known of an entry without its payload; lengths are in bytes."""

    kind: Kind
    identity: UUID
    number: int
    previous: bytes
    payload_digest: bytes
    stored_digest: bytes
    stored_length: int
    raw_length: int
    inserted: int
    deleted: int
    note: bytes

    @property
    def digest(self) -> bytes:
        """The entry's link in the chain: SHA-256 over all that a purge leaves as it is."""
        counts = struct.pack(">QQQ", self.number, self.inserted, self.deleted)
        parts = (counts, self.identity.bytes, self.previous, self.payload_digest, self.note)
        return hashlib.sha256(b"".join(parts)).digest()

    @property
    def size(self) -> int:
        """Bytes from the start of the header to the start of the payload."""
        return _FIXED.size + len(self.note) + _CHECKSUM

    @property
    def commit(self) -> Commit:
        """What the entry says of its commit."""
        note: dict[str, Any] = orjson.loads(self.note)
        return Commit(
            self.number,
            note["time"],
            note["agent"],
            note["message"],
            note["source"],
            self.digest.hex(),
            self.inserted,
            self.deleted,
        )

    def packed(self) -> bytes:
        """Return the header as it is written."""
        fixed = _FIXED.pack(
            MAGIC,
            self.kind,
            self.identity.bytes,
            self.number,
            self.previous,
            self.payload_digest,
            self.stored_digest,
            self.stored_length,
            self.raw_length,
            self.inserted,
            self.deleted,
            len(self.note),
        )
        return fixed + self.note + hashlib.sha256(fixed + self.note).digest()


def note(time: str, agent: str, message: str, source: str) -> bytes:
    """Return who, when, why and from what, as the header holds it."""
    return orjson.dumps({"time": time, "agent": agent, "message": message, "source": source})


def unpacked(data: bytes) -> Header | None:
    """Return the header that `data` begins with, or None where there is none, or a damaged one."""
    if len(data) < _FIXED.size or not data.startswith(MAGIC):
        return None
    _, kind, identity, number, previous, *digests_and_sizes, length = _FIXED.unpack_from(data)
    payload, stored, stored_length, raw_length, inserted, deleted = digests_and_sizes
    end = _FIXED.size + length
    if hashlib.sha256(data[:end]).digest() != data[end : end + _CHECKSUM]:
        return None
    return Header(
        kind=Kind(kind),
        identity=UUID(bytes=identity),
        number=number,
        previous=previous,
        payload_digest=payload,
        stored_digest=stored,
        stored_length=stored_length,
        raw_length=raw_length,
        inserted=inserted,
        deleted=deleted,
        note=data[_FIXED.size : end],
    )


def size_needed(data: bytes) -> int:
    """Return how many bytes the header that `data` begins with has, as far as `data` says."""
    if len(data) < _FIXED.size or not data.startswith(MAGIC):
        return 0
    return _FIXED.size + int(_FIXED.unpack_from(data)[-1]) + _CHECKSUM


PEEK = 4096
"""Bytes that hold nearly every header: a longer one is read in two steps."""
