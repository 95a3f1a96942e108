"""Items as records: a model folder with its parts, the dataset definitions, a label list."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from kgstore.importers.base import ImportContext, Item
from kgstore.importers.fields import Fields
from kgstore.importers.markdown import Section, sections
from kgstore.importers.open_model_zoo.catalogue import Catalogue
from kgstore.importers.open_model_zoo.datasets import Datasets, dataset_document, read_definitions
from kgstore.importers.open_model_zoo.facts import Facts
from kgstore.importers.open_model_zoo.folders import COMPOSITE, MODEL, README
from kgstore.importers.open_model_zoo.labels import read_labels, schemas
from kgstore.importers.open_model_zoo.model import Model, Source
from kgstore.importers.terms import Terms
from kgstore.importers.yaml_text import read_yaml
from kgstore.records.finding import Severity
from kgstore.records.labels import LabelList
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

_GROUPS = {"public", "intel"}
_FATES = Fates.load(Path(__file__).with_name("open_model_zoo.toml"))
_COMMON = {"model", "models", "specification", "composite", "mel", "spectrogram", "audio"}


def model_records(item: Item, context: ImportContext, terms: Terms) -> Iterator[Record]:
    """Yield the record of a model folder, and those of a composite model's parts."""
    yield _record(item, "", context, terms)
    for name in sorted({key.partition("/")[0] for key in item.content if "/" in key}):
        yield _record(item, name, context, terms)


def _record(item: Item, part: str, context: ImportContext, terms: Terms) -> Record:
    prefix = f"{part}/" if part else ""
    content = {k.removeprefix(prefix): v for k, v in item.content.items() if _belongs(k, part)}
    folder = PurePosixPath(Path(item.file).as_posix()) / part
    name = folder.name
    fields = Fields(str(Path(item.file) / part), context.minter.record("model", terms.source, name))
    checks = {k.rpartition(".")[0]: v for k, v in content.items() if k.startswith("accuracy-check")}
    composite = COMPOSITE in content
    data = _mapping(content.get(COMPOSITE, content.get(MODEL)), fields, "model")
    source = Source(
        name=name,
        group=_group(folder),
        data=data,
        composite=composite,
        checks={stem: read_yaml(v, fields, stem.replace("-", "_")) for stem, v in checks.items()},
        sections=_sections(item, part, composite, fields),
        readme=_page(folder, part, README in item.content),
    )
    model = Model(source, terms, context.shared or Catalogue(), fields)
    document = model.document()
    if part and README in item.content:
        content |= {f"../{README}": item.content[README]}
    raw = Raw(orjson.dumps({key: _text(value) for key, value in sorted(content.items())}))
    fates = _FATES.count(_parsed(source, model.facts))
    return Record(
        "model", terms.source, name, document, raw, fields.file, "", tuple(fields.findings), fates
    )


def _belongs(key: str, part: str) -> bool:
    return key.startswith(f"{part}/") if part else "/" not in key


def _mapping(content: bytes | None, fields: Fields, path: str) -> dict[str, Any]:
    data = read_yaml(content, fields, path) if content is not None else None
    found = fields.mapping(data, path)
    if not found:
        fields.note(path, "holds nothing that can be read", Severity.VIOLATION)
    return found


def _group(folder: PurePosixPath) -> str:
    return next((parent.name for parent in folder.parents if parent.name in _GROUPS), "")


def _page(folder: PurePosixPath, part: str, readme: bool) -> str:
    """Return the path of the README in the zoo's repository, or "" where it is not known."""
    group = _group(folder)
    home = folder.parent if part else folder
    return f"models/{group}/{home.name}/{README}" if group and readme else ""


def _sections(item: Item, part: str, composite: bool, fields: Fields) -> list[Section]:
    content = item.content.get(README)
    if content is None:
        fields.note("readme", f"there is no {README}", Severity.INFO)
        return []
    try:
        found = sections(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        fields.note("readme", f"is not UTF-8: {error.reason}")
        found = sections(content.decode("utf-8", "replace"))
    parts = {key.partition("/")[0] for key in item.content if "/" in key}
    if part:
        return [s for s in found if part in _parts_of(s, parts)]
    return [s for s in found if not _parts_of(s, parts)] if composite else found


def _parts_of(section: Section, parts: set[str]) -> set[str]:
    """Return the parts of a composite model that a section is about, by the words of its heading.

    >>> _parts_of(Section(("m", "Encoder model specification")), {"m-encoder", "m-decoder"})
    {'m-encoder'}
    """
    for heading in section.titles[1:]:
        if re.search(r"models? specification", heading, re.IGNORECASE):
            words = set(re.findall(r"[a-z0-9]+", heading.casefold())) - _COMMON
            return {
                p for p in parts if words and words <= set(re.findall(r"[a-z0-9]+", p.casefold()))
            }
    return set()


def _text(content: bytes) -> object:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


def _parsed(source: Source, facts: Facts) -> dict[str, Any]:
    """Return the raw record as a tree, for the loss report; README cells by what became of them."""
    checks = {stem.replace("-", "_"): data for stem, data in source.checks.items()}
    rows = {
        key: value
        for key, value in asdict(facts).items()
        if key not in {"operations", "parameters"}
    }
    numbers = {key: [n.raw for n in getattr(facts, key)] for key in ("operations", "parameters")}
    titles = [section.title for section in source.sections if any(map(str.strip, section.lines))]
    merged = {"accuracy_check": list(checks.values())}
    return {"model": dict(source.data)} | merged | {"readme": rows | numbers | {"sections": titles}}


def dataset_records(item: Item, context: ImportContext, terms: Terms) -> Iterator[Record]:
    """Yield the record of each dataset definition."""
    shared: Catalogue = context.shared or Catalogue()
    quiet = Fields(item.file)
    for content in item.content.values():
        definitions = read_definitions(read_yaml(content, quiet, ""), quiet)
        datasets = Datasets(terms, definitions, shared.lists)
        for name, definition in definitions.items():
            iri = context.minter.record("dataset", terms.source, name)
            fields = Fields(f"{item.file}!{name}", iri)
            document = dataset_document(name, definition, datasets, fields)
            raw = Raw(orjson.dumps(definition))
            fates = _FATES.count({"dataset": definition})
            findings = tuple(fields.findings)
            yield Record(
                "dataset", terms.source, name, document, raw, fields.file, "", findings, fates
            )


def label_records(item: Item, terms: Terms) -> Iterator[Record]:
    """Yield the record of a label list: its classes, or the canonical schema that it is."""
    for name, content in item.content.items():
        fields = Fields(item.file)
        labels = read_labels(name, content, fields)
        if labels:
            media = "application/json" if name.endswith(".json") else "text/plain"
            fates = _FATES.count({"labels": list(labels.labels)})
            yield _label_record(labels, Raw(content, media), fields, terms, fates)


def _label_record(
    labels: LabelList, raw: Raw, fields: Fields, terms: Terms, fates: dict[tuple[str, str], int]
) -> Record:
    head = {"source": terms.minter.source(terms.source)}
    found = schemas(terms).node(labels)
    if isinstance(found, dict):
        native = labels.digest[:16]
        document = found | head | {"nativeId": native}
        return Record("labels", "sha256", native, document, raw, fields.file, fates=fates)
    native = labels.name
    document = {
        "id": terms.minter.record("labels", terms.source, native),
        "type": "LabelSchema",
        "name": labels.name,
        "nativeId": native,
        "contentDigest": labels.digest,
        "canonical": found,
    }
    return Record("labels", terms.source, native, document | head, raw, fields.file, fates=fates)
