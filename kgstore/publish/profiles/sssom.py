"""The SSSOM profile: mapping sets as SSSOM/TSV (https://mapping-commons.github.io/sssom/).

A set is a document of its own; a whole store is one document, whose rows name the set that they
come from. kgstore.link.sssom reads both back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from kgstore.errors import NotFound
from kgstore.namespaces import PREFIXES
from kgstore.publish.profiles.base import Document, Exported, Source
from kgstore.publish.profiles.rows import Row, rows

_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "author_id",
    "author_label",
    "mapping_tool",
    "mapping_tool_version",
    "object_source_version",
    "mapping_date",
    "mapping_source",
    "license",
    "comment",
    "ext_runner_up",
    "ext_runner_up_confidence",
)
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence")
_ENTITIES = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_MAYBE = ("author_id", "ext_runner_up")
"""Columns of entities that a row may leave empty; authors are several, with `|` between them."""
_EXTENSIONS = {
    "ext_runner_up": ("runnerUp", "https://w3id.org/linkml/uriOrCurie"),
    "ext_runner_up_confidence": ("runnerUpConfidence", PREFIXES["xsd"] + "double"),
}
"""Columns that SSSOM does not know, each with its property and the type of its values."""
_UNSPECIFIED = PREFIXES["sssom"] + "license/unspecified"
_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class _Set:
    """What a table says of itself, and the sets that its rows come from."""

    iri: str
    title: str
    licences: dict[str, str]
    """The licence of each set, by the set's IRI."""

    @property
    def licence(self) -> str:
        """The licence of all rows; SSSOM's own IRI for "unspecified" where they differ."""
        found = set(self.licences.values())
        return found.pop() if len(found) == 1 else _UNSPECIFIED


class SssomProfile:
    """Mapping sets: which class or term is which of another vocabulary, and which is not."""

    name = "sssom"
    title = "SSSOM mapping sets"
    iri = PREFIXES["sssom"].removesuffix("/")
    classes = (PREFIXES["sssom"] + "MappingSet",)
    formats = {"tsv": "text/tab-separated-values"}  # noqa: RUF012 - never changed
    prefixes: dict[str, str] = {}  # noqa: RUF012 - never changed

    def export(self, source: Source, iris: Iterable[str] | None = None) -> Exported:
        """Return a table for each of the sets, or one with the rows of all sets of the store.

        Nothing is missing: a row without a mandatory column is not let into a store.

        Raises:
            NotFound: there is no such mapping set; the advice lists those there are.
        """
        known = {row["set"]: row for row in reversed([*rows(source, "sssom_sets")])}
        if iris is None:
            licences = {iri: known[iri]["licence"] for iri in sorted(known)}
            whole = _Set(f"{source.base}/graph/sssom", "All mapping sets of this store", licences)
            return Exported(documents=_documents(source, [whole]))
        chosen = list(iris)
        for iri in chosen:
            if iri not in known:
                raise NotFound(
                    f"there is no mapping set {iri}",
                    subject=iri,
                    advice=f"Mapping sets: {', '.join(sorted(known))}.",
                )
        sets = [_Set(i, known[i].get("title", ""), {i: known[i]["licence"]}) for i in chosen]
        return Exported(documents=_documents(source, sets))


def _documents(source: Source, sets: Iterable[_Set]) -> Iterator[Document]:
    for one in sets:
        found = list(rows(source, "sssom_rows", {"sets": [f"<{iri}>" for iri in one.licences]}))
        stem = "mappings" if len(one.licences) > 1 else one.iri.rstrip("/#").rpartition("/")[2]
        yield Document(one.iri, f"{stem}.sssom.tsv", table(one, found).encode())


def table(one: _Set, found: Sequence[Row]) -> str:
    """Return the table of a set as SSSOM/TSV: front matter, column names, rows."""
    several = len(one.licences) > 1
    entities = (*_ENTITIES, "mapping_source") if several else _ENTITIES
    prefixes = prefixes_for(iri for row in found for iri in _iris(row, entities))
    lines = []
    for row in found:
        cells = {name: _cell(row.get(name, "")) for name in _COLUMNS} | {"mapping_source": ""}
        cells |= {name: _curie(row[name], prefixes) for name in entities}
        cells |= {
            name: "|".join(_curie(iri, prefixes) for iri in row[name].split("|"))
            for name in _MAYBE
            if row.get(name)
        }
        if one.licence == _UNSPECIFIED:
            cells["license"] = one.licences[row["mapping_source"]]
        lines.append(cells)
    columns = [c for c in _COLUMNS if c in _REQUIRED or any(line[c] for line in lines)]
    return _front(one, prefixes, columns) + "".join(
        "\t".join(line[column] for column in columns) + "\n"
        for line in [dict(zip(columns, columns, strict=True)), *lines]
    )


def _iris(row: Row, entities: Iterable[str]) -> Iterator[str]:
    yield from (row[name] for name in entities)
    for name in _MAYBE:
        yield from row[name].split("|") if row.get(name) else ()


def _front(one: _Set, prefixes: dict[str, str], columns: Iterable[str]) -> str:
    """Return the front matter of a table; columns of ours are declared (section "Extensions")."""
    declared = [
        {"slot_name": name, "property": PREFIXES["mz"] + local, "type_hint": kind}
        for name, (local, kind) in _EXTENSIONS.items()
        if name in columns
    ]
    front: dict[str, object] = {
        "curie_map": prefixes,
        "mapping_set_id": one.iri,
        "mapping_set_title": one.title,
    }
    front |= {"license": one.licence, "extension_definitions": declared}
    said = yaml.safe_dump(
        {key: value for key, value in front.items() if value or key == "curie_map"},
        sort_keys=False,
        allow_unicode=True,
        width=10_000,
    )
    return "".join(f"#{line}\n" for line in said.splitlines())


def _cell(text: str) -> str:
    """Return `text` without what would break a table: breaks, and a quote right at its start."""
    cell = _BREAKS.sub(" ", text)
    return f" {cell}" if cell.startswith('"') else cell


def prefixes_for(iris: Iterable[str]) -> dict[str, str]:
    """Return the prefixes that shorten all of `iris`: ours, and `ns1`, `ns2` ... for the rest.

    >>> prefixes_for(["https://w3id.org/modelzoo#Metric", "https://e.org/a/b", "urn:x:c"])
    {'mz': 'https://w3id.org/modelzoo#', 'ns1': 'https://e.org/a/', 'ns2': 'urn:x:'}
    """
    used: dict[str, str] = {}
    others: set[str] = set()
    for iri in set(iris):
        fitting = [(len(ns), p) for p, ns in PREFIXES.items() if iri.startswith(ns) and iri != ns]
        if fitting:
            prefix = max(fitting)[1]
            used[prefix] = PREFIXES[prefix]
        else:
            others.add(_namespace(iri))
    ours = {prefix: used[prefix] for prefix in sorted(used)}
    return ours | {f"ns{n}": namespace for n, namespace in enumerate(sorted(others), 1)}


def _namespace(iri: str) -> str:
    """Return an IRI up to its last `#`, `/` or `:` that something follows."""
    end = max(iri.rfind(mark, 0, len(iri) - 1) for mark in "#/:")
    return iri[: end + 1]


def _curie(iri: str, prefixes: dict[str, str]) -> str:
    fitting = [(len(ns), p) for p, ns in prefixes.items() if iri.startswith(ns) and iri != ns]
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


profile = SssomProfile()
