"""Predictions of one's own: a table with the truth beside it, measured by `kgstore.evaluate`.

A table `NAME` is read with its settings, `NAME.toml` beside it. `kgstore evaluate` gives the same
settings as options.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from kgstore.errors import ImportFailed
from kgstore.evaluate.measured import Unmeasurable, require
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.predictions.reading import measure
from kgstore.importers.predictions.record import Evaluation, native_id
from kgstore.importers.predictions.settings import Settings
from kgstore.records.finding import Finding, Severity
from kgstore.records.record import Raw, Record

_TABLES: Final = (".csv", ".parquet", ".json")
_MEDIA: Final = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}


class Predictions:
    """The importer; see kgstore.importers.base."""

    name = "predictions"
    title = "Predictions"
    reads = (
        "Tables of predictions (.csv, .parquet, COCO results in .json), each with its settings "
        "(model, dataset, columns) in a file of the same name with .toml at its end."
    )
    homepage = "https://w3id.org/modelzoo"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: each table carries its settings."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a table that has settings.

        Raises:
            ImportFailed: there is none, or scikit-learn is not installed.
        """
        require("sklearn")
        files = [file for path in scan.paths for file in _files(path)]
        if not files:
            told = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no table of predictions with settings in {told}",
                subject=told,
                advice="Write predictions.csv.toml beside predictions.csv, or use "
                "`kgstore evaluate`.",
            )
        return _items(files, scan)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one evaluation; one that cannot be measured says why."""
        content = item.content["predictions"]
        told: dict[str, Any] = orjson.loads(item.content["settings"])
        try:
            settings = Settings.of(told)
            outcome = measure(content, item.content.get("truth", b""), settings)
        except Unmeasurable as error:
            yield _refused(item, str(error), context)
            return
        native = native_id(settings)
        iri = context.minter.record("evaluation", self.name, native)
        work = Evaluation(settings, outcome, context.minter, context.vocabulary, iri)
        notes = [
            Finding(Severity.INFO, item.file, "", note, iri) for note in outcome.measured.notes
        ]
        media = _MEDIA.get(Path(item.file).suffix, "application/json")
        raw = Raw(content, media)
        fates = {("predictions", "mapped"): 1, ("settings", "mapped"): len(told)}
        revision = raw.digest[:16]
        yield Record(
            "evaluation",
            self.name,
            native,
            work.document(),
            raw,
            item.file,
            revision,
            tuple(notes),
            fates,
        )


def item_of(file: str, settings: Mapping[str, Any], predictions: bytes, truth: bytes) -> Item:
    """Return the item of one evaluation."""
    content = {"settings": orjson.dumps(dict(settings)), "predictions": predictions}
    return Item(file, content | ({"truth": truth} if truth else {}))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix in _TABLES and not p.is_symlink())
    else:
        found = [path]
    return [file for file in found if _settings_of(file).is_file()]


def _settings_of(file: Path) -> Path:
    return file.with_name(file.name + ".toml")


def _items(files: list[Path], scan: Scan) -> Iterator[Item]:
    for file in files:
        try:
            settings = tomllib.loads(_settings_of(file).read_text("utf-8"))
            truth = settings.pop("truth", "")
            place = file.parent / str(truth)
            yield item_of(
                str(file), settings, file.read_bytes(), place.read_bytes() if truth else b""
            )
        except (OSError, ValueError, TypeError) as error:
            reason = f"the table or its settings cannot be read: {error}"
            scan.findings.append(Finding(Severity.VIOLATION, str(file), "", reason))


def _refused(item: Item, reason: str, context: ImportContext) -> Record:
    """Return a record that says nothing but what is wrong: validation puts it into quarantine."""
    raw = Raw(item.content["predictions"])
    native = hashlib.sha256(item.content["settings"]).hexdigest()[:16]
    iri = context.minter.record("evaluation", "predictions", native)
    finding = Finding(Severity.VIOLATION, item.file, "", reason, iri)
    document = {"id": iri, "type": "TestingConfiguration"}
    return Record("evaluation", "predictions", native, document, raw, item.file, "", (finding,))


importer = Predictions()
