"""Opens a file of a knowledge base, plain or compressed, and says clearly where it is cut."""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kgstore.link.wordnet.faults import broken

MOST = 4 << 30
"""Bytes that a file may unpack to: the largest wordnet that is published has a fortieth of it."""
_PIECE = 1 << 20


@contextmanager
def opened(file: Path) -> Iterator[IO[bytes]]:
    """Lend a file's content, unpacked if it is gzip or xz by its first bytes.

    Raises:
        ImportFailed: it cannot be read, is cut within the compressed data, or is a bomb.
    """
    try:
        with file.open("rb") as raw:
            magic = raw.read(6)
            raw.seek(0)
            yield io.BufferedReader(_Limited(_unpacked(raw, magic), file), _PIECE)
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError) as error:
        raise broken(file, 0, f"the compressed file is cut or damaged: {error}") from error
    except OSError as error:
        raise broken(file, 0, f"cannot be read: {error.strerror or error}") from error


def head(file: Path, size: int = 4096) -> bytes:
    """Return the first bytes of the content.

    Raises:
        ImportFailed: as `opened`.
    """
    with opened(file) as content:
        return content.read(size)


def _unpacked(raw: IO[bytes], magic: bytes) -> io.BufferedIOBase | IO[bytes]:
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=raw)
    if magic.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile(raw)
    return raw


class _Limited(io.RawIOBase):
    """Passes content on until it is more than any wordnet can be."""

    def __init__(self, content: io.BufferedIOBase | IO[bytes], file: Path) -> None:
        self._content, self._file, self._left = content, file, MOST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer)  # type: ignore[arg-type]  # typeshed has no public Buffer in 3.11
        piece = self._content.read(len(room))
        self._left -= len(piece)
        if self._left < 0:
            raise broken(self._file, 0, f"it unpacks to more than {MOST >> 30} GiB")
        room[: len(piece)] = piece
        return len(piece)
