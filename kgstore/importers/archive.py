"""Archives that people send, read safely: tar, tar.gz (bz2, xz) and zip.

What could do harm is refused by its name, and the rest goes on: names that lead out of the archive,
links and devices, encrypted members, members that are too large, and archives that unpack to far
more than they hold (bombs). A member that is cut off ends a tar; in a zip only that member is lost.
"""

from __future__ import annotations

import io
import lzma
import re
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

ENDINGS: Final = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")
"""The ends of names that say that a file is an archive."""

_BROKEN = (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError)
_UNREADABLE = (*_BROKEN, NotImplementedError, RuntimeError)  # zipfile's for method and password
_DRIVE = re.compile(r"[A-Za-z]:")
_PIECE: Final = 1 << 20

Note = Callable[[str, str], None]
"""Is told the name of a member ("" for the archive) and why it is not read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold; `ratio` counts from `free` unpacked bytes on."""

    members: int = 500_000
    member: int = 1 << 30
    total: int = 8 << 30
    ratio: int = 250
    free: int = 64 << 20


@dataclass(slots=True)
class _Account:
    """What was read so far, measured against the limits."""

    packed: Callable[[], int]
    limits: Limits
    unpacked: int = 0
    members: int = 0
    taken: set[str] = field(default_factory=set)

    def over(self) -> str:
        """Return why nothing more may be read, or ""."""
        if self.members > self.limits.members:
            return f"the archive has more than {self.limits.members:,} members"
        if self.unpacked > self.limits.total:
            return f"the archive unpacks to more than {self.limits.total:,} bytes"
        if self.unpacked > max(self.limits.free, self.limits.ratio * self.packed()):
            return f"the archive unpacks to more than {self.limits.ratio} times its size"
        return ""

    def problem(self, name: str, size: int) -> str:
        """Return why a plain member is not read, or ""."""
        if name_problem(name):
            return name_problem(name)
        if name in self.taken:
            return "the same name was there before; the first one is read"
        if size > self.limits.member:
            return f"it is larger than {self.limits.member:,} bytes"
        self.taken.add(name)
        return ""


@dataclass(slots=True)
class _Counted(io.RawIOBase):
    """A file that counts what is read from it."""

    file: IO[bytes]
    number: int = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, and count them."""
        found = self.file.read(size)
        self.number += len(found)
        return found


class _Full(Exception):
    """A limit was passed while a member was read."""


def is_archive(path: Path) -> bool:
    """Say whether the name of a file is that of an archive.

    >>> is_archive(Path("mlruns.tar.gz")), is_archive(Path("records.jsonl.gz"))
    (True, False)
    """
    return path.name.casefold().endswith(ENDINGS)


def name_problem(name: str) -> str:
    """Return why the name of a member cannot be trusted, or "".

    >>> name_problem("a/../../etc/passwd")
    'the name leads out of the archive'
    >>> name_problem("mlruns/0/meta.yaml")
    ''
    """
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or _DRIVE.match(name):
        return "the name leads out of the archive"
    return "the name has a null character or is empty" if "\0" in name or not name else ""


def members(
    path: Path,
    note: Note,
    *,
    wanted: Callable[[str], bool] = lambda name: True,
    limits: Limits | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of each sound plain file whose name is wanted, in the archive's order.

    Nothing is written to disk. What is refused or broken is told to `note`.
    """
    read = _zip if path.name.casefold().endswith(".zip") else _tar
    try:
        yield from read(path, note, wanted, limits or Limits())
    except _BROKEN as error:
        note("", f"the archive is broken or cut off, what came before is read: {error}")
    except _Full as error:
        note("", f"{error}; from here on it is not read")


@contextmanager
def unpacked(
    path: Path,
    note: Note,
    *,
    wanted: Callable[[str], bool] = lambda name: True,
    limits: Limits | None = None,
) -> Iterator[Path]:
    """Give a temporary folder with the sound members; it is gone when the context ends."""
    with tempfile.TemporaryDirectory(prefix="kgstore-") as folder:
        top = Path(folder)
        for name, content in members(path, note, wanted=wanted, limits=limits):
            try:
                place = top / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            except OSError as error:
                note(name, f"it cannot be unpacked: {error.strerror}")
        yield top


def _tar(
    path: Path, note: Note, wanted: Callable[[str], bool], limits: Limits
) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        counted = _Counted(file)
        account = _Account(lambda: counted.number, limits)
        with tarfile.open(fileobj=counted, mode="r|*") as archive:
            for member in archive:
                account.members += 1
                if not member.isreg() and not member.isdir():
                    note(member.name, "it is a link or a device; it is not read")
                elif member.isreg() and wanted(member.name):
                    name = member.name.removeprefix("./")
                    if problem := account.problem(name, member.size):
                        note(member.name, f"{problem}; it is not read")
                    elif stream := archive.extractfile(member):
                        yield name, _content(stream, account)
                if over := account.over():
                    raise _Full(over)


def _zip(
    path: Path, note: Note, wanted: Callable[[str], bool], limits: Limits
) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        account = _Account(lambda: path.stat().st_size, limits)
        for member in archive.infolist():
            account.members += 1
            if over := account.over():
                raise _Full(over)
            if member.is_dir() or not wanted(member.filename):
                continue
            name = member.filename.removeprefix("./")
            if problem := _link(member) or account.problem(name, member.file_size):
                note(member.filename, f"{problem}; it is not read")
                continue
            try:
                with archive.open(member) as stream:
                    content = _content(stream, account)
            except _UNREADABLE as error:
                note(member.filename, f"it cannot be unpacked: {error}")
                continue
            yield name, content


def _link(member: zipfile.ZipInfo) -> str:
    kind = member.external_attr >> 28
    return "it is a link or a device" if kind not in {0, 0o10} else ""


def _content(stream: IO[bytes], account: _Account) -> bytes:
    """Return all bytes of a member; its size as stated is not trusted.

    Raises:
        _Full: it passes a limit.
    """
    pieces, size = [], 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        account.unpacked += len(piece)
        if size > account.limits.member:
            raise _Full(f"a member is larger than {account.limits.member:,} bytes")
        if over := account.over():
            raise _Full(over)
        pieces.append(piece)
    return b"".join(pieces)
