"""DAWNBench: its entries, one JSON file each, with the training curve of the TSV file beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.dawnbench.curve import read_curve
from kgstore.importers.dawnbench.entry import FATES, RULES, Entry
from kgstore.importers.draft import Draft
from kgstore.importers.files import files
from kgstore.importers.json_text import packed, read_json
from kgstore.importers.terms import Terms
from kgstore.records.finding import Severity
from kgstore.records.record import Raw, Record


class DawnBench:
    """The importer; see kgstore.importers.base."""

    name = "dawnbench"
    title = "DAWNBench"
    reads = (
        "A checkout of dawn-bench-entries: `<task>/<train|inference>/*.json` with the training "
        "curve in the `.tsv` of the same name."
    )
    homepage = "https://dawn.cs.stanford.edu/benchmark/"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the entries share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item an entry, with its curve.

        Raises:
            ImportFailed: there is no such file.
        """
        found = {file.path: file for file in files(scan, _is_entry)}
        entries = [file for path, file in found.items() if path.suffix == ".json"]
        if not entries:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no <task>/<train|inference>/*.json in {paths}",
                subject=paths,
                advice=f"Name a folder with {', '.join(RULES['task'])} in it.",
            )
        for file in entries:
            curve = found.get(file.path.with_suffix(".tsv"))
            native = "/".join(file.path.with_suffix("").parts[-3:])
            content = {"entry": file.content, "native": native.encode()}
            yield Item(file.name, content | ({"curve": curve.content} if curve else {}))

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one entry."""
        native = item.content["native"].decode()
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("model", native, item.file, terms)
        read = read_json(item.content["entry"], draft.fields)
        entry: dict[str, Any] = draft.fields.mapping(read, "")
        curve = read_curve(item.content.get("curve", b""), draft.fields)
        whole = {**entry, "curve": curve} if curve else entry
        raw = packed(whole)
        if raw is None:
            draft.fields.note("", "cannot be kept: too deep or too large", Severity.VIOLATION)
            return
        if entry:
            document = Entry(draft, entry, curve).document()
            yield draft.record(document, Raw(raw), FATES, whole)
        else:
            yield draft.record(draft.head("MLModel", native), Raw(raw), FATES, whole)


def _is_entry(path: PurePosixPath) -> bool:
    placed = len(path.parts) >= 3 and path.parts[-2] in {"train", "inference"}
    return placed and path.parts[-3] in RULES["task"] and path.suffix in {".json", ".tsv"}


importer = DawnBench()
