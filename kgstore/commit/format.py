"""The folder of a store: what lies where, and which version of the format it has.

format.json   format version, base IRI, when and by what it was made; written last at `init`
lock          see kgstore.commit.lock
ledger/       the truth: segments of RDF Patch
view-N/       the engine's folder; CURRENT names the one that counts
checkpoints/  copies of it that the reader processes of a server have open
raw.sqlite    the sources' own bytes (kgstore.records.raw)
changed.sqlite  which commits changed which graphs (kgstore.commit.changed); made when asked for
quarantine/   refused records, one file each
overlay/      the user's own vocabulary terms, links and queries
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson

from kgstore.commit.appender import sync_folder
from kgstore.commit.faults import storage
from kgstore.errors import IriError, StoreError, StoreExists, StoreFormatError, StoreMissing

FORMAT = 1
"""The version that this kgstore writes. A lower one is brought up by making the view anew."""

_TRIES, _PAUSE = 5, 0.05
_BASE = re.compile(r'https?://[^\s<>"{}|\\^`?#/][^\s<>"{}|\\^`?#]*')


@dataclass(frozen=True, slots=True)
class Format:
    """What `format.json` says; `versions` of kgstore and of the ontology at the time of making."""

    base: str
    created: str
    format: int = FORMAT
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a store's parts."""

    root: Path

    @property
    def ledger(self) -> Path:
        """The folder of ledger segments."""
        return self.root / "ledger"

    @property
    def lock(self) -> Path:
        """The file that is locked."""
        return self.root / "lock"

    @property
    def raw(self) -> Path:
        """The file of raw records."""
        return self.root / "raw.sqlite"

    @property
    def changed(self) -> Path:
        """The file of which commits changed which graphs."""
        return self.root / "changed.sqlite"

    @property
    def quarantine(self) -> Path:
        """The folder of refused records."""
        return self.root / "quarantine"

    @property
    def checkpoints(self) -> Path:
        """The folder of the copies that reader processes have open."""
        return self.root / "checkpoints"

    @property
    def overlay(self) -> Path:
        """The folder of the user's own vocabulary terms, links and queries."""
        return self.root / "overlay"

    @property
    def view(self) -> Path:
        """The engine's folder that counts.

        Raises:
            StoreError: the pointer to it, or the folder, is missing.
        """
        pointer = self.root / "CURRENT"
        name = pointer.read_text("utf-8").strip() if pointer.is_file() else ""
        if not re.fullmatch(r"view-\d+", name) or not (self.root / name).is_dir():
            advice = "Run `kgstore rebuild`: it makes the view anew from the ledger."
            message = f"the view of the store {self.root} is missing"
            raise StoreError(message, subject=str(pointer), advice=advice)
        return self.root / name

    def views(self) -> list[Path]:
        """Return all folders of the engine, also those that do not count."""
        return [path for path in self.root.glob("view-*") if path.is_dir()]

    def next_view(self) -> Path:
        """Return a path for a new folder of the engine."""
        numbers = (int(path.name[5:]) for path in self.views() if path.name[5:].isdecimal())
        return self.root / f"view-{max(numbers, default=0) + 1}"

    def switch(self, view: Path) -> None:
        """Make `view` the folder that counts, durably."""
        replace_file(self.root / "CURRENT", f"{view.name}\n".encode())

    def drop_other_views(self) -> None:
        """Remove what an interrupted bulk commit or rebuild left; nobody may have it open."""
        for path in self.views():
            if path != self.view:
                drop(path)


def drop(folder: Path) -> None:
    """Remove a folder of the engine as far as that goes; what stays, the next opening removes.

    An engine that was let go a moment ago still writes to its log: a file that comes while the
    folder is emptied would keep it there, so it is tried again.
    """
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)


def begin(root: Path, base: str) -> Layout:
    """Make the folders of a new store; it is none before `finish` is called.

    Raises:
        IriError: `base` is no absolute http(s) IRI without query, fragment or final slash.
        StoreExists: there is a store, or a folder with other things in it.
    """
    if not _BASE.fullmatch(base) or base.endswith("/"):
        raise IriError(
            f"{base!r} cannot be the base IRI of a store",
            subject=base,
            advice="Give an http or https address without query, fragment or slash at its end.",
        )
    layout = Layout(root)
    if (root / "format.json").exists():
        raise StoreExists(f"there is a store at {root} already", subject=str(root))
    with storage(root):
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            message = f"{root} is not an empty folder"
            advice = "Name a folder that does not exist yet, or empty this one."
            raise StoreExists(message, subject=str(root), advice=advice)
        for folder in (layout.ledger, layout.quarantine, layout.overlay):
            folder.mkdir(parents=True)
        layout.lock.touch()
    return layout


def finish(layout: Layout, base: str, versions: Mapping[str, str]) -> None:
    """Write `format.json`: from now on the folder is a store."""
    created = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    write_format(layout, Format(base, created, FORMAT, versions))


def write_format(layout: Layout, found: Format) -> None:
    """Write what `format.json` says."""
    content = {
        "format": found.format,
        "base": found.base,
        "created": found.created,
        "versions": dict(found.versions),
    }
    replace_file(layout.root / "format.json", orjson.dumps(content, option=orjson.OPT_INDENT_2))


def read_format(root: Path) -> Format:
    """Return what `format.json` says.

    Raises:
        StoreMissing: there is no store at `root`.
        StoreFormatError: a newer kgstore wrote it, or the file is not what it should be.
    """
    path = root / "format.json"
    if not path.is_file():
        what = "is not a store" if root.exists() else "does not exist"
        advice = f"`kgstore --store {root} init` makes a store."
        raise StoreMissing(f"{root} {what}", subject=str(root), advice=advice)
    with storage(path):
        data = path.read_bytes()
    try:
        content = orjson.loads(data)
        found = Format(
            str(content["base"]),
            str(content["created"]),
            int(content["format"]),
            dict(content["versions"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        message = f"{path} is damaged: {error}"
        raise StoreFormatError(message, subject=str(path)) from error
    if found.format > FORMAT:
        message = f"the store {root} has format {found.format}, this kgstore reads up to {FORMAT}"
        advice = "Use the kgstore that wrote it, or a newer one."
        raise StoreFormatError(message, subject=str(root), advice=advice)
    return found


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that it is old or new after a crash, never half; durable on return."""
    temporary = path.with_name(path.name + ".tmp")
    with storage(path):
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
