"""A build record of TurnkeyML: a model that was exported to ONNX, on what, with which packages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from kgstore.importers.draft import Draft, Node
from kgstore.importers.hardware import BYTE
from kgstore.importers.onnx_model_zoo.rules import RULES

_PAGE: Final = "https://github.com/onnx/models/tree/main/"
_GIGABYTES: Final = re.compile(r"(\d+(?:\.\d+)?) GB")
_GIGABYTE: Final = 1 << 30  # what TurnkeyML calls GB: a machine of 64 GiB has 62.79 of them
_KEPT: Final = frozenset(RULES["packages"]["kept"])


def build(draft: Draft, stats: Mapping[str, Any]) -> Node:
    """Return the document of a built model."""
    fields = draft.fields
    name = fields.text(stats.get("model_name"), "model_name") or draft.native_id
    about = fields.mapping(stats.get("onnx_model_information"), "onnx_model_information")
    opset = fields.whole(about.get("opset"), "onnx_model_information.opset")
    script = fields.web(stats.get("builtin_model_script"), "builtin_model_script")
    digest = fields.text(stats.get("hash"), "hash")
    _machine(draft, stats, name)
    document = draft.head(
        "MLModel",
        name,
        version=f"opset {opset}" if opset is not None else None,
        identifier=[f"turnkey:{digest}"] if digest else None,
        parameterCount=fields.whole(stats.get("parameters"), "parameters"),
        sizeInBytes=_size(draft, about),
        creator=draft.agent(fields.text(stats.get("author"), "author")),
        landingPage=fields.web(_PAGE + draft.native_id, ""),
        references=[script] if script else None,
        input=_inputs(draft, stats),
    )
    document |= draft.resolved("framework", "ONNX")
    task = fields.text(stats.get("task"), "task")
    if task:
        node = draft.resolved("task", RULES["build_task"].get(task, task))
        document |= node | {"rawTask": task}
    return document | _architecture(draft, stats, name)


def _architecture(draft: Draft, stats: Mapping[str, Any], name: str) -> Node:
    words = draft.fields.text(stats.get("class"), "class")
    known = draft.terms.known("architecture", name, *([words] if words else []))
    if known is None and words is None:
        return {}
    raw = words or name
    term = known or draft.terms.own("architecture", raw, raw)
    return {"architecture": term, "rawArchitecture": raw}


def _size(draft: Draft, about: Mapping[str, Any]) -> int | None:
    key = "size on disk (KiB)"
    told = about.get(key)
    if told is None:
        return None
    try:
        size = int(Decimal(str(told)) * 1024)
    except (InvalidOperation, ValueError, OverflowError):
        size = -1
    if 0 <= size < 2**63 and not isinstance(told, bool):
        return size
    draft.fields.note(f"onnx_model_information.{key}", f"{str(told)[:40]!r} is no size")
    return None


def _inputs(draft: Draft, stats: Mapping[str, Any]) -> list[Node]:
    given = draft.fields.mapping(stats.get("onnx_input_dimensions"), "onnx_input_dimensions")
    found = []
    for number, (name, sizes) in enumerate(given.items()):
        listed = draft.fields.sequence(sizes, f"onnx_input_dimensions.{name}")
        shape = ",".join(str(size) for size in listed) or None
        about = {"name": name, "tensorName": name, "position": number, "shape": shape}
        found.append(draft.part(f"input/{number}", "InputSpecification", **about))
    return found


def _machine(draft: Draft, stats: Mapping[str, Any], name: str) -> None:
    """Add the set-up of the build: no speed was measured, but where it ran is stated."""
    fields = draft.fields
    info = fields.mapping(stats.get("system_info"), "system_info")
    listed = fields.texts(info.get("Python Packages"), "system_info.Python Packages")
    node = draft.configuration("build", "InferenceConfiguration", name=f"build of {name}")
    packages = [package for package in listed if package.partition("==")[0] in _KEPT]
    system = fields.text(info.get("OS Version"), "system_info.OS Version")
    node["environment"] = draft.part(
        "environment",
        "SoftwareEnvironment",
        name=f"environment of the build of {name}",
        package=packages,
        operatingSystem=system,
    )
    processor = fields.text(info.get("Processor"), "system_info.Processor")
    if processor:
        told = fields.text(info.get("Memory Info"), "system_info.Memory Info") or ""
        match = _GIGABYTES.fullmatch(told)
        memory = int(Decimal(match[1]) * _GIGABYTE) if match else None
        text = f"{processor}, {told}" if match else processor
        draft.on(
            node,
            text,
            processor,
            attributes={"host memory": memory},
            units={"host memory": BYTE},
        )
