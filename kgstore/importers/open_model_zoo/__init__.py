"""Open Model Zoo: its folders of models, dataset definitions and label lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.open_model_zoo.catalogue import (
    DEFINITIONS,
    DEVICES,
    LISTS,
    Catalogue,
    read_catalogue,
)
from kgstore.importers.open_model_zoo.folders import Folder, file_item, folders, model_items
from kgstore.importers.open_model_zoo.items import dataset_records, label_records, model_records
from kgstore.importers.open_model_zoo.model import HOMEPAGE
from kgstore.importers.terms import Terms
from kgstore.records.record import Record


class OpenModelZoo:
    """The importer; see kgstore.importers.base."""

    name = "open_model_zoo"
    title = "Open Model Zoo"
    reads = (
        "A folder with model.yml, composite-model.yml, accuracy-check.yml and README.md of each "
        "model, and data/ with dataset definitions and label lists."
    )
    homepage = HOMEPAGE

    def prepare(self, scan: Scan) -> Catalogue:
        """Return what all models share: definitions, label lists, names, devices."""
        found = list(folders(Scan(scan.paths)))
        files = (
            f.path / name for f in found for name in f.files if name == DEVICES or _is_data(f, name)
        )
        names = (folder.path.name for folder in found if folder.is_model)
        catalogue, findings = read_catalogue(files, names)
        scan.findings += findings
        return catalogue

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield the data files' items and one item a model folder, parts with their whole.

        Raises:
            ImportFailed: there is no model folder and no data file.
        """
        found = list(folders(scan))
        data = [f.path / name for f in found for name in f.files if _is_data(f, name)]
        if not data and not any(folder.is_model for folder in found):
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no model.yml and no dataset_definitions.yml in {paths}",
                subject=paths,
                advice="Name the folder that holds models/ and data/ of an Open Model Zoo.",
            )
        return self._items(found, scan)

    def _items(self, found: list[Folder], scan: Scan) -> Iterator[Item]:
        for folder in found:
            for name in folder.files:
                if _is_data(folder, name):
                    yield from file_item(folder.path / name, scan)
        yield from model_items(found, scan)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the records of one item."""
        terms = Terms(context.minter, context.vocabulary, self.name)
        if DEFINITIONS in item.content:
            yield from dataset_records(item, context, terms)
        elif _is_model(item):
            yield from model_records(item, context, terms)
        else:
            yield from label_records(item, terms)


def _is_data(folder: Folder, name: str) -> bool:
    is_list = folder.path.name == LISTS and name.endswith((".txt", ".json"))
    return name == DEFINITIONS or is_list


def _is_model(item: Item) -> bool:
    return any(name.rpartition("/")[2].endswith("model.yml") for name in item.content)


importer = OpenModelZoo()
