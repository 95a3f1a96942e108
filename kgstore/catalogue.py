"""Makes the example catalogue anew: `python -m kgstore.catalogue SOURCES [TARGET]`.

The importers read a folder of source data; `examples/selection.toml` says which records are taken
and which keys are left out. The result is one `.jsonl` a source, a record document a line, in the
order of their IRIs, so that a change of a source shows as a change of lines.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import orjson

from kgstore.importers.base import ImportContext, Scan
from kgstore.importers.registry import importer_named
from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import PREFIXES
from kgstore.records.iri import Minter
from kgstore.records.record import Document, Record
from kgstore.records.vocabulary import Vocabulary
from kgstore.resources import folder

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def main(arguments: Sequence[str]) -> None:
    """Write the catalogue that `arguments` (sources, and optionally a target folder) ask for."""
    sources = Path(arguments[0])
    target = Path(arguments[1]) if len(arguments) > 1 else folder("examples")
    selection = tomllib.loads((folder("examples") / "selection.toml").read_text("utf-8"))
    for name, choice in selection.items():
        if isinstance(choice, dict):
            documents = sorted(chosen(name, choice, sources, selection), key=lambda d: d["id"])
            lines = (orjson.dumps(d, option=orjson.OPT_SORT_KEYS) + b"\n" for d in documents)
            (target / f"{name}.jsonl").write_bytes(b"".join(lines))
            print(f"{name}: {len(documents):,} records")  # noqa: T201 - this is a command


def chosen(
    name: str, choice: Mapping[str, Any], sources: Path, selection: Mapping[str, Any]
) -> Iterator[Document]:
    """Yield the documents of one source that the selection takes, without what it leaves out."""
    records = _records(name, sources / choice["path"], selection["base"])
    documents = [r.document for r in records if _may_be_shown(r.document, selection)]
    documents = [d for d in documents if _is_named(str(d.get("nativeId")), choice.get("names"))]
    documents = [_with_parts(d, choice.get("configurations")) for d in documents]
    documents.sort(key=lambda d: (-d.get("downloadCount", 0), d["id"]))
    taken = documents[: choice.get("most_downloaded")]
    measured = [d for d in documents if any("hasMetricValue" in c for c in _configurations(d))]
    known = {d["id"] for d in taken}
    taken += [d for d in measured[: choice.get("most_measured", 0)] if d["id"] not in known]
    for document in taken:
        yield without(document, frozenset(selection["leave_out"]))


def _is_named(name: str, patterns: Sequence[str] | None) -> bool:
    return patterns is None or any(fnmatchcase(name, pattern) for pattern in patterns)


def _with_parts(document: Document, patterns: Sequence[str] | None) -> Document:
    """Return a document with those of its configurations whose fragment fits a pattern."""
    parts = [c for c in _configurations(document) if _is_named(c["id"].partition("#")[2], patterns)]
    return document | {"configurations": parts} if parts else document


def _configurations(document: Document) -> list[Document]:
    found: list[Document] = document.get("configurations", [])
    return found


def _records(name: str, path: Path, base: str) -> Iterator[Record]:
    importer = importer_named(name)
    scan = Scan([path])
    shared = importer.prepare(scan)
    context = ImportContext(Minter(base), Vocabulary.load(vocabulary_files()), shared)
    for item in importer.scan(scan):
        yield from importer.records(item, context)


def _may_be_shown(document: Document, selection: Mapping[str, Any]) -> bool:
    if any(fnmatchcase(document.get("name", ""), name) for name in selection["refuse_names"]):
        return False
    licences = document.get("licence", [])
    for licence in licences if isinstance(licences, list) else [licences]:
        name = licence if isinstance(licence, str) else licence["id"]
        spdx = name.removeprefix(PREFIXES["mzl"])
        if any(fnmatchcase(spdx, refused) for refused in selection["refuse_licences"]):
            return False
    return True


def without(value: Any, keys: frozenset[str]) -> Any:
    """Return a document without `keys`, and without texts that hold an e-mail address.

    >>> without({"id": "urn:a", "description": "x", "name": ["me@example.org", "b"]},
    ...         frozenset({"description"}))
    {'id': 'urn:a', 'name': ['b']}
    """
    if isinstance(value, dict):
        kept = ((key, without(item, keys)) for key, item in value.items() if key not in keys)
        return {key: item for key, item in kept if item is not None}
    if isinstance(value, list):
        return [item for item in (without(i, keys) for i in value) if item is not None]
    if isinstance(value, str) and _EMAIL.search(value) and "://" not in value:
        return None
    return value


if __name__ == "__main__":
    main(sys.argv[1:])
