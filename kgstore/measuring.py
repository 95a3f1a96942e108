"""Measures a file of predictions and commits the outcome, by what the store knows of the model.

The store says which classes the model has; the record goes the way of every import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgstore.commit.store import Store
from kgstore.errors import ImportFailed, NotFound
from kgstore.evaluate.measured import Unmeasurable, require
from kgstore.import_report import ImportReport
from kgstore.importers.base import Item, Scan
from kgstore.importers.predictions import Predictions, item_of
from kgstore.importers.predictions.reading import Outcome, measure
from kgstore.importers.predictions.settings import Settings as Told
from kgstore.namespaces import MZ
from kgstore.pipeline import import_source
from kgstore.query.run import run
from kgstore.settings import Settings
from kgstore.sparql.library import Library

_NEEDED = {"model": "MLModel", "dataset": "Dataset", "hardware": "Hardware"}


def evaluate(
    store: Store,
    file: Path,
    told: Mapping[str, Any],
    settings: Settings,
    *,
    truth: Path | None = None,
    dry_run: bool = False,
) -> tuple[ImportReport, Outcome]:
    """Measure `file` by the settings `told` (kgstore.importers.predictions), and commit it.

    It is measured here, so that what cannot be measured ends before anything is written, and once
    more on the way that all imports go.

    Raises:
        ImportFailed: it cannot be measured, or a package that is needed is not installed.
        NotFound: the store knows no such model, dataset or hardware.
    """
    require("faster_coco_eval" if truth else "sklearn")
    content = file.read_bytes(), b"" if truth is None else truth.read_bytes()
    try:
        complete = _completed(store, told)
        outcome = measure(*content, Told.of(complete))
    except Unmeasurable as error:
        raise ImportFailed(str(error), subject=str(file)) from error
    source = _One(item_of(str(file), complete, *content))
    return import_source(store, source, [file], settings, dry_run=dry_run), outcome


def _completed(store: Store, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with the classes that the store knows of the model, or of the data."""
    sound = Told.of(told)
    for name, cls in _NEEDED.items():
        _check(store, getattr(sound, name), name, cls)
    if sound.labels:
        return dict(told)
    classes = classes_of(store, sound.model) or classes_of(store, sound.dataset)
    return dict(told) | {"classes": classes}


def classes_of(store: Store, thing: str) -> list[tuple[str, str, int]]:
    """Return IRI, label and index of the classes of a model or dataset, in their order.

    Where a model has several label schemas, none can be taken for granted, so there are none.
    """
    found = run(store.view, Library.packaged().query("classes_of"), {"thing": thing})
    if not isinstance(found, ox.QuerySolutions):
        return []
    rows = [
        (r["schema"].value, r["class"].value, r["label"].value, r["index"].value) for r in found
    ]
    if len({schema for schema, *_ in rows}) != 1:
        return []
    return [(iri, label, int(index)) for _, iri, label, index in rows]


def _check(store: Store, iri: str, name: str, cls: str) -> None:
    if iri and not any(t == MZ + cls for t in _types(store, iri)):
        raise NotFound(
            f"the store knows no {name} {iri}",
            subject=iri,
            advice=f"Import the {name} first, or check the IRI with `kgstore show`.",
        )


def _types(store: Store, iri: str) -> Iterator[str]:
    """Yield the classes of a thing, and those above them as far as the ontology states them."""
    waiting = list(store.view.types([iri]).get(iri, ()))
    seen: set[str] = set()
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            yield found
            waiting += store.view.values(found, "http://www.w3.org/2000/01/rdf-schema#subClassOf")


class _One(Predictions):
    """The importer of predictions with one item, which is not searched for."""

    def __init__(self, item: Item) -> None:
        self._item = item

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield the item."""
        yield self._item
