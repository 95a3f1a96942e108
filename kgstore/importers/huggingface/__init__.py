"""The Hugging Face importer: models and datasets of the Hub, from API answers and cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kgstore.errors import IriError, RecordError
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.huggingface.dataset import dataset_document
from kgstore.importers.huggingface.files import items
from kgstore.importers.huggingface.model import model_document
from kgstore.importers.huggingface.settings import FATES
from kgstore.importers.huggingface.statement import Statement, read_item
from kgstore.importers.huggingface.subset import countable
from kgstore.importers.huggingface.terms import HUB, SOURCE, Terms
from kgstore.importers.huggingface.values import text
from kgstore.records.finding import Finding, Severity
from kgstore.records.record import Raw, Record

_ID = re.compile(rb'"(?:modelId|id)"\s*:\s*"([^"\\]{1,200})"')


class HuggingFace:
    """Reads what the Hub says of models and datasets; see kgstore.importers.base.Importer."""

    name = SOURCE
    title = "Hugging Face Hub"
    reads = (
        "Folders of model and dataset cards (README.md, infos.json, dataset_infos.json, "
        ".eval_results), and .jsonl[.gz] or .json files of Hub API answers."
    )
    homepage = HUB

    def __init__(self) -> None:
        self._known: tuple[ImportContext, Terms] | None = None

    def prepare(self, scan: Scan) -> None:
        """Return None: the items share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a record of a file, one a repository of a folder.

        Raises:
            ImportFailed: nothing below the paths is of the Hub.
        """
        return items(scan)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the model or the dataset that the item is about."""
        try:
            said = read_item(item)
            yield _record(said, self._terms(context))
        except (RecordError, IriError, RecursionError) as error:
            yield from _remains(item, context, str(error))

    def _terms(self, context: ImportContext) -> Terms:
        """Return the look-ups of a context; they are kept, because a process has one context."""
        if self._known is None or self._known[0] is not context:
            self._known = context, Terms(context)
        return self._known[1]


def _record(said: Statement, terms: Terms) -> Record:
    kind = "dataset" if said.is_dataset else "model"
    build = dataset_document if kind == "dataset" else model_document
    document = build(said, terms)
    raw = {
        **said.rest,
        "infos": said.infos,
        "card": {**said.rest.get("card", {}), "front_matter": said.card},
        "eval_results": said.evaluations,
        "dataset_infos": countable(said) if kind == "dataset" else None,
    }
    return Record(
        kind,
        SOURCE,
        said.native_id,
        document,
        said.raw,
        said.remarks.file,
        text(said.infos.get("sha")),
        said.remarks.about(document["id"]),
        FATES.count(raw),
    )


def _remains(item: Item, context: ImportContext, reason: str) -> Iterator[Record]:
    """Yield what is left of an item that cannot be read: its raw bytes under its id, and why."""
    content = next(iter(item.content.values()), b"")
    found = _ID.search(content)
    native_id = found[1].decode("utf-8", "replace") if found else item.file
    iri = context.minter.record("model", SOURCE, native_id)
    finding = Finding(Severity.VIOLATION, item.file, "", f"it cannot be read: {reason}", iri)
    document = {
        "id": iri,
        "type": "MLModel",
        "name": native_id,
        "source": context.minter.source(SOURCE),
        "nativeId": native_id,
    }
    yield Record("model", SOURCE, native_id, document, Raw(content), item.file, "", (finding,))


importer = HuggingFace()
