"""The files below the paths that a user names: in folders, in archives, single ones, gzipped ones.

What cannot be read is a finding that names it, and the rest goes on. Symbolic links are not
followed out of a folder.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kgstore.importers import archive
from kgstore.importers.base import Scan
from kgstore.records.finding import Finding, Severity

LARGEST = 1 << 30
"""Bytes of one file, unpacked."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file: what findings call it, its path below what the user named, its content.

    `path` of a gzipped file is without the `.gz`.
    """

    name: str
    path: PurePosixPath
    content: bytes


def files(scan: Scan, wanted: Callable[[PurePosixPath], bool]) -> Iterator[SourceFile]:
    """Yield the files below the scan's paths whose path is `wanted`, in a stable order.

    A file that the user names himself is always wanted, if it is no archive.
    """
    for top in scan.paths:
        if top.is_dir():
            for path in _below(top):
                yield from _read(scan, path, PurePosixPath(path.relative_to(top)), wanted)
        else:
            yield from _read(scan, top, PurePosixPath(top.name), wanted, named=True)


def _below(top: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(top):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path


def _read(
    scan: Scan,
    path: Path,
    below: PurePosixPath,
    wanted: Callable[[PurePosixPath], bool],
    *,
    named: bool = False,
) -> Iterator[SourceFile]:
    if archive.is_archive(path):
        yield from _members(scan, path, wanted)
        return
    packed = below.suffix == ".gz"
    inner = below.with_suffix("") if packed else below
    if not (named or wanted(inner)):
        return
    try:
        with gzip.open(path) if packed else path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        note(scan, str(path), f"cannot be read: {error}")
        return
    if len(content) > LARGEST:
        note(scan, str(path), f"is larger than {LARGEST:,} bytes, and is not read")
        return
    yield SourceFile(str(path), inner, content)


def _members(
    scan: Scan, path: Path, wanted: Callable[[PurePosixPath], bool]
) -> Iterator[SourceFile]:
    def told(name: str, reason: str) -> None:
        note(scan, f"{path}!{name}" if name else str(path), reason)

    chosen = archive.members(path, told, wanted=lambda name: wanted(PurePosixPath(name)))
    for name, content in chosen:
        yield SourceFile(f"{path}!{name}", PurePosixPath(name), content)


def note(scan: Scan, file: str, reason: str, severity: Severity = Severity.VIOLATION) -> None:
    """Keep a finding about a file as a whole."""
    scan.findings.append(Finding(severity, file, "", reason))
