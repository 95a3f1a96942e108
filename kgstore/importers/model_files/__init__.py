"""Model files: ONNX and safetensors, by what their headers say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import without_none
from kgstore.importers.json_text import packed
from kgstore.importers.model_files.files import models
from kgstore.importers.terms import Terms
from kgstore.namespaces import MZ
from kgstore.records.labels import Schemas, label_list
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

_TABLE = Path(__file__).with_name("model_files.toml")
_RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
_FATES = Fates.load(_TABLE)


class ModelFiles:
    """The importer; see kgstore.importers.base."""

    name = "model_files"
    title = "Model files"
    reads = (
        "ONNX and safetensors files (`*.onnx`, `*.safetensors`, shards by their "
        "`*.safetensors.index.json`): headers and content hashes, never the weights."
    )
    homepage = "https://onnx.ai/"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the files share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a model.

        Raises:
            ImportFailed: there is no model file.
        """
        found = models(scan)
        first = next(found, None)
        if first is None and not scan.findings:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no .onnx or .safetensors file in {paths}",
                subject=paths,
                advice="Name such files, or a folder with some.",
            )
        return self._items(first, found)

    def _items(self, first: Any, rest: Iterator[Any]) -> Iterator[Item]:
        for file, native, described in [*([first] if first else []), *rest]:
            content = packed(described)
            if content is not None:
                yield Item(file, {"": content, "native": native.encode()})

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one model."""
        about: dict[str, Any] = orjson.loads(item.content[""])
        terms = Terms(context.minter, context.vocabulary, self.name)
        native = item.content["native"].decode("utf-8", "replace")
        draft = Draft("model", native, item.file, terms)
        raw = Raw(item.content[""])
        yield draft.record(_document(draft, about), raw, _FATES, about)


def _document(draft: Draft, about: Mapping[str, Any]) -> Node:
    stem = draft.native_id.rpartition("/")[2].partition(".")[0]
    counts: dict[str, int] = about["parameters"]
    main = max(counts, key=lambda kind: counts[kind], default="")
    said = {key: _said(about, key) for key in _RULES["metadata"]}
    document = draft.head(
        "MLModel",
        said["name"] or stem,
        otherName=about.get("graph") or None,
        version=said["version"],
        description=said["description"] or about.get("docString") or None,
        creator=draft.agent(said["author"]),
        parameterCount=sum(counts.values()) or None,
        numericPrecision=_RULES["precision"].get(main),
        sizeInBytes=sum(file["size"] for file in about["files"]),
        artifact=[_artifact(draft, file, about["format"]) for file in about["files"]],
        input=[_tensor(draft, "input", i, t) for i, t in enumerate(about.get("inputs", ()))],
        output=_outputs(draft, about),
        softwareRequirement=_producer(draft, about),
    )
    document |= draft.resolved("framework", about["format"])
    for key in ("licence", "architecture", "task"):
        document |= draft.resolved(key, said[key])
    return document


def _said(about: Mapping[str, Any], key: str) -> str | None:
    found = (about.get("metadata", {}).get(name) for name in _RULES["metadata"][key])
    return next((text.strip() for text in found if text and text.strip()), None)


def _artifact(draft: Draft, file: Mapping[str, Any], form: str) -> Node:
    node = draft.part(f"file/{file['path']}", "Artifact", name=file["path"], path=file["path"])
    size, kind = file["size"], MZ + "WeightsArtifact"
    more = {"digest": file["digest"], "sizeInBytes": size, "fileFormat": form}
    return node | more | {"artifactKind": kind}


def _tensor(draft: Draft, kind: str, number: int, tensor: Mapping[str, Any]) -> Node:
    shape = tensor["shape"]
    return draft.part(
        f"{kind}/{number}",
        "InputSpecification" if kind == "input" else "OutputSpecification",
        tensorName=tensor["name"] or None,
        elementType=tensor["elementType"],
        shape=",".join(str(size) for size in shape) if shape else None,
        position=number,
    )


def _outputs(draft: Draft, about: Mapping[str, Any]) -> list[Node]:
    """Return the outputs; the first one has the labels, which the file states for the model."""
    found = [_tensor(draft, "output", i, t) for i, t in enumerate(about.get("outputs", ()))]
    labels = about.get("labels")
    if labels:
        first = found[0] if found else draft.part("output/0", "OutputSpecification")
        schemas = Schemas(draft.terms.minter, draft.terms.vocabulary)
        found[:1] = [first | {"labelSchema": schemas.node(label_list(labels))}]
    return found


def _producer(draft: Draft, about: Mapping[str, Any]) -> list[Node]:
    name = about.get("producerName")
    if not name:
        return []
    version = about.get("producerVersion")
    package = f"{name} {version}" if version else name
    part = draft.part("producer", "SoftwareEnvironment", name=f"made with {package}")
    return [without_none(part | {"package": [package]})]


importer = ModelFiles()
