"""OpenMMLab: the metafiles of its toolboxes, each with collections and models of one method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft
from kgstore.importers.fields import Fields
from kgstore.importers.files import SourceFile, files
from kgstore.importers.json_text import packed
from kgstore.importers.openmmlab.model import FATES, RULES, Model
from kgstore.importers.terms import Terms
from kgstore.importers.yaml_text import read_yaml
from kgstore.records.finding import Severity
from kgstore.records.record import Raw, Record

_NO_METAFILES = {"model-index.yml", "dataset-index.yml"}


@dataclass(slots=True)
class _Found:
    """What the metafiles hold: entries with their places, collections by toolbox and name."""

    models: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    collections: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


class OpenMMLab:
    """The importer; see kgstore.importers.base."""

    name = "openmmlab"
    title = "OpenMMLab"
    reads = (
        "Checkouts or packages of OpenMMLab's toolboxes, in folders of their names: the metafiles "
        "(`*.yml`, `*.yaml`) below `configs`."
    )
    homepage = "https://openmmlab.com/"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the models share nothing but collections, which go with each."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a model; entries of one name and weights are one model.

        Raises:
            ImportFailed: there is no metafile of a toolbox.
        """
        found, number = _Found(), 0
        for file in files(scan, _is_metafile):
            toolbox = next((p for p in reversed(_parts(file)) if p in RULES["toolbox"]), None)
            if toolbox:
                number += 1
                fields = Fields(file.name)
                _read(file, toolbox, fields, found)
                scan.findings += fields.findings
        if not number:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no metafile of a toolbox of OpenMMLab in {paths}",
                subject=paths,
                advice=f"Name a folder with {', '.join(RULES['toolbox'])} in it, or one of these.",
            )
        return _items(found, scan)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one model."""
        native = item.content["native"].decode()
        said: dict[str, Any] = orjson.loads(item.content["said"])
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("model", native, item.file, terms)
        document = Model(draft, said).document()
        yield draft.record(document, Raw(item.content["said"]), FATES, said)


def _is_metafile(path: PurePosixPath) -> bool:
    return path.suffix in {".yml", ".yaml"} and path.name not in _NO_METAFILES


def _parts(file: SourceFile) -> tuple[str, ...]:
    return PurePosixPath(file.name).parts + file.path.parts


def _read(file: SourceFile, toolbox: str, fields: Fields, found: _Found) -> None:
    """Add what a metafile holds; one whose root is a list holds models only."""
    data = read_yaml(file.content, fields, "")
    whole = {"Models": data} if isinstance(data, list) else fields.mapping(data, "")
    for path, collection in fields.mappings(whole.get("Collections"), "Collections"):
        name = fields.text(collection.get("Name"), f"{path}.Name")
        if name:
            found.collections.setdefault((toolbox, name), collection)
    for path, model in fields.mappings(whole.get("Models"), "Models"):
        if fields.text(model.get("Name"), f"{path}.Name") is None:
            fields.note(f"{path}.Name", "is missing; the entry is left out")
        else:
            found.models.append((file.name, toolbox, model))


def _items(found: _Found, scan: Scan) -> Iterator[Item]:
    """Yield the items; the same name with other weights gets a number."""
    known: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    for place, toolbox, model in found.models:
        native, number = first, _ = f"{toolbox}/{str(model['Name']).strip()}", 1
        while native in known and known[native]["model"].get("Weights") != model.get("Weights"):
            number += 1
            native = f"{first}~{number}"
        if native in known:
            known[native].setdefault("more", []).append(model)
            continue
        if number > 1:
            fields = Fields(place)
            told = f"the name stands for other weights too; here it is {native}"
            fields.note(str(model["Name"]), told, Severity.INFO)
            scan.findings += fields.findings
        of = found.collections.get((toolbox, str(model.get("In Collection")).strip()))
        known[native] = {"toolbox": toolbox, "model": model} | ({"collection": of} if of else {})
        places[native] = place
    for native, said in known.items():
        yield from _item(native, said, places[native], scan)


def _item(native: str, said: Mapping[str, Any], place: str, scan: Scan) -> Iterator[Item]:
    content = packed(said)
    if content is None:
        fields = Fields(place)
        fields.note(native, "cannot be kept: too deep or too large", Severity.VIOLATION)
        scan.findings += fields.findings
    else:
        yield Item(f"{place}!{native}", {"said": content, "native": native.encode()})


importer = OpenMMLab()
