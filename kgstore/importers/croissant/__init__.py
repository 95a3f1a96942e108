"""Croissant: descriptions of datasets in JSON-LD, of versions 0.8 to 1.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.croissant.check import check
from kgstore.importers.croissant.dataset import dataset
from kgstore.importers.croissant.names import TABLE, Node, context_of, datasets, meant, name
from kgstore.importers.draft import Draft
from kgstore.importers.fields import Fields
from kgstore.importers.files import SourceFile, files
from kgstore.importers.json_text import packed, read_json
from kgstore.importers.terms import Terms
from kgstore.importers.xml_text import many
from kgstore.records.finding import Severity
from kgstore.records.iri import digest
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

_FATES = Fates.of(TABLE["fates"], "croissant.toml")
_MARKS = (b"mlcommons.org", b"schema.org")


class Croissant:
    """The importer; see kgstore.importers.base."""

    name = "croissant"
    title = "Croissant"
    reads = (
        "Croissant descriptions (versions 0.8, 1.0 and 1.1) as .json or .jsonld: one dataset a "
        "file, a list of them, or a @graph; contexts are never fetched."
    )
    homepage = "https://mlcommons.org/croissant/"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the descriptions share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a description; the second one of a dataset gets an id of its own.

        Raises:
            ImportFailed: there is no Croissant description.
        """
        taken: dict[str, str] = {}
        for file in files(scan, _may_be):
            yield from _items(file, taken, scan)
        if not taken and not scan.findings:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no Croissant description in {paths}",
                subject=paths,
                advice="Name a Croissant file (metadata.json), or a folder with some.",
            )

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one dataset."""
        raw: dict[str, Any] = orjson.loads(item.content[""])
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("dataset", item.content["native"].decode(), item.file, terms)
        words = context_of(raw, draft.fields)
        said: Node = meant(raw, words)
        said.pop("@context", None)
        check(said, draft.fields)
        document = dataset(draft, said, words)
        kept = Raw(item.content[""], "application/ld+json")
        yield draft.record(document, kept, _FATES, _counted(said))


def _counted(said: Node) -> Node:
    """Return a description as its losses are counted: rows of a table are counted, not mapped."""
    sets = []
    for node in many(said.get("cr:recordSet")):
        is_table = isinstance(node, dict) and not node.get("cr:dataType")
        if is_table and "cr:data" in node:
            node = node | {"cr:data": None, "cr:rows": node["cr:data"]}
        sets.append(node)
    return said | ({"cr:recordSet": sets} if sets else {})


def _may_be(path: PurePosixPath) -> bool:
    return path.suffix in {".json", ".jsonld"}


def _items(file: SourceFile, taken: dict[str, str], scan: Scan) -> Iterator[Item]:
    fields = Fields(file.name)
    if not any(mark in file.content for mark in _MARKS):
        fields.note("", "does not speak of Croissant or schema.org; it is not read", Severity.INFO)
    else:
        for path, found in datasets(read_json(file.content, fields), fields):
            if not _is_description(found, file):
                told = "describes no dataset in the words of Croissant; it is not read"
                fields.note(path, told, Severity.INFO)
                continue
            content = packed(found)
            if content is None:
                fields.note(path, "cannot be kept: too deep or too large", Severity.VIOLATION)
                continue
            native = _native_id(found, file, content, taken)
            if native:
                yield Item(f"{file.name}{path}", {"": content, "native": native.encode()})
            else:
                fields.note(path, "is the same as a description before", Severity.INFO)
    scan.findings += fields.findings


def _is_description(found: Node, file: SourceFile) -> bool:
    """Say whether an object is a dataset, or is meant to be: Croissant's words, but no task."""
    words = context_of(found, Fields(""))
    types = [name(words.iri(t)) for t in many(found.get("@type")) if isinstance(t, str)]
    other = any(t.startswith("cr:") for t in types)
    return "Dataset" in types or (_MARKS[0] in file.content and not other)


def _native_id(found: Node, file: SourceFile, content: bytes, taken: dict[str, str]) -> str:
    """Return the dataset's page without its scheme, or its name; "" for one that is known.

    Another description of it has the version of Croissant behind it, a further one a digest.
    """
    quiet = Fields("")
    said: Node = meant(found, context_of(found, quiet))
    told, url = said.get("name"), said.get("url")
    told = told.get("en") or next(iter(told.values()), None) if isinstance(told, dict) else told
    page = quiet.web(url, "") if isinstance(url, str) else None
    called = quiet.text(told, "") or file.path.with_suffix("").as_posix()
    own = page.partition("://")[2].strip("/") if page else called
    form = str(said.get("dct:conformsTo", "0.8")).rpartition("/")[2].strip("']")
    mark = digest(content.decode(), 8)
    for candidate in (own, f"{own}@{form}", f"{own}@{mark}"):
        if candidate not in taken:
            taken[candidate] = mark
            return candidate
        if taken[candidate] == mark:
            return ""
    return ""


importer = Croissant()
