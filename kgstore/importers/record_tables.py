"""Tables as records: a row is a record, and a mapping says what its columns mean.

The mapping stands in `#` lines of YAML above the header, or beside `models.csv` in
`models.mapping.toml`. Its form is in docs/importing.md.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from kgstore.importers.base import ImportContext, Item
from kgstore.importers.csv_text import read_csv
from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import Fields
from kgstore.importers.rdf.graph import KINDS
from kgstore.importers.rdf.values import read_text
from kgstore.importers.terms import CLASS_OF, Terms
from kgstore.importers.yaml_text import read_yaml
from kgstore.namespaces import MZ
from kgstore.records.context import REFERENCE, REVERSE, packaged_context
from kgstore.records.finding import Finding, Severity
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

SUFFIXES: Final = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
_NAME: Final = re.compile(r"[a-z0-9_]+")
_CLASS: Final = {kind: name for name, kind in reversed(KINDS.items())}


def row_items(file: Path, findings: list[Finding]) -> Iterator[Item]:
    """Yield an item for each row of a table.

    Raises:
        OSError: the file cannot be read.
    """
    fields = Fields(str(file))
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        content = stream.read()
    head, body, above = _parts(content)
    mapping = _mapping(file, head, fields)
    if mapping is not None:
        packed = orjson.dumps(mapping)
        mark = "\t" if file.name.removesuffix(".gz").endswith(".tsv") else ","
        rows = read_csv(body, fields, key=mapping["id"], delimiter=mark)
        for number, row in enumerate(rows, above + 2):
            place = f"{file}:{number}"
            yield Item(place, {"": orjson.dumps(row), "table": packed})
    findings += fields.findings


def _parts(content: bytes) -> tuple[bytes, bytes, int]:
    """Return the `#` lines without their sign, the table, and the number of those lines."""
    lines = content.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    number = next((n for n, line in enumerate(lines) if not line.startswith(b"#")), len(lines))
    head = b"".join(line[1:].removeprefix(b" ") for line in lines[:number])
    return head, b"".join(lines[number:]), number


def _mapping(file: Path, head: bytes, fields: Fields) -> dict[str, Any] | None:
    """Return the mapping of a table with `kind`, `source`, `id` and `columns`; None without one."""
    beside = file.with_name(file.name.partition(".")[0] + ".mapping.toml")
    if head.strip():
        said = fields.mapping(read_yaml(head, fields, "mapping"), "mapping")
    elif beside.is_file():
        try:
            said = tomllib.loads(beside.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            fields.note("mapping", f"{beside.name} is no TOML: {error}", Severity.VIOLATION)
            return None
    else:
        told = f"has no mapping: neither # lines above its header nor a file {beside.name}"
        fields.note("", f"{told}; it is not read", Severity.VIOLATION)
        return None
    found = {key: fields.text(said.get(key), f"mapping.{key}") for key in ("kind", "source", "id")}
    columns = fields.mapping(said.get("columns"), "mapping.columns")
    faults = _faults(found, columns)
    for place, reason in faults:
        fields.note(f"mapping.{place}", reason, Severity.VIOLATION)
    return None if faults else {**found, "columns": columns}


def _faults(found: Mapping[str, str | None], columns: Mapping[str, Any]) -> list[tuple[str, str]]:
    faults = []
    if found["kind"] not in _CLASS:
        faults.append(("kind", f"{found['kind']!r} is none of {', '.join(sorted(_CLASS))}"))
    if not _NAME.fullmatch(found["source"] or ""):
        faults.append(("source", f"{found['source']!r} is no name of small letters, digits and _"))
    if not found["id"]:
        faults.append(("id", "names no column"))
    keys = packaged_context().keys
    for column, meaning in columns.items():
        said = meaning if isinstance(meaning, dict) else {"key": meaning}
        key = said.get("key")
        if "metric" not in said and (keys.get(str(key), REVERSE) == REVERSE) and key != "drop":
            faults.append((f"columns.{column}", f"{str(key)[:60]!r} is no key of records"))
    return faults


def row_record(item: Item, context: ImportContext) -> Record:
    """Return the record of a row."""
    mapping: dict[str, Any] = orjson.loads(item.content["table"])
    row: dict[str, str] = orjson.loads(item.content[""])
    terms = Terms(context.minter, context.vocabulary, mapping["source"])
    native = row[mapping["id"]]
    draft = Draft(mapping["kind"], native, item.file, terms)
    document = draft.head(_CLASS[mapping["kind"]], native)
    fates = {}
    for column, cell in row.items():
        meaning = mapping["columns"].get(column)
        said = meaning if isinstance(meaning, dict) else {"key": meaning}
        if meaning is None:
            fates[column] = "mapped" if column == mapping["id"] else "raw"
        elif said.get("key") == "drop":
            fates[column] = "dropped: the mapping of the table says so"
        else:
            fates[column] = "mapped"
            _cell(draft, document, column, cell, said)
    return draft.record(document, Raw(item.content[""]), Fates.of(fates), row)


def _cell(draft: Draft, document: Node, column: str, cell: str, said: Mapping[str, Any]) -> None:
    if "metric" in said:
        _measure(draft, column, cell, said)
        return
    key = str(said["key"])
    separator = said.get("separator")
    pieces = cell.split(separator) if isinstance(separator, str) and separator else [cell]
    texts = [piece.strip() for piece in pieces if piece.strip()]
    if "record" in said:
        kind = str(said["record"])
        values = [draft.stub(kind, _CLASS.get(kind, "MLModel"), text) for text in texts]
    elif key in CLASS_OF:
        document |= draft.resolved(key, *texts)
        return
    elif key in {"creator", "publisher", "contributor"}:
        values = [node for text in texts if (node := draft.agent(text))]
    else:
        kind = packaged_context().keys[key]
        values = [v for text in texts if (v := _value(draft, column, text, kind)) is not None]
    if values:
        document[key] = values if len(values) > 1 or separator else values[0]


def _value(draft: Draft, column: str, text: str, kind: str) -> Any:
    found = read_text(text, kind)
    if found is None:
        due = "an IRI" if kind == REFERENCE else kind.rpartition("#")[2]
        draft.fields.note(column, f"{text[:60]!r} stands where {due} is due")
    return found


def _measure(draft: Draft, column: str, cell: str, said: Mapping[str, Any]) -> None:
    """Add a metric value; the columns of one dataset and one device share a configuration."""
    dataset, hardware = str(said.get("dataset", "")), str(said.get("hardware", ""))
    fragment = "/".join(["test", *(part for part in (dataset, hardware) if part)])
    iri = draft.terms.minter.part(draft.iri, fragment)
    node = next((n for n in draft.configurations if n["id"] == iri), None)
    if node is None:
        node = draft.configuration(fragment, "TestingConfiguration", dataset=dataset)
        node["name"] = f"{draft.native_id} on {dataset or 'data that are not stated'}"
        if hardware:
            draft.on(node, hardware)
    unit = str(said.get("unit", ""))
    by = MZ + "SelfReported"
    draft.measure(node, str(said["metric"]), cell, column, unit=unit, verification=by)
