"""One file of the ledger: entries one after another, and how to find the next after a damage.

Segments are named for the number of their first commit. `.log` files grow commit by commit; a
`.bulk` file holds one commit and appears whole, by renaming.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import zstandard

from kgstore.commit.entry import MAGIC, PEEK, Header, size_needed, unpacked
from kgstore.errors import LedgerDamaged

OPENING = b"kgstore ledger1\n"
_BLOCK = 1 << 18  # a few MB when decompressed


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a segment that does not hold what it should; `tail` if nothing follows it."""

    segment: str
    offset: int
    reason: str
    tail: bool = False

    def __str__(self) -> str:
        return f"{self.segment}:{self.offset}: {self.reason}"

    def error(self) -> LedgerDamaged:
        """Return the damage as an exception."""
        return LedgerDamaged(
            f"the ledger is damaged at {self}",
            subject=f"{self.segment}:{self.offset}",
            advice="`kgstore verify` lists every damage; `kgstore rebuild` recovers what is intact,"
            " `kgstore restore` brings back a backup.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with an intact header, and where it lies."""

    header: Header
    path: Path
    offset: int

    @property
    def end(self) -> int:
        """The offset of the next entry."""
        return self.offset + self.header.size + self.header.stored_length

    def blocks(self) -> Iterator[bytes]:
        """Yield the stored payload, compressed, piece by piece."""
        with self.path.open("rb") as file:
            file.seek(self.offset + self.header.size)
            left = self.header.stored_length
            while left and (block := file.read(min(left, _BLOCK))):
                left -= len(block)
                yield block

    def damage(self) -> Damage | None:
        """Return what is wrong with the payload, after reading all of it, or None."""
        digest = hashlib.sha256()
        for block in self.blocks():
            digest.update(block)
        if digest.digest() == self.header.stored_digest:
            return None
        reason = f"the payload of commit {self.header.number} does not match its checksum"
        return Damage(self.path.name, self.offset, reason)

    def lines(self) -> Iterator[str]:
        """Yield the lines of the patch; a long one is decompressed piece by piece.

        Raises:
            LedgerDamaged: the payload does not match its checksum.
        """
        if damage := self.damage():
            raise damage.error()
        for lines in self.raw_lines():
            for line in lines:
                yield line.decode()

    def raw_lines(self) -> Iterator[list[bytes]]:
        """Yield the lines of the patch as they are stored, many at a time and unchecked."""
        decompressor, rest = zstandard.ZstdDecompressor().decompressobj(), b""
        for block in self.blocks():
            *lines, rest = (rest + decompressor.decompress(block)).split(b"\n")
            yield lines


def scan(path: Path) -> Iterator[Entry | Damage]:
    """Yield the entries of a segment, and the damages between them; payloads are not read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(len(OPENING)) != OPENING:
            yield Damage(
                path.name, 0, "this is no ledger segment, or its start is damaged", size < 16
            )
        offset = len(OPENING)
        while offset < size:
            header = _header_at(file, offset)
            if header is None:
                following = _next_intact(file, offset + 1, size)
                reason = "the header of an entry is damaged or cut off"
                yield Damage(path.name, offset, reason, tail=following is None)
                offset = size if following is None else following
                continue
            entry = Entry(header, path, offset)
            if entry.end > size:
                reason = f"the payload of commit {header.number} is cut off"
                yield Damage(path.name, offset, reason, tail=True)
                return
            yield entry
            offset = entry.end


def _header_at(file: BinaryIO, offset: int) -> Header | None:
    file.seek(offset)
    data = file.read(PEEK)
    missing = size_needed(data) - len(data)
    if 0 < missing < _BLOCK:
        data += file.read(missing)
    return unpacked(data)


def _next_intact(file: BinaryIO, offset: int, size: int) -> int | None:
    """Search for the next entry; the header's checksum tells it from bytes that look like one."""
    while offset < size:
        file.seek(offset)
        block = file.read(_BLOCK)
        at = block.find(MAGIC)
        if at < 0:
            offset += max(len(block) - len(MAGIC) + 1, 1)
        elif _header_at(file, offset + at) is not None:
            return offset + at
        else:
            offset += at + 1
    return None
