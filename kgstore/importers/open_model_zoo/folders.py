"""Finding the zoo's files below the paths that a user names; symbolic links are not followed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgstore.importers.base import Item, Scan
from kgstore.importers.fields import Fields
from kgstore.records.finding import Finding, Severity

MODEL = "model.yml"
COMPOSITE = "composite-model.yml"
README = "README.md"
_LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder below the user's paths, and the names of the plain files in it."""

    path: Path
    files: tuple[str, ...]

    @property
    def is_model(self) -> bool:
        """Whether the folder describes a model."""
        return MODEL in self.files or COMPOSITE in self.files


def folders(scan: Scan) -> Iterator[Folder]:
    """Yield all folders below the paths, in a stable order; a link gives a finding."""
    for top in scan.paths:
        if not top.is_dir():
            scan.findings.append(_finding(top, "is no folder of an Open Model Zoo"))
            continue
        for place, names, files in os.walk(top, followlinks=False, onerror=_noting(scan)):
            names.sort()
            plain = []
            for name in sorted([*names, *files]):
                if not _is_text(name):
                    names[:] = [other for other in names if other != name]
                    scan.findings.append(_finding(Path(place) / ascii(name), "is no UTF-8 name"))
                elif (Path(place) / name).is_symlink():
                    scan.findings.append(_finding(Path(place) / name, "is a link; not followed"))
                elif name in files:
                    plain.append(name)
            yield Folder(Path(place), tuple(plain))


def model_items(found: Sequence[Folder], scan: Scan) -> Iterator[Item]:
    """Yield one item a model folder; the parts of a composite model belong to its item."""
    composites = {folder.path for folder in found if COMPOSITE in folder.files}
    parts: dict[Path, list[Folder]] = {}
    for folder in found:
        if MODEL in folder.files and folder.path.parent in composites:
            parts.setdefault(folder.path.parent, []).append(folder)
    names: set[str] = set()
    for folder in found:
        if folder.is_model and folder.path.name in names:
            scan.findings.append(_finding(folder.path, "a model of this name was there before"))
        names |= {folder.path.name} if folder.is_model else set()
        if folder.is_model and folder.path.parent not in composites:
            yield _item(folder, parts.get(folder.path, []), scan)
        elif not folder.is_model and any(_is_check(name) for name in folder.files):
            scan.findings.append(_finding(folder.path, f"has accuracy-check.yml, but no {MODEL}"))


def file_item(path: Path, scan: Scan) -> Iterator[Item]:
    """Yield the item of a single file."""
    fields = Fields(str(path))
    content = read_file(path, fields)
    scan.findings += fields.findings
    if content is not None:
        yield Item(str(path), {path.name: content})


def read_file(path: Path, fields: Fields) -> bytes | None:
    """Return the bytes of a file, or None with a finding."""
    try:
        if path.stat().st_size > _LARGEST:
            fields.note("", f"is larger than {_LARGEST} bytes; not read", Severity.VIOLATION)
            return None
        return path.read_bytes()
    except OSError as error:
        fields.note("", f"cannot be read: {error.strerror}", Severity.VIOLATION)
        return None


def _item(folder: Folder, parts: Sequence[Folder], scan: Scan) -> Item:
    content: dict[str, bytes] = {}
    for place in (folder, *parts):
        prefix = "" if place is folder else f"{place.path.name}/"
        for name in place.files:
            if name in {MODEL, COMPOSITE, README} or _is_check(name):
                fields = Fields(str(place.path / name))
                found = read_file(place.path / name, fields)
                scan.findings += fields.findings
                content |= {prefix + name: found} if found is not None else {}
    return Item(str(folder.path), content)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_check(name: str) -> bool:
    return name.startswith("accuracy-check") and name.endswith((".yml", ".yaml"))


def _finding(path: Path, reason: str) -> Finding:
    return Finding(Severity.WARNING, str(path), "", reason)


def _noting(scan: Scan) -> Callable[[OSError], None]:
    def note(error: OSError) -> None:
        scan.findings.append(
            _finding(Path(error.filename or "."), f"cannot be read: {error.strerror}")
        )

    return note
