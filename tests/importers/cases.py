"""Reading an importer's fixture folders, and comparing what it makes of them.

A case is a folder `tests/importers/<importer>/<case>/` with `zoo/` in the source's own format and
`expected.json`: what the documents of the records must hold (null: the key must be absent; a list:
each entry must fit the found one in its place) and all findings, sorted: severity, path and the
beginning of the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kgstore.importers.base import ImportContext, Importer, Scan
from kgstore.records.finding import Finding
from kgstore.records.iri import Minter
from kgstore.records.record import Record
from kgstore.records.vocabulary import Vocabulary

MINTER = Minter("https://example.org")


def run(
    importer: Importer, top: Path, vocabulary: Vocabulary
) -> tuple[list[Record], list[Finding]]:
    """Return all records below a folder and all findings, the scan's first."""
    scan = Scan([top])
    context = ImportContext(MINTER, vocabulary, importer.prepare(scan))
    records = [r for item in importer.scan(scan) for r in importer.records(item, context)]
    return records, [*scan.findings, *(f for r in records for f in r.findings)]


def differences(found: Any, expected: Any, path: str = "") -> list[str]:
    """Return where `found` does not hold what is `expected`."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            difference
            for key, value in expected.items()
            for difference in differences(found.get(key), value, f"{path}.{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return [f"{path}: {len(found)} entries, {len(expected)} expected: {found}"]
        pairs = enumerate(zip(found, expected, strict=True))
        return [d for i, (f, e) in pairs for d in differences(f, e, f"{path}[{i}]")]
    return [] if found == expected else [f"{path}: {found!r}, expected {expected!r}"]
