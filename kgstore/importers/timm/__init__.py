"""timm (PyTorch image models): its tables of results and benchmarks and its model documents.

All that the tables and documents say of one name becomes one record. A name with a tag
(`resnet50.a1_in1k`) is a set of weights; a name without one is the model, whose speed the
benchmarks give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.csv_text import read_csv
from kgstore.importers.draft import Draft
from kgstore.importers.fields import Fields
from kgstore.importers.files import SourceFile, files
from kgstore.importers.json_text import packed
from kgstore.importers.terms import Terms
from kgstore.importers.timm.document import entries
from kgstore.importers.timm.model import FATES, Model
from kgstore.records.finding import Severity
from kgstore.records.record import Raw, Record

_TABLES = ("results-", "benchmark-", "model_metadata-")


class Timm:
    """The importer; see kgstore.importers.base."""

    name = "timm"
    title = "timm (PyTorch image models)"
    reads = (
        "The folders `results` (`results-*.csv`, `benchmark-*.csv`, `model_metadata-*.csv`) and "
        "`models` (documents with a model index in a comment) of a checkout of timm."
    )
    homepage = "https://github.com/huggingface/pytorch-image-models"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the models share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a name, with its rows of all tables and its entry in a document.

        Raises:
            ImportFailed: there is no such file.
        """
        models: dict[str, dict[str, Any]] = {}
        places: dict[str, str] = {}
        found = 0
        for file in files(scan, _is_wanted):
            found += 1
            fields = Fields(file.name)
            for name, key, value in _statements(file, fields):
                places.setdefault(name, file.name)
                model = models.setdefault(name, {"rows": []})
                if key == "rows":
                    model["rows"].append(value)
                elif key in model:
                    fields.note(name, "is described a second time; the first one counts")
                else:
                    model[key] = value
            scan.findings += fields.findings
        if not found:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no table or document of timm in {paths}",
                subject=paths,
                advice="Name the folder `results` of a checkout of timm, or one that holds it.",
            )
        return _items(models, places, scan)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one name."""
        native = item.content["native"].decode()
        said: dict[str, Any] = orjson.loads(item.content["said"])
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("model", native, item.file, terms)
        document = Model(draft, said).document()
        yield draft.record(document, Raw(item.content["said"]), FATES, said)


def _is_wanted(path: PurePosixPath) -> bool:
    table = path.suffix == ".csv" and path.name.startswith(_TABLES)
    return table or path.suffix == ".mdx"


def _statements(file: SourceFile, fields: Fields) -> Iterator[tuple[str, str, Any]]:
    """Yield (name of a model, what the value is, value) for all that a file says."""
    if file.path.suffix == ".csv":
        table = file.path.stem
        for row in read_csv(file.content, fields, key="model"):
            yield row.pop("model"), "rows", row | {"table": table}
        return
    for name, entry in entries(file.content, fields):
        yield name, "document", entry


def _items(models: dict[str, dict[str, Any]], places: dict[str, str], scan: Scan) -> Iterator[Item]:
    for name, said in models.items():
        content = packed(said)
        if content is None:
            fields = Fields(places[name])
            fields.note(name, "cannot be kept: too deep or too large", Severity.VIOLATION)
            scan.findings += fields.findings
        else:
            yield Item(f"{places[name]}!{name}", {"said": content, "native": name.encode()})


importer = Timm()
