"""torchvision: its enumerations of weights, as a list of their literals in JSON."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import Fields
from kgstore.importers.files import files
from kgstore.importers.json_text import packed, read_json
from kgstore.importers.terms import Terms
from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

_TABLE = Path(__file__).with_name("torchvision.toml")
_RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
_FATES = Fates.load(_TABLE)
_MEGABYTE = 1_000_000


class Torchvision:
    """The importer; see kgstore.importers.base."""

    name = "torchvision"
    title = "torchvision"
    reads = (
        "Lists of weights (`*weights*.json`): objects with `weights`, `model`, `url` and `meta`, "
        "the literals of torchvision's weight enumerations."
    )
    homepage = "https://pytorch.org/vision/stable/models.html"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the entries share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item an entry.

        Raises:
            ImportFailed: there is no such file.
        """
        found = list(files(scan, _is_list))
        if not found:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no *weights*.json in {paths}",
                subject=paths,
                advice="Name a JSON list of torchvision's weights, or a folder with one.",
            )
        for file in found:
            fields = Fields(file.name)
            rows = fields.mappings(read_json(file.content, fields), "")
            for path, entry in rows:
                content = packed(entry)
                if content is None:
                    fields.note(path, "cannot be kept: too deep or too large", Severity.VIOLATION)
                    continue
                yield Item(f"{file.name}!{path.strip('[]')}", {"": content})
            scan.findings += fields.findings

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one set of weights."""
        entry = orjson.loads(item.content[""])
        name = Fields("").text(entry.get("weights"), "")
        native = name or f"entry-{item.file.rpartition('!')[2]}"
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("model", native, item.file, terms)
        if name is None:
            draft.fields.note("weights", "is missing; the entry goes by its number")
        document = _document(draft, entry)
        yield draft.record(document, Raw(item.content[""]), _FATES, entry)


def _is_list(path: PurePosixPath) -> bool:
    return path.suffix == ".json" and "weights" in path.name


def _document(draft: Draft, entry: Mapping[str, Any]) -> Node:
    fields = draft.fields
    meta = fields.mapping(entry.get("meta"), "meta")
    module = fields.text(entry.get("module"), "module") or ""
    place = module.removeprefix("torchvision.models.")
    builder = fields.text(entry.get("model"), "model")
    original = fields.text(meta.get("unquantized"), "meta.unquantized")
    _configurations(draft, entry, meta)
    values = {
        "otherName": builder,
        "version": draft.native_id.partition(".")[2] or None,
        "description": _prose(fields.text(meta.get("_docs"), "meta._docs")),
        "alias": "DEFAULT" if fields.truth(entry.get("default"), "default") else None,
        "parameterCount": fields.whole(meta.get("num_params"), "meta.num_params"),
        "floatingPointOperations": _operations(draft, meta),
        "numericPrecision": "INT8" if original else None,
        "quantizedFrom": draft.stub("model", "MLModel", original) if original else None,
        "artifact": _artifact(draft, entry, meta),
        "output": _output(draft, meta),
        "softwareRequirement": _backend(draft, meta),
    }
    document = draft.head("MLModel", draft.native_id, **values)
    document |= draft.resolved("framework", "torchvision")
    document |= draft.resolved("task", _first("task", place)) if module else {}
    document |= draft.resolved("licence", fields.text(meta.get("license"), "meta.license"))
    family = place.rpartition(".")[2]
    if builder or family:
        known = draft.terms.known("architecture", *(t for t in (builder, family) if t))
        words = draft.terms.term("architecture", builder or family)
        document |= {"architecture": known or words, "rawArchitecture": builder or family}
    return document


def _first(table: str, name: str) -> Any:
    """Return the value of the first key of a table that `name` begins with."""
    return next((v for beginning, v in _RULES[table].items() if name.startswith(beginning)), None)


def _prose(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def _operations(draft: Draft, meta: Mapping[str, Any]) -> float | None:
    number = meta.get("_ops")
    if isinstance(number, (int, float)) and not isinstance(number, bool) and number >= 0:
        return float(Decimal(str(number)) * _RULES["operations"]["factor"])
    if number is not None:
        draft.fields.note("meta._ops", f"{str(number)[:40]!r} is no number of operations")
    return None


def _bytes(draft: Draft, meta: Mapping[str, Any]) -> int | None:
    """Return the size of the file; torchvision gives it in megabytes with three decimals."""
    number = meta.get("_file_size")
    if isinstance(number, (int, float)) and not isinstance(number, bool) and number >= 0:
        return int(Decimal(str(number)) * _MEGABYTE)
    if number is not None:
        draft.fields.note("meta._file_size", f"{str(number)[:40]!r} is no size in megabytes")
    return None


def _artifact(draft: Draft, entry: Mapping[str, Any], meta: Mapping[str, Any]) -> list[Node]:
    url = draft.fields.web(entry.get("url"), "url")
    if url is None:
        return []
    name = url.rpartition("/")[2]
    size = _bytes(draft, meta)
    kind = MZ + "WeightsArtifact"
    node = {"artifactKind": kind, "path": name, "location": [url], "fileFormat": "PyTorch"}
    return [draft.part("artifact/weights", "Artifact", name=name, sizeInBytes=size, **node)]


def _output(draft: Draft, meta: Mapping[str, Any]) -> list[Node]:
    named = meta.get("categories")
    schema = draft.terms.known("labels", named) if isinstance(named, str) else None
    return [draft.part("output", "OutputSpecification", labelSchema=schema)] if schema else []


def _backend(draft: Draft, meta: Mapping[str, Any]) -> list[Node]:
    backend = draft.fields.text(meta.get("backend"), "meta.backend")
    if backend is None:
        return []
    name = f"PyTorch with the {backend} engine"
    return [draft.part("software", "SoftwareEnvironment", name=name, package=[backend])]


def _configurations(draft: Draft, entry: Mapping[str, Any], meta: Mapping[str, Any]) -> None:
    recipe = draft.fields.web(meta.get("recipe"), "meta.recipe")
    version = draft.native_id.partition(".")[2]
    data = _first("trained_on", version)
    if data or recipe:
        node = draft.configuration("training", "TrainingConfiguration", references=recipe)
        node["name"] = f"training of {draft.native_id}"
        if data:
            node |= draft.resolved("dataset", *data) | {"rawDataset": version}
    transforms = draft.fields.text(entry.get("transforms"), "transforms")
    step = draft.part("preprocessing", "PreprocessingStep", operation=transforms, position=0)
    for dataset, metrics in draft.fields.mapping(meta.get("_metrics"), "meta._metrics").items():
        path = f"meta._metrics.{dataset}"
        testing = draft.configuration(
            f"test/{dataset}",
            "TestingConfiguration",
            dataset=dataset,
            name=f"{draft.native_id} on {dataset}",
            preprocessingStep=[step] if transforms else None,
        )
        for metric, raw in draft.fields.mapping(metrics, path).items():
            unit = _RULES["unit"].get(metric, "")
            how = {"unit": unit, "verification": MZ + "SelfReported"}
            draft.measure(testing, metric, raw, f"{path}.{metric}", **how)


importer = Torchvision()
