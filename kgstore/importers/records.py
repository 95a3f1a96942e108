"""Our own records: documents in JSON-LD, as `examples/` holds them, or graphs as exports hold them.

A document's `id` says what it is a record of (`.../id/{kind}/{source}/{native id}`). Its base may
be another store's: every IRI below that base is moved below this store's.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from kgstore.errors import ImportFailed, IriError
from kgstore.importers import record_graphs, record_tables
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.rdf import files as rdf
from kgstore.importers.rdf.build import thing_record
from kgstore.records.finding import Finding, Severity
from kgstore.records.iri import Minter
from kgstore.records.record import Document, Raw, Record

_SUFFIXES = (
    ".jsonl",
    ".jsonl.gz",
    ".json",
    ".jsonld",
    *record_graphs.SUFFIXES,
    *rdf.SUFFIXES,
    *record_tables.SUFFIXES,
)
_BASE = re.compile(r"(.+?)/id/[^/]+/[^/]+/.")


class RecordsImporter:
    """Reads records that kgstore itself wrote, or that people write by hand."""

    name = "records"
    title = "Records"
    reads = (
        "Record documents in JSON-LD: .jsonl[.gz] (one a line), .json or .jsonld (one, or a list); "
        "record graphs as kgstore exports them: .nq[.gz], .trig[.gz]; other RDF, also .ttl, .nt, "
        ".rdf; tables with a mapping: .csv, .tsv."
    )
    homepage = "https://w3id.org/modelzoo"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: records stand alone."""

    def scan(self, scan: Scan) -> Iterator[Item]:
        """Yield one item a document, files in the order of their names.

        Raises:
            ImportFailed: no file with records below the paths.
        """
        files = [file for path in scan.paths for file in _files(path)]
        if not files:
            raise ImportFailed(
                f"no {', '.join(_SUFFIXES)} below {', '.join(map(str, scan.paths))}",
                subject=str(scan.paths[0]) if scan.paths else "",
            )
        for file in files:
            try:
                yield from _items(file, scan.findings)
            except (OSError, EOFError, zlib.error, SyntaxError, orjson.JSONDecodeError) as error:
                scan.findings.append(Finding(Severity.VIOLATION, str(file), "", str(error)))

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one document; one that is no record says only what is wrong."""
        try:
            if "graph" in item.content:
                yield record_graphs.record_of(item, context.minter)
            elif rdf.is_thing(item):
                yield thing_record(item, context)
            elif "table" in item.content:
                yield record_tables.row_record(item, context)
            else:
                yield _record(orjson.loads(item.content[""]), item, context.minter)
        except (
            orjson.JSONDecodeError,
            IriError,
            KeyError,
            RecursionError,
            TypeError,
        ) as error:
            yield _unreadable(item, context.minter, _reason(error))


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.name.endswith(_SUFFIXES))


def _items(file: Path, findings: list[Finding]) -> Iterator[Item]:
    if file.name.endswith(record_graphs.SUFFIXES):
        yield from _graphs(file, findings)
        return
    if file.name.endswith(rdf.SUFFIXES):
        yield from rdf.rdf_items(file, findings)
        return
    if file.name.endswith(record_tables.SUFFIXES):
        yield from record_tables.row_items(file, findings)
        return
    if file.name.endswith((".jsonl", ".jsonl.gz")):
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield Item(f"{file}:{number}", {"": line})
        return
    content = file.read_bytes()
    found = orjson.loads(content)
    if _is_json_ld(found):
        yield from rdf.rdf_items(file, findings)
        return
    if not isinstance(found, list):
        yield Item(str(file), {"": content})
        return
    for number, document in enumerate(found):
        yield Item(f"{file}[{number}]", {"": orjson.dumps(document)})


def _graphs(file: Path, findings: list[Finding]) -> Iterator[Item]:
    """Yield the record graphs of an export, or the things that other quads describe."""
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        is_export = b"/graph/" in stream.read(1 << 20)
    read = record_graphs.graph_items if is_export else rdf.rdf_items
    yield from read(file, findings)


def _is_json_ld(found: Any) -> bool:
    """Say whether JSON is RDF with a context of its own, and no record document."""
    first = found[0] if isinstance(found, list) and found else found
    marks = {"@graph", "@id", "@type"}
    return isinstance(first, dict) and "id" not in first and bool(marks & first.keys())


def _record(document: Any, item: Item, minter: Minter) -> Record:
    match = _BASE.match(document["id"])
    if match is None:
        raise IriError(f"{document['id']} is not the IRI of a record", subject=str(document["id"]))
    moved: Document = _moved(document, match[1], minter.base)
    moved.pop("@context", None)
    name = minter.parse(moved["id"])
    raw = Raw(item.content[""])
    revision = str(moved.get("revision", ""))
    return Record(*name, moved, raw, item.file, revision, (), {("", "mapped"): 1})


def _moved(value: Any, base: str, new_base: str) -> Any:
    if isinstance(value, dict):
        return {key: _moved(item, base, new_base) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, base, new_base) for item in value]
    if isinstance(value, str) and value.startswith((base + "/id/", base + "/graph/")):
        return new_base + value[len(base) :]
    return value


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return "the document has no id"
    if isinstance(error, RecursionError):
        return "its parts are nested too deep"
    return str(error) if not isinstance(error, TypeError) else "the document is not an object"


def _unreadable(item: Item, minter: Minter, reason: str) -> Record:
    """Return a record that says nothing but what is wrong: validation puts it into quarantine."""
    raw = Raw(item.content[""])
    native_id = raw.digest[:16]
    iri = minter.record("unreadable", "records", native_id)
    finding = Finding(Severity.VIOLATION, item.file, "", reason, iri)
    return Record("unreadable", "records", native_id, {"id": iri}, raw, item.file, "", (finding,))


importer = RecordsImporter()
