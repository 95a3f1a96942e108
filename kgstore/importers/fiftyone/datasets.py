"""One description of the dataset zoo as a record: the dataset with its splits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.terms import Terms
from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

_FATES = Fates.load(Path(__file__).with_name("fiftyone.toml"))
_SIZE = re.compile(r"(\d+(?:\.\d+)?) (KB|MB|GB|TB)")
_POWERS = {"KB": 3, "MB": 6, "GB": 9, "TB": 12}
_SPLIT_LINE = re.compile(r"-\s+(\w+) split: (.*)")
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})*|\d+) (?:images|videos|samples|scenes)\b.*")
_ROLES = {
    "train": "TrainingRole",
    "validation": "ValidationRole",
    "val": "ValidationRole",
    "test": "TestRole",
}


def dataset_record(file: str, native: str, content: bytes, terms: Terms) -> Record:
    """Return the record of one dataset."""
    entry: dict[str, Any] = orjson.loads(content)
    iri = terms.minter.record("dataset", terms.source, native)
    fields = Fields(file, iri)
    document = _document(entry, native, iri, terms, fields)
    fates = _FATES.count({"dataset": entry})
    findings = tuple(fields.findings)
    return Record(
        "dataset", terms.source, native, document, Raw(content), file, "", findings, fates
    )


def _document(
    entry: Mapping[str, Any], native: str, iri: str, terms: Terms, fields: Fields
) -> dict[str, Any]:
    name = fields.text(entry.get("name"), "name")
    if name is None:
        fields.note("name", "is missing")
    node: dict[str, Any] = {}
    licence = fields.text(entry.get("license"), "license")
    terms.put(node, "licence", [licence] if licence else [])
    tags = fields.texts(entry.get("tags"), "tags")
    modalities = [found for tag in tags if (found := terms.known("modality", tag))]
    description = fields.text(entry.get("description"), "description")
    head = {
        "id": iri,
        "type": "Dataset",
        "name": name or native,
        "source": terms.minter.source(terms.source),
        "nativeId": native,
        "canonical": terms.known("dataset", name) if name else None,
        "description": description,
        "keyword": tags,
        "modality": list(dict.fromkeys(modalities)),
        "sizeInBytes": _size(entry.get("size"), fields),
        "landingPage": _pages(entry.get("source"), fields),
    }
    splits = _splits(entry, name or native, description or "", iri, terms, fields)
    return without_none(head | node | {"splits": splits})


def _size(value: object, fields: Fields) -> int | None:
    """Return a size printed as a number and a unit; the units are taken as powers of 1,000.

    >>> _size("138.60 MB", Fields("f"))
    138600000
    """
    text = fields.text(value, "size")
    found = _SIZE.fullmatch(text) if text else None
    if text and not found:
        fields.note("size", f"{text[:80]!r} is not the size of the whole", Severity.INFO)
    return int(Decimal(found[1]).scaleb(_POWERS[found[2]])) if found else None


def _pages(value: object, fields: Fields) -> list[str]:
    """Return the web addresses among the lines of a docstring's source; its end is often junk."""
    lines = fields.texts(value, "source")
    kept = [line for line in lines if line != "Args:"]
    return [page for i, line in enumerate(kept) if (page := fields.web(line, f"source[{i}]"))]


def _splits(
    entry: Mapping[str, Any], name: str, text: str, iri: str, terms: Terms, fields: Fields
) -> list[dict[str, Any]]:
    counts = _counts(text, fields)
    found = []
    for split in fields.texts(entry.get("supported_splits"), "supported_splits"):
        role = _ROLES.get(split.casefold())
        numbers = counts.get(split.casefold(), set())
        if len(numbers) > 1:
            told = ", ".join(str(number) for number in sorted(numbers))
            fields.note("description", f"the {split} split is said to hold {told}; none is taken")
        node = {
            "id": terms.minter.part(iri, f"split/{split}"),
            "type": "DatasetSplit",
            "name": f"{name} {split}",
            "splitName": split,
            "splitRole": MZ + role if role else None,
            "numberOfDataObjects": numbers.pop() if len(numbers) == 1 else None,
        }
        found.append(without_none(node))
    return found


def _counts(text: str, fields: Fields) -> dict[str, set[int]]:
    r"""Return the numbers of objects that the lines `-   Train split: 4,819 videos` state.

    >>> _counts("-   Train split: 82,783 images\n-   Test split: 36 GB", Fields("f"))
    {'train': {82783}}
    """
    found: dict[str, set[int]] = {}
    for line in text.splitlines():
        split = _SPLIT_LINE.fullmatch(line.strip())
        count = _COUNT.fullmatch(split[2]) if split else None
        if split and count:
            found.setdefault(split[1].casefold(), set()).add(int(count[1].replace(",", "")))
        elif split:
            fields.note("description", f"{split[0]!r} states no number of objects", Severity.INFO)
    return found
