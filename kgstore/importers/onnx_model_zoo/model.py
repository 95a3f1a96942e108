"""A model of the zoo's manifest as a document, with what the README of its folder says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from kgstore.importers.draft import Draft, Node
from kgstore.importers.onnx_model_zoo.readme import Readme
from kgstore.importers.onnx_model_zoo.rules import RULES, longest
from kgstore.namespaces import MZ

_RAW: Final = "https://github.com/onnx/models/raw/main/"
_PAGE: Final = "https://github.com/onnx/models/tree/main/"
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_TENSOR: Final = re.compile(r"tensor\((\w+)\)")


def base_name(name: str) -> str:
    """Return the name of the model that a quantized one was made from; the name itself else.

    >>> base_name("ResNet50-int8"), base_name("ResNet50")
    ('ResNet50', 'ResNet50')
    """
    for ending in RULES["quantized"]["endings"]:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def model(draft: Draft, entry: Mapping[str, Any], readme: Readme, origin: str | None) -> Node:
    """Return the document of a model; `origin` is the native id of what it was quantized from."""
    fields = draft.fields
    path = fields.text(entry.get("model_path"), "manifest.model_path") or ""
    name = fields.text(entry.get("model"), "manifest.model") or draft.native_id
    about = fields.mapping(entry.get("metadata"), "manifest.metadata")
    below = path.removeprefix("validated/")
    opset = fields.whole(entry.get("opset_version"), "manifest.opset_version")
    _evaluation(draft, below, readme.rows.get(_in_folder(path), {}), name)
    quantized = base_name(name) != name
    ports = fields.mapping(about.get("io_ports"), "manifest.metadata.io_ports")
    document = draft.head(
        "MLModel",
        name,
        version=f"opset {opset}" if opset is not None else None,
        description=readme.description or None,
        landingPage=_page(draft, path),
        keyword=fields.texts(about.get("tags"), "manifest.metadata.tags"),
        frameworkVersion=fields.text(entry.get("onnx_version"), "manifest.onnx_version"),
        numericPrecision="INT8" if quantized else None,
        quantizedFrom=draft.stub("model", "MLModel", origin, base_name(name)) if origin else None,
        artifact=_artifacts(draft, path, about),
        input=_ports(draft, ports, "inputs", "InputSpecification"),
        output=_ports(draft, ports, "outputs", "OutputSpecification"),
    )
    document |= draft.resolved("framework", "ONNX")
    document |= draft.resolved("licence", readme.licence or None)
    document |= draft.resolved("task", longest(RULES["task"], below))
    known = draft.terms.known("architecture", name, base_name(name), _family(path))
    words = draft.terms.term("architecture", base_name(name))
    return document | {"architecture": known or words, "rawArchitecture": name}


def _page(draft: Draft, path: str) -> str | None:
    folder = path.rpartition("/")[0]
    return draft.fields.web(_PAGE + folder, "manifest.model_path") if folder else None


def _family(path: str) -> str:
    """Return the folder that a model's own folder `model/` lies in."""
    parts = re.split(r"/models?/", path)[0].split("/")
    return parts[-1].replace("_", " ")


def _in_folder(path: str) -> str:
    """Return the path of a model as the README of its folder links to it."""
    found = re.search(r"models?/.*$", path.removeprefix("validated/"))
    return found[0] if found else path


def _artifacts(draft: Draft, path: str, about: Mapping[str, Any]) -> list[Node]:
    found = []
    for place, prefix, kind in (
        (path or None, "model", "WeightsArtifact"),
        (about.get("model_with_data_path"), "model_with_data", "OtherArtifact"),
    ):
        key = f"manifest.metadata.{prefix}"
        where = draft.fields.text(place, f"{key}_path")
        if where is None:
            continue
        digest = draft.fields.text(about.get(f"{prefix}_sha"), f"{key}_sha")
        address = draft.fields.web(_RAW + where, f"{key}_path")
        found.append(
            draft.part(
                f"artifact/{prefix}",
                "Artifact",
                name=where.rpartition("/")[2],
                path=where,
                location=[address] if address else None,
                artifactKind=MZ + kind,
                fileFormat="ONNX" if kind == "WeightsArtifact" else "tar.gz with test data",
                digest=f"sha256:{digest}" if digest else None,
                sizeInBytes=draft.fields.whole(about.get(f"{prefix}_bytes"), f"{key}_bytes"),
            )
        )
    return found


def _ports(draft: Draft, ports: Mapping[str, Any], key: str, kind: str) -> list[Node]:
    path = f"manifest.metadata.io_ports.{key}"
    found = []
    for number, (place, port) in enumerate(draft.fields.mappings(ports.get(key), path)):
        name = draft.fields.text(port.get("name"), f"{place}.name") or f"{key[:-1]} {number}"
        told = draft.fields.text(port.get("type"), f"{place}.type")
        sizes = draft.fields.sequence(port.get("shape"), f"{place}.shape")
        match = _TENSOR.fullmatch(told or "")
        found.append(
            draft.part(
                f"{key[:-1]}/{number}",
                kind,
                name=name,
                tensorName=name,
                position=number,
                elementType=match[1] if match else told,
                shape=",".join("?" if size is None else str(size) for size in sizes) or None,
            )
        )
    return found


def _evaluation(draft: Draft, below: str, row: Mapping[str, str], name: str) -> None:
    """Add the values of the README's row; the text below a table may say more than its heading."""
    rule = longest(RULES["evaluation"], below) or {}
    stated = {key: cell for key, cell in row.items() if key in RULES["column"]}
    if not any(_NUMBER.search(cell) for cell in stated.values()):
        return
    data = rule.get("dataset", "")
    node = draft.configuration("test", "TestingConfiguration", dataset=data, name=f"test of {name}")
    for key, cell in stated.items():
        word, unit = RULES["column"][key]
        numbers = _NUMBER.findall(cell)
        if numbers and cell[:1].isalpha() and (said := re.match(r"([A-Za-z]+)", cell)):
            word, unit = said[1], ""
        words = [rule.get("metric", word), rule.get("second", "")]
        if len(numbers) == 1 and "alone" in rule:
            words = [rule["alone"]]
        unit = rule.get("unit", unit)
        for metric, number in zip(words, numbers, strict=False):
            if metric:
                how = {"unit": unit, "verification": MZ + "SelfReported"}
                term = draft.terms.term("metric", metric)
                draft.measure(node, word, number, f"readme.{key}", term=term, **how)
