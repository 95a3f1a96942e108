"""What an importer is: it finds items in the files a user names and turns each into records.

An importer is an object of four names and three methods, reachable by an entry point in the group
`kgstore.importers`. It builds no triples: it yields records (kgstore.records.record). `scan` and
`prepare` run once, in the main process; `records` runs in worker processes, so it keeps no state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from kgstore.records.finding import Finding
from kgstore.records.iri import Minter
from kgstore.records.record import Record
from kgstore.records.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the source that makes one record, or a few that belong together.

    `file` is what findings name (`models.jsonl.gz:17`, `manifest.json!clip`), `content` the bytes
    by name within the item: a single unnamed file is `{"": bytes}`.
    """

    file: str
    content: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What `records` needs besides the item: how to mint, how to resolve, what `prepare` gave."""

    minter: Minter
    vocabulary: Vocabulary
    shared: Any = None


@dataclass(slots=True)
class Scan:
    """What `scan` and `prepare` were given and what they could not read."""

    paths: Sequence[Path]
    findings: list[Finding] = field(default_factory=list)


class Importer(Protocol):
    """The interface of an importer."""

    name: str
    """The source's name in IRIs and on the command line, `[a-z0-9_]+`."""
    title: str
    """The source's name for people."""
    reads: str
    """One sentence: which files it reads."""
    homepage: str
    """The IRI of the source system's home page."""

    def prepare(self, scan: Scan) -> Any:
        """Return what all items share (a picklable object), or None."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield the items below the scan's paths, in a stable order; note what cannot be read.

        Raises:
            ImportFailed: nothing below the paths is of this source.
        """

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the records of one item; what is unsound becomes findings, never an exception."""
