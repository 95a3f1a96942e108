"""Refused records, each in a file of its own, until somebody mends, retries or drops them.

A record is named by its IRI and its document, so a newer refusal never overwrites an older one; a
record that is accepted later settles all refusals of its IRI.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from kgstore.commit.faults import storage
from kgstore.commit.format import replace_file
from kgstore.commit.provenance import now
from kgstore.errors import NotFound, StoreError
from kgstore.records.finding import Finding, Severity
from kgstore.records.iri import digest
from kgstore.records.record import Document

_NAME = re.compile(r"([0-9a-f]{16})-([0-9a-f]{8})\.json")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused record with all reasons; `since` is when it was refused (ISO 8601)."""

    iri: str
    kind: str
    source: str
    native_id: str
    document: Document
    findings: tuple[Finding, ...]
    raw_digest: str
    file: str
    since: str
    revision: str = ""

    @property
    def name(self) -> str:
        """The short name by which the refusal is shown, retried and dropped."""
        document = orjson.dumps(self.document, option=orjson.OPT_SORT_KEYS).decode()
        return f"{digest(self.iri)}-{digest(document, 8)}"


class Quarantine:
    """The refused records of one store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __len__(self) -> int:
        return sum(1 for _ in self._files())

    def __iter__(self) -> Iterator[Refusal]:
        """Yield all refusals, in the order of their names."""
        for path in self._files():
            yield _read(path)

    def put(self, refusals: Iterable[Refusal]) -> None:
        """Keep refused records, durably.

        Raises:
            StoreError: the disk is full or the folder cannot be written.
        """
        for refusal in refusals:
            content = orjson.dumps(asdict(refusal), option=orjson.OPT_INDENT_2)
            with storage(self._folder):
                self._folder.mkdir(exist_ok=True)
            replace_file(self._folder / f"{refusal.name}.json", content)

    def show(self, key: str) -> list[Refusal]:
        """Return the refusals of that name (or its beginning), or of that IRI.

        Raises:
            NotFound: there is none.
        """
        found = [_read(path) for path in self._matching(key)]
        if not found:
            advice = "`kgstore quarantine list` shows what is there."
            raise NotFound(f"nothing in quarantine is called {key}", subject=key, advice=advice)
        return found

    def remove(self, key: str) -> list[Refusal]:
        """Remove the refusals of that name or IRI, and return them.

        Raises:
            NotFound: there is none.
        """
        found = self.show(key)
        for path in self._matching(key):
            with storage(path):
                path.unlink(missing_ok=True)
        return found

    def drop(self, key: str, agent: str, reason: str) -> list[Refusal]:
        """Remove the refusals of that name or IRI, with a note of who did so and why.

        Raises:
            NotFound: there is none.
        """
        found = self.remove(key)
        said = [
            {"time": now(), "agent": agent, "name": r.name, "iri": r.iri, "reason": reason}
            for r in found
        ]
        with storage(self._notes), self._notes.open("ab") as notes:
            notes.writelines(orjson.dumps(one) + b"\n" for one in said)
            notes.flush()
            os.fsync(notes.fileno())
        return found

    def dropped(self, most: int = 20) -> list[dict[str, str]]:
        """Return what was dropped last with a reason, the newest first."""
        with storage(self._notes):
            lines = self._notes.read_bytes().splitlines() if self._notes.is_file() else []
        found = []
        for line in reversed(lines[-most:]):
            with suppress(orjson.JSONDecodeError):  # a crash may have cut it
                found.append(orjson.loads(line))
        return found

    @property
    def _notes(self) -> Path:
        return self._folder / "dropped.jsonl"

    def settle(self, iris: Iterable[str]) -> int:
        """Remove the refusals of records that were accepted since; return how many."""
        held: dict[str, list[Path]] = {}
        for path in self._files():
            held.setdefault(path.name[:16], []).append(path)
        settled = [path for iri in iris for path in held.get(digest(iri), ())] if held else []
        for path in settled:
            with storage(path):
                path.unlink(missing_ok=True)
        return len(settled)

    def _files(self) -> list[Path]:
        with storage(self._folder):
            if not self._folder.is_dir():
                return []
            return sorted(p for p in self._folder.iterdir() if _NAME.fullmatch(p.name))

    def _matching(self, key: str) -> list[Path]:
        prefix = digest(key) + "-" if ":" in key else key
        return [path for path in self._files() if key and path.name.startswith(prefix)]


def _read(path: Path) -> Refusal:
    with storage(path):
        data = path.read_bytes()
    try:
        content: dict[str, Any] = orjson.loads(data)
        findings = content.pop("findings")
        read = tuple(Finding(**f | {"severity": Severity(f["severity"])}) for f in findings)
        return Refusal(**content, findings=read)
    except (ValueError, TypeError, KeyError) as error:
        message = f"the refusal in {path} cannot be read: {error}"
        advice = "Remove the file, and import the record again."
        raise StoreError(message, subject=str(path), advice=advice) from error
