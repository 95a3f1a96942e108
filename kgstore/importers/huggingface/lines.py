"""Lines of a file of JSON records, compressed or not, as far as the file can be read."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from kgstore.importers.base import Scan
from kgstore.records.finding import Finding, Severity

_CHUNK = 1 << 18
LONGEST = 1 << 26
"""Bytes of the longest line or file that is read; a longer one is no metadata."""


def lines(path: Path, scan: Scan) -> Iterator[tuple[int, bytes]]:
    """Yield (number, line) of each line that is not blank; where reading ends early, a finding."""
    number, rest = 0, b""
    for chunk in _chunks(path, scan):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            if line := line.strip():
                yield number, line
        if len(rest) > LONGEST:
            reason = f"line {number + 1} is longer than {LONGEST >> 20} MiB; reading stops here"
            note(scan, str(path), reason)
            return
    if rest := rest.strip():
        yield number + 1, rest


def _chunks(path: Path, scan: Scan) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            pieces = iter(lambda: stream.read(_CHUNK), b"")
            yield from _unpacked(pieces) if path.suffix == ".gz" else pieces
    except EOFError:
        note(scan, str(path), "the compressed file is cut off; what came before the cut is read")
    except (OSError, zlib.error) as error:
        note(scan, str(path), f"reading stops here: {error}")


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what gzip members hold, in pieces of bounded size (RFC 1952 section 2.2)."""
    reader, started = zlib.decompressobj(wbits=31), False
    for piece in pieces:
        while piece:
            yield reader.decompress(piece, _CHUNK * 4)
            started = True
            if reader.eof:
                piece, started = reader.unused_data, False
                reader = zlib.decompressobj(wbits=31)
            else:
                piece = reader.unconsumed_tail
    if started:
        raise EOFError


def note(scan: Scan, file: str, reason: str, severity: Severity = Severity.VIOLATION) -> None:
    """Add a finding about a file or a piece of it that could not be read."""
    scan.findings.append(Finding(severity, file, "", reason))
