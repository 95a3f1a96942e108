"""spaCy's trained pipelines: a meta.json for each version of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft
from kgstore.importers.fields import Fields
from kgstore.importers.files import SourceFile, files
from kgstore.importers.json_text import packed, read_json
from kgstore.importers.spacy.pipeline import FATES, Pipeline, label_lists
from kgstore.importers.terms import Terms
from kgstore.records.finding import Severity
from kgstore.records.labels import Schemas, label_list
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

_NO_PIPELINES = {"compatibility.json", "shortcuts.json", "shortcuts-v2.json"}
_LABELS = Fates.of({"[]": "mapped"})


class SpaCy:
    """The importer; see kgstore.importers.base."""

    name = "spacy"
    title = "spaCy models"
    reads = (
        "The folder `meta` of a checkout of spacy-models: `<pipeline>-<version>.json`, also in an "
        "archive, or the meta.json of an installed pipeline."
    )
    homepage = "https://spacy.io/models"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the pipelines share nothing but lists of labels, which are items."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a pipeline, and one for each list of labels that they predict.

        Raises:
            ImportFailed: there is no such file.
        """
        found = files(scan, _is_meta)
        first = next(found, None)
        if first is None:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no meta file of a pipeline in {paths}",
                subject=paths,
                advice="Name spacy-models/meta, an archive of it, or a pipeline's meta.json.",
            )
        return self._items(first, found, scan)

    def _items(self, first: SourceFile, rest: Iterator[SourceFile], scan: Scan) -> Iterator[Item]:
        known: set[tuple[str, ...]] = set()
        taken: set[str] = set()
        for file in (first, *rest):
            fields = Fields(file.name)
            meta = fields.mapping(read_json(file.content, fields), "")
            content = packed(meta)
            native = _native_id(meta, file)
            if content is None or not meta:
                fields.note("", "is no description of a pipeline", Severity.VIOLATION)
            elif native not in taken:  # the same version lies in the archive and beside it
                taken.add(native)
                for labels in label_lists(meta, Fields("")).values():
                    if labels and labels not in known:
                        known.add(labels)
                        yield Item(file.name, {"labels": orjson.dumps(labels)})
                yield Item(file.name, {"meta": content, "native": native.encode()})
            scan.findings += fields.findings

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one pipeline, or of one list of labels."""
        if "labels" in item.content:
            yield from _schema(item, context)
            return
        meta: dict[str, Any] = orjson.loads(item.content["meta"])
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("model", item.content["native"].decode(), item.file, terms)
        document = Pipeline(draft, meta).document()
        yield draft.record(document, Raw(item.content["meta"]), FATES, meta)


def _schema(item: Item, context: ImportContext) -> Iterator[Record]:
    labels = orjson.loads(item.content["labels"])
    schemas = Schemas(context.minter, context.vocabulary)
    found = label_list(labels)
    node = schemas.node(found)
    if isinstance(node, dict):
        raw, fates = Raw(item.content["labels"]), _LABELS.count(labels)
        native = found.digest[:16]
        yield Record("labels", "sha256", native, node, raw, item.file, fates=fates)


def _is_meta(path: PurePosixPath) -> bool:
    return path.suffix == ".json" and path.name not in _NO_PIPELINES


def _native_id(meta: dict[str, Any], file: SourceFile) -> str:
    quiet = Fields("")
    parts = [quiet.text(meta.get(key), "") for key in ("lang", "name", "version")]
    if parts[0] and parts[1]:
        return f"{parts[0]}_{parts[1]}-{parts[2] or 'unknown'}"
    return file.path.with_suffix("").as_posix()


importer = SpaCy()
