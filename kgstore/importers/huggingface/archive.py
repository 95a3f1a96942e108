"""The files of a tar archive that are of the Hub, read without writing anything to disk."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kgstore.importers.base import Scan
from kgstore.importers.huggingface.lines import LONGEST, note

ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_MOST = 1 << 30
_BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError)


def members(path: Path, scan: Scan) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield (name, content) of each plain file; links, escapes and bombs are findings by name."""
    total = 0
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                if member.isdir():
                    continue
                total += member.size
                if total > _MOST:
                    note(
                        scan,
                        f"{path}!{member.name}",
                        "the archive unpacks to more than 1 GiB; from here on it is not read",
                    )
                    return
                if problem := _problem(member):
                    note(scan, f"{path}!{member.name}", f"{problem}; it is not read")
                elif content := archive.extractfile(member):
                    yield PurePosixPath(member.name), content.read()
    except _BROKEN as error:
        note(scan, str(path), f"the archive is broken, what came before is read: {error}")


def _problem(member: tarfile.TarInfo) -> str:
    parts = PurePosixPath(member.name).parts
    if member.name.startswith("/") or ".." in parts or "\\" in member.name:
        return "the name leads out of the archive"
    if not member.isreg():
        return "it is a link or a device"
    return f"it is larger than {LONGEST >> 20} MiB" if member.size > LONGEST else ""
