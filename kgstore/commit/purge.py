"""Purging: a deleted record erased from the whole ledger, as a recorded act of its own.

The entries that speak of the record are written anew without it. Each keeps the digest of the
payload that it had at first, so the chain of digests still holds, and it shows that it was purged.
A purge that was interrupted is asked for again: what is erased already does no harm.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import zstandard

from kgstore.commit.appender import sync_folder
from kgstore.commit.change import Delta, Row, subject_of
from kgstore.commit.changed import GraphIndex
from kgstore.commit.core import Core
from kgstore.commit.entry import Kind
from kgstore.commit.ledger import Ledger
from kgstore.commit.patch import rows
from kgstore.commit.provenance import PROV, RAW_DIGEST, RDFS, RECORD_OF, Provenance, statement
from kgstore.commit.segment import OPENING, Damage, Entry, scan
from kgstore.commit.tombstone import label_rows, read
from kgstore.commit.writer import Writer
from kgstore.errors import NotFound


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge erased: how many entries it rewrote, and the digests of the raw records."""

    entries: int
    raw_digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is erased: the rows of these graphs, and the labels of the thing in the meta graph."""

    iri: str
    meta: str
    graphs: frozenset[str]
    raw_digests: frozenset[str]

    def erases(self, row: Row) -> bool:
        label = f"<{self.iri}> <{RDFS}label> "
        return row.graph in self.graphs or (row.graph == self.meta and row.line.startswith(label))


def purge(
    core: Core, writer: Writer, iri: str, who: tuple[str, str, str], drop_raw: Callable[[str], None]
) -> Purged:
    """Erase what the ledger holds of a deleted record; `who` is time, agent and message.

    `drop_raw` is called with the digest of every raw record of it that no other record shares.

    Raises:
        NotFound: the record was not deleted before.
        LedgerDamaged: a segment is damaged; nothing is rewritten on top of that.
    """
    if read(core.view, core.graphs, iri) is None:
        advice = f"Delete it first: `kgstore delete {iri}`."
        raise NotFound(f"{iri} was not deleted", subject=iri, advice=advice)
    act = Provenance(core.graphs.base, core.ledger.head.number + 1).commit
    predicate = f"{PROV}wasInvalidatedBy"
    delta = Delta(removed=label_rows(core.view, core.graphs, iri))
    if delta.removed or not core.view.values(iri, predicate, core.graphs.meta):
        delta.added.add(Row(core.graphs.meta, statement(iri, predicate, act)))
    writer.commit((), *who, "", delta)
    writer.close()
    subject = _subject(core, iri)
    rewritten = sum(_rewrite(path, subject) for path in core.ledger.segments())
    core.ledger.refresh()
    GraphIndex(core.layout.changed).drop()
    for digest in sorted(subject.raw_digests):
        drop_raw(digest)
    return Purged(rewritten, tuple(sorted(subject.raw_digests)))


def _subject(core: Core, iri: str) -> _Subject:
    """Ask the ledger: the view has forgotten the record's graphs and earlier revisions."""
    meta = core.graphs.meta
    graphs = {subject_of(line) for line in _told(core.ledger, meta, f" <{RECORD_OF}> <{iri}> ")}
    digests = {
        line.rpartition(' "')[2].removesuffix('" .')
        for line in _told(core.ledger, meta, f" <{RAW_DIGEST}> ")
        if subject_of(line) in graphs
    }
    shared = {digest for _, digest in core.view.pairs(RAW_DIGEST, meta)}
    return _Subject(iri, meta, frozenset(graphs), frozenset(digests - shared))


def _told(ledger: Ledger, meta: str, text: str) -> Iterator[str]:
    for entry in ledger.entries():
        candidates = (line for line in entry.lines() if text in line)
        yield from (row.line for _, row in rows(candidates) if row.graph == meta)


def _rewrite(path: Path, subject: _Subject) -> int:
    entries = []
    for found in scan(path):
        damage = found if isinstance(found, Damage) else found.damage()
        if damage is not None:
            raise damage.error()
        if isinstance(found, Entry):
            entries.append((found, _without(found, subject)))
    count = sum(payload is not None for _, payload in entries)
    if count:
        temporary = path.with_name(path.name + ".tmp")
        with temporary.open("wb") as file:
            file.write(OPENING)
            for entry, payload in entries:
                _copy(file, entry, payload)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    return count


def _without(entry: Entry, subject: _Subject) -> tuple[bytes, int] | None:
    """Return the payload without the subject and its length as text; None if it is as it was."""
    compressor = zstandard.ZstdCompressor(level=3).compressobj()
    parts, length, erased = [], 0, False
    for line in entry.lines():
        if any(subject.erases(row) for _, row in rows([line])):
            erased = True
            continue
        text = f"{line}\n".encode()
        length += len(text)
        parts.append(compressor.compress(text))
    parts.append(compressor.flush())
    return (b"".join(parts), length) if erased else None


def _copy(file: BinaryIO, entry: Entry, payload: tuple[bytes, int] | None) -> None:
    if payload is None:
        file.write(entry.header.packed())
        file.writelines(entry.blocks())
        return
    stored, length = payload
    header = replace(
        entry.header,
        kind=Kind.PURGED,
        stored_digest=hashlib.sha256(stored).digest(),
        stored_length=len(stored),
        raw_length=length,
    )
    file.write(header.packed() + stored)
