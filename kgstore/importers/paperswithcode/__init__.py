"""Papers with Code: evaluation tables, the dump of its data sets, and its results in the ITO."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft
from kgstore.importers.files import files
from kgstore.importers.json_text import packed
from kgstore.importers.paperswithcode.catalogue import dataset_document, task_document
from kgstore.importers.paperswithcode.model import Results
from kgstore.importers.paperswithcode.rules import FATES
from kgstore.importers.paperswithcode.tables import Tables
from kgstore.importers.terms import Terms
from kgstore.namespaces import PREFIXES
from kgstore.records.record import Raw, Record


class PapersWithCode:
    """The importer; see kgstore.importers.base."""

    name = "paperswithcode"
    title = "Papers with Code"
    reads = (
        "Evaluation tables (`*.json` in the form of sota-extractor), the dump of data sets "
        "(`datasets.jsonl`, `datasets.json`), and results with the columns of the Intelligence "
        "Task Ontology (`*.csv`); each also gzipped."
    )
    homepage = "https://paperswithcode.com/"
    licence = PREFIXES["mzl"] + "CC-BY-SA-4.0"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: what belongs together is one item."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item for each model of a paper, each data set and each task.

        Raises:
            ImportFailed: there is no such file.
        """
        tables = Tables(scan)
        for file in files(scan, _is_table):
            tables.read(file)
        if not tables.rows and not tables.groups["dataset"]:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no table of Papers with Code in {paths}",
                subject=paths,
                advice="Name a folder with evaluation tables, datasets.jsonl.gz or ITO tables.",
            )
        for kind, groups in tables.groups.items():
            for native, group in groups.items():
                content = packed(group.data)
                if content is None:
                    tables.note(group.file, native, "cannot be kept: too deep or too large")
                    continue
                kept = {"data": content, "kind": kind.encode(), "native": native.encode()}
                yield Item(group.file, kept)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one model, data set or task."""
        kind, native = item.content["kind"].decode(), item.content["native"].decode()
        data: dict[str, Any] = orjson.loads(item.content["data"])
        draft = Draft(kind, native, item.file, Terms(context.minter, context.vocabulary, self.name))
        if kind == "model":
            document = Results(draft, data).document()
        elif kind == "dataset":
            document = dataset_document(draft, data)
        else:
            document = task_document(draft, data)
        yield draft.record(document, Raw(item.content["data"]), FATES, {kind: data})


def _is_table(path: PurePosixPath) -> bool:
    return path.suffix in {".json", ".jsonl", ".csv"}


importer = PapersWithCode()
