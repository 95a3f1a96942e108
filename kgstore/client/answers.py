"""What the methods of a client take and give, besides rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kgstore.errors import Conflict, PathMissing
from kgstore.publish.profiles import Missing

Reason = Literal["upstream-gone", "licence", "takedown", "duplicate"]
"""Why a record is deleted; a takedown keeps no name of it."""

Progress = Callable[[int], None]
"""Is told how many records are done."""


def silent(_done: int) -> None:
    """Tell nobody how far it is."""


class RecordDocument(dict[str, Any]):
    """A record as its JSON-LD document; `version` says which state of the record it is.

    `put` takes it back as long as nobody else has changed the record since.
    """

    def __init__(self, document: dict[str, Any], version: str) -> None:
        super().__init__(document)
        self.version = version


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a record that was put; `version` names the state that it has now."""

    iri: str
    outcome: Literal["created", "changed", "unchanged"]
    version: str


@dataclass(frozen=True, slots=True)
class Export:
    """An export; `missing` are the fields that the profile asks for and no source states."""

    content: bytes
    missing: tuple[Missing, ...]

    @property
    def text(self) -> str:
        """The export as text."""
        return self.content.decode()


def existing(paths: Path | str | Sequence[Path | str]) -> list[Path]:
    """Return the paths of files and folders, one or several.

    Raises:
        PathMissing: one of them is not there.
    """
    found = [Path(paths)] if isinstance(paths, Path | str) else [Path(path) for path in paths]
    for path in found:
        if not path.exists():
            raise PathMissing(f"there is no file or folder {path}", subject=str(path))
    return found


def changed_meanwhile(iri: str) -> Conflict:
    """Return the error that a record is not as the caller has seen it."""
    return Conflict(
        f"there is a record {iri}, and it is not as you have seen it",
        subject=iri,
        advice="Read it again with `get` and change what is there now, or say `overwrite`.",
    )
