"""SSSOM/TSV mapping sets, read: a table with YAML front matter in `#` lines.

The format is that of https://mapping-commons.github.io/sssom/. A packaged table is the reviewed
source. kgstore.link.rdf gives the records their RDF form, which keeps every row, also the negative
ones (`Not`); kgstore.link.accept derives the plain triple (`skos:exactMatch` ...) that queries
follow from the rows that are positive and sure enough.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from kgstore.errors import ResourceError
from kgstore.link.mapping import Mapping, MappingSet
from kgstore.link.rdf import records_graph
from kgstore.namespaces import PREFIXES

__all__ = [
    "Mapping",
    "MappingSet",
    "parse_mappings",
    "read_mappings",
    "records_graph",
    "table_text",
]

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence")
"""Columns that every row fills; SSSOM can do without `confidence`, but links are accepted by it."""
RUNNER_UP = {"ext_runner_up": "runner_up", "ext_runner_up_confidence": "runner_up_confidence"}
"""Columns that are extensions of SSSOM (section "Extension slots"), and the cells they fill."""

_NEGATED = "Not"
_BUILT_IN = {p: PREFIXES[p] for p in ("owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd")}
_MOST = 20
"""Faults that a message names; the rest it counts."""


def read_mappings(path: Path) -> list[Mapping]:
    """Return the rows of an SSSOM/TSV file.

    >>> from kgstore.resources import folder
    >>> rows = read_mappings(folder("ontology") / "links" / "coco80.sssom.tsv")
    >>> rows[0].object, rows[0].confidence, rows[0].negated
    ('http://wordnet-rdf.princeton.edu/wn30/00007846-n', 1.0, False)

    Raises:
        ResourceError: the file is absent or no SSSOM/TSV; the message names every faulty line.
    """
    return parse_mappings(table_text(path), path)


def table_text(path: Path) -> str:
    """Return the text of a mapping set's file.

    Raises:
        ResourceError: it is absent, or no UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path} cannot be read: {error}", subject=str(path)) from error


def parse_mappings(text: str, path: Path) -> list[Mapping]:
    """Return the rows of the text of an SSSOM/TSV file; errors say that it is `path`.

    Raises:
        ResourceError: it is no SSSOM/TSV; the message names every faulty line.
    """
    lines = text.split("\n")
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    mapping_set = _front_matter(path, [line[1:] for line in lines[:head]])
    return list(_rows(path, mapping_set, lines[head:], head))


def _rows(path: Path, mapping_set: MappingSet, lines: list[str], head: int) -> Iterator[Mapping]:
    table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in REQUIRED if name not in (table.fieldnames or ())]
    if missing:
        raise _fault(path, [f"line {head + 1}: the column {', '.join(missing)} is missing"])
    faults = []
    try:
        for row in table:
            try:
                yield _mapping(mapping_set, head + table.line_num, row)
            except ValueError as error:
                faults.append(f"line {head + table.line_num}: {error}")
    except csv.Error as error:
        faults.append(f"line {head + table.line_num}: {error}")
    if faults:
        raise _fault(path, faults)


def _front_matter(path: Path, lines: list[str]) -> MappingSet:
    try:
        front = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        raise _fault(path, [f"the front matter is no YAML: {error}"]) from error
    if not isinstance(front, dict) or not isinstance(front.get("curie_map"), dict):
        raise _fault(path, ["line 1: there is no front matter with a curie_map"])
    absent = [key for key in ("mapping_set_id", "license") if not _is_iri(front.get(key))]
    if absent:
        raise _fault(path, [f"the front matter lacks an IRI as {', '.join(absent)}"])
    prefixes = _BUILT_IN | {str(p): str(iri) for p, iri in front["curie_map"].items()}
    title = str(front.get("mapping_set_title") or "")
    return MappingSet(front["mapping_set_id"], front["license"], prefixes, title)


def _mapping(mapping_set: MappingSet, line: int, row: dict[str, Any]) -> Mapping:
    if None in row or None in row.values():
        raise ValueError("it has more or fewer cells than the table has columns")
    for name in REQUIRED:
        if not row[name].strip():
            raise ValueError(f"{name} is empty")
    modifier = row.get("predicate_modifier", "")
    if modifier not in ("", _NEGATED):
        raise ValueError(f"predicate_modifier is {modifier!r}, not empty or {_NEGATED}")
    if row.get("mapping_date"):
        date.fromisoformat(row["mapping_date"])
    subject, predicate, target, justification = (
        _expand(row[name], mapping_set.prefixes) for name in REQUIRED[:4]
    )
    confidence = _confidence(row["confidence"])
    negated = modifier == _NEGATED
    cells = _cells(row, mapping_set.prefixes)
    return Mapping(
        mapping_set, line, subject, predicate, target, negated, justification, confidence, cells
    )


def _cells(row: dict[str, str], prefixes: dict[str, str]) -> dict[str, str]:
    """Return a row under our names of its columns, authors and runner-up as IRIs."""
    cells = {RUNNER_UP.get(name, name): text for name, text in row.items()}
    if cells.get("runner_up"):
        cells["runner_up"] = _expand(cells["runner_up"], prefixes)
    if cells.get("runner_up_confidence"):
        _confidence(cells["runner_up_confidence"])
    if cells.get("author_id"):
        ids = cells["author_id"].split("|")
        cells["author_id"] = "|".join(_expand(one.strip(), prefixes) for one in ids)
    return cells


def _expand(curie: str, prefixes: dict[str, str]) -> str:
    prefix, separator, local = curie.partition(":")
    if not separator:
        raise ValueError(f"{curie!r} is no prefixed name, as skos:exactMatch is one")
    if local.startswith("//") and prefix not in prefixes:
        raise ValueError(f"{curie!r} is an IRI; give its namespace a prefix in the curie_map")
    if prefix not in prefixes:
        raise ValueError(
            f"the prefix {prefix!r} of {curie!r} is unknown; {_hint(prefix, prefixes)}"
        )
    return ox.NamedNode(prefixes[prefix] + local).value


def _hint(prefix: str, prefixes: dict[str, str]) -> str:
    if near := difflib.get_close_matches(prefix, prefixes, n=1, cutoff=0.6):
        return f"did you mean {near[0]}?"
    namespace = PREFIXES.get(prefix, "the namespace it stands for")
    return f"add `#  {prefix}: {namespace}` to the curie_map"


def _confidence(text: str) -> float:
    try:
        confidence = float(text)
    except ValueError:
        confidence = -1.0
    if not 0 <= confidence <= 1:
        raise ValueError(f"confidence is {text!r}, not a number from 0 to 1")
    return confidence


def _is_iri(value: object) -> bool:
    try:
        return isinstance(value, str) and ":" in value and bool(ox.NamedNode(value))
    except ValueError:
        return False


def _fault(path: Path, faults: list[str]) -> ResourceError:
    more = f"; and {len(faults) - _MOST} more" if len(faults) > _MOST else ""
    return ResourceError(
        f"{path} is no sound SSSOM table: {'; '.join(faults[:_MOST])}{more}",
        subject=str(path),
        advice="Mend the lines named and try again.",
    )
