"""What an importer yields: a record, with the raw bytes that it was made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from kgstore.records.finding import Finding

Document = dict[str, Any]
"""One JSON-LD document without `@context`; its keys are those of ontology/context.jsonld."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The source's own bytes of one record, kept for ever, compressed and content-addressed."""

    content: bytes
    media_type: str = "application/json"

    @property
    def digest(self) -> str:
        """The SHA-256 of the content in hex; the address of the raw record."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that a source describes, as a JSON-LD document with its parts nested in it.

    `kind`, `source` and `native_id` make its IRI; `revision` is the source's own (commit, ETag,
    date), or "" where it has none. `fates` counts what became of each path of the raw record
    (see kgstore.records.loss).
    """

    kind: str
    source: str
    native_id: str
    document: Document
    raw: Raw
    file: str
    revision: str = ""
    findings: tuple[Finding, ...] = ()
    fates: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The record's IRI, as the document says it."""
        return str(self.document["id"])
