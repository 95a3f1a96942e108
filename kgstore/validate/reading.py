"""RDF and JSON-LD files as records, with a result for everything that cannot be read.

A Turtle, N-Triples or RDF/XML file is one record; each named graph of a TriG or N-Quads file is
one; each document of a JSON-LD file (or line of a `.jsonl` file) is one. Documents without
`@context` are read as importers' are: against ontology/context.jsonld, each value checked. Other
documents may bring a context of their own, but none is fetched from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
import pyoxigraph as ox

from kgstore.namespaces import MZ
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.finding import Severity
from kgstore.records.rdf import to_ntriples
from kgstore.validate.report import Result
from kgstore.validate.terms import Statement

FORMATS = MappingProxyType(
    {
        ".ttl": ox.RdfFormat.TURTLE,
        ".nt": ox.RdfFormat.N_TRIPLES,
        ".nq": ox.RdfFormat.N_QUADS,
        ".trig": ox.RdfFormat.TRIG,
        ".rdf": ox.RdfFormat.RDF_XML,
    }
)
JSON = frozenset({".json", ".jsonld", ".jsonl"})
OUR_CONTEXT = frozenset({MZ.rstrip("#") + "/context.jsonld", MZ.rstrip("#"), MZ})
"""The addresses that mean our own context, which need not be fetched."""


@dataclass(slots=True)
class Read:
    """What was read: the content of each record, the file it stands in, and what is unreadable."""

    records: dict[str, list[Statement]] = field(default_factory=dict)
    file_of: dict[str, str] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    def refuse(
        self, file: str, message: str, *, line: int | None = None, record: str = "", path: str = ""
    ) -> None:
        """Note that something in a file cannot be taken."""
        place = f"{file}:{line}" if line else file
        result = Result(Severity.VIOLATION, record or place, record, path, message, file=place)
        self.results.append(result)

    def add(self, record: str, file: str, content: Iterable[Statement]) -> None:
        """Add statements to a record."""
        self.records.setdefault(record, []).extend(content)
        self.file_of.setdefault(record, file)


def read_files(paths: Iterable[Path]) -> Read:
    """Return what the files hold; folders are searched for files of a known kind.

    >>> read_files([Path("no-such-file.ttl")]).results[0].message
    'There is no such file. Check the path.'
    """
    read = Read()
    for path in _files(paths):
        name, kind = str(path), path.suffix.lower()
        if kind not in FORMATS and kind not in JSON:
            known = ", ".join(sorted([*FORMATS, *JSON]))
            read.refuse(name, f"Files of this kind are not records. Give one of {known}.")
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            read.refuse(name, "There is no such file. Check the path.")
        except OSError as error:
            read.refuse(name, f"The file cannot be read: {error.strerror}. Check its permissions.")
        else:
            _read_content(read, name, kind, content)
    return read


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = (p for p in path.rglob("*") if p.suffix.lower() in {*FORMATS, *JSON})
            yield from sorted(p for p in found if p.is_file())
        else:
            yield path


def _read_content(read: Read, name: str, kind: str, content: bytes) -> None:
    if kind in FORMATS:
        _read_rdf(read, name, name, content, FORMATS[kind])
    elif kind == ".jsonl":
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip():
                _read_json(read, f"{name}:{number}", line, several=True)
    else:
        _read_json(read, name, content)


def _read_rdf(read: Read, name: str, record: str, content: bytes, rdf_format: ox.RdfFormat) -> None:
    graphs: dict[str, list[Statement]] = {record: []}
    try:
        for quad in ox.parse(content, format=rdf_format):
            graph = quad.graph_name
            named = graph.value if isinstance(graph, ox.NamedNode) else record
            graphs.setdefault(named, []).append(quad)
    except SyntaxError as error:
        message = (
            f"The file is no {rdf_format.name}: {_sentence(str(error))} Mend this place first."
        )
        read.refuse(name, message, line=error.lineno)
        return
    for graph_name, statements in graphs.items():
        if statements:
            read.add(graph_name, name, statements)


def _read_json(read: Read, name: str, content: bytes, *, several: bool = False) -> None:
    try:
        loaded = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        message = f"The file is no JSON: {_sentence(error.msg)} Mend this place first."
        read.refuse(name, message, line=None if several else error.lineno)
        return
    for document in loaded if isinstance(loaded, list) else [loaded]:
        if not isinstance(document, dict):
            read.refuse(
                name, "A record must be a JSON object. Write it in braces, with id and type."
            )
        elif _is_ours(document.get("@context")):
            _read_document(read, name, {k: v for k, v in document.items() if k != "@context"})
        else:
            _read_foreign(read, name, document)


def _is_ours(context: object) -> bool:
    return context is None or (isinstance(context, str) and context in OUR_CONTEXT)


def _read_document(read: Read, name: str, document: Mapping[str, Any]) -> None:
    context = packaged_context()
    checked = check(_plain(document), context)
    record = str(checked.document.get("id", name))
    if record in read.records:
        read.refuse(name, "The record was given before. Keep one of the two.", record=record)
        return
    lines = to_ntriples({record: checked}, context)[record] if checked.document else []
    for path, reason in checked.problems:
        message = f"The value cannot be stored: {reason}. Mend it, or leave it out."
        read.refuse(name, message, record=record if checked.document else "", path=path)
    content = ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
    read.add(record, name, list(content))


def _plain(value: Any) -> Any:
    """Return a document with `id` and `type` for `@id` and `@type`."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {{"@id": "id", "@type": "type"}.get(k, k): _plain(v) for k, v in value.items()}


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:] + "."


def _read_foreign(read: Read, name: str, document: Mapping[str, Any]) -> None:
    context = document["@context"]
    if any(isinstance(c, str) for c in (context if isinstance(context, list) else [context])):
        read.refuse(
            name,
            "The context is an address, and none is fetched. Leave @context out to use kgstore's "
            "own, or write the context into the file.",
        )
        return
    _read_rdf(read, name, name, orjson.dumps(document), ox.RdfFormat.JSON_LD)
