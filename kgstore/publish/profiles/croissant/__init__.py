"""The Croissant profile: datasets as Croissant 1.1, in the JSON-LD that mlcroissant validates.

`sc:` stands for https://schema.org/, as in the data sets and the library; the text of Croissant 1.1
says http and would fail validation (mlcommons/croissant#1018).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from kgstore.namespaces import MZ
from kgstore.pool import batches
from kgstore.publish.profiles.base import Document, Exported, Missing, Source
from kgstore.publish.profiles.choice import chosen, everything
from kgstore.publish.profiles.croissant.distribution import distribution
from kgstore.publish.profiles.croissant.facts import Dataset, datasets
from kgstore.publish.profiles.croissant.head import CONFORMS_TO, head
from kgstore.publish.profiles.croissant.records import record_sets
from kgstore.publish.profiles.files import file_name

_BATCH = 25


class CroissantProfile:
    """A Croissant description for each dataset."""

    name = "croissant"
    title = "Croissant"
    iri = CONFORMS_TO
    classes = (MZ + "Dataset",)
    formats = {"jsonld": "application/ld+json"}  # noqa: RUF012 - never changed
    prefixes: dict[str, str] = {}  # noqa: RUF012 - never changed

    def export(self, source: Source, iris: Iterable[str] | None = None) -> Exported:
        """Return a description of each of some datasets, or of each that a source describes.

        Raises:
            NotFound: nothing is known of one of the resources.
            UnknownFormat: none of them is a dataset.
        """
        exported = Exported()
        if iris is None:
            found = everything(source, "croissant_resources")
        else:
            found, unfit = chosen(source, iris, self.classes, self.name)
            exported.missing += unfit
        exported.documents = _documents(source, found, exported.missing)
        return exported


def _documents(source: Source, iris: Sequence[str], missing: list[Missing]) -> Iterator[Document]:
    for batch in batches(iris, _BATCH):
        for dataset in datasets(source, batch):
            content = orjson.dumps(described(dataset, missing), option=orjson.OPT_INDENT_2) + b"\n"
            yield Document(dataset.iri, file_name(dataset.iri, source.base, ".json"), content)


def described(dataset: Dataset, missing: list[Missing]) -> dict[str, Any]:
    """Return the description of a dataset; what nobody stated is added to `missing`."""
    found = {"@context": _context(), **head(dataset, missing)}
    files = distribution(dataset, missing)
    records = record_sets(dataset, files.source, missing)
    parts = {"distribution": files.nodes, "recordSet": records}
    return found | {key: nodes for key, nodes in parts.items() if nodes}


@cache
def _context() -> dict[str, Any]:
    found = json.loads(Path(__file__).with_name("context.json").read_text("utf-8"))
    return dict(found)


profile = CroissantProfile()
