"""What an answer of OpenML's interface is about: which things, by kind and id, and which side.

The answers have the same form in JSON and in XML, once XML is read as plain data. Features and
qualities do not say which dataset they are of; the name of their file or folder does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from kgstore.importers.fields import Fields
from kgstore.importers.xml_text import many
from kgstore.records.finding import Severity

_NUMBER = re.compile(r"-?\d+")
_LAST = re.compile(r"(\d+)$")
_LISTS = {
    "data": ("dataset", "dataset", "did"),
    "tasks": ("task", "task", "task_id"),
    "flows": ("flow", "flow", "id"),
    "runs": ("run", "run", "run_id"),
    "setups": ("setup", "setup", "setup_id"),
}
"""The root of a list: the name of its entries, their kind, the key of their id."""
_SINGLE = {
    "data_set_description": ("dataset", "id"),
    "task": ("task", "task_id"),
    "flow": ("flow", "id"),
    "run": ("run", "run_id"),
    "setup_parameters": ("setup", "setup_id"),
    "study": ("study", "id"),
}
_SIDES = {"data_features": ("features", "feature"), "data_qualities": ("qualities", "quality")}


@dataclass(frozen=True, slots=True)
class Answer:
    """One side of one thing: a `description`, its `features`, an entry of a `list` ..."""

    kind: str
    native: str
    side: str
    data: Any


def answers(root: Any, path: PurePosixPath, fields: Fields) -> Iterator[Answer]:
    """Yield what an answer says, thing by thing; a finding where it says nothing of any thing.

    >>> listed = {"flows": {"flow": {"id": "7", "name": "weka.J48"}}}
    >>> [(a.kind, a.native, a.side) for a in answers(listed, PurePosixPath("a.xml"), Fields("f"))]
    [('flow', '7', 'list')]
    """
    for name, data in fields.mapping(root, "").items():
        known = fields.mapping(data, name)
        if name in _SINGLE:
            yield from _single(name, known, fields)
        elif name in _LISTS:
            yield from _listed(name, known, fields)
        elif name in _SIDES:
            yield from _side(name, known, path, fields)
        elif name == "evaluations":
            yield from _evaluations(known, fields)
        elif name == "error":
            told = f"{known.get('code')}: {known.get('message')}"
            fields.note(name, f"OpenML answered with the error {told:.200}", Severity.INFO)
        elif name != "estimationprocedures":
            fields.note(name, "is no description of a thing; it is not read", Severity.INFO)


def _single(name: str, data: dict[str, Any], fields: Fields) -> Iterator[Answer]:
    kind, key = _SINGLE[name]
    native = fields.text(data.get(key), f"{name}.{key}")
    if native is None:
        fields.note(f"{name}.{key}", "is missing, so it is not known what is described")
        return
    yield Answer(kind, native, "description", data)
    if kind == "flow":
        for component in many(data.get("component")):
            inner = component.get("flow") if isinstance(component, dict) else None
            if isinstance(inner, dict):
                yield from _single("flow", inner, fields)


def _listed(name: str, data: dict[str, Any], fields: Fields) -> Iterator[Answer]:
    inner, kind, key = _LISTS[name]
    for number, entry in enumerate(many(data.get(inner))):
        path = f"{name}.{inner}[{number}]"
        said = fields.mapping(entry, path)
        native = fields.text(said.get(key), f"{path}.{key}")
        if native is not None:
            yield Answer(kind, native, "list", said)
        else:
            fields.note(f"{path}.{key}", "is missing, so it is not known what is listed")


def _side(name: str, data: dict[str, Any], path: PurePosixPath, fields: Fields) -> Iterator[Answer]:
    side, key = _SIDES[name]
    native = dataset_of(path)
    if native is None:
        told = "neither file nor folder is named by the number of the dataset that these are of"
        fields.note(name, told)
        return
    yield Answer("dataset", native, side, many(data.get(key)))


def dataset_of(path: PurePosixPath) -> str | None:
    """Return the number of the dataset that a file of features or qualities is named by.

    >>> dataset_of(PurePosixPath("datasets/61/features.xml"))
    '61'
    >>> dataset_of(PurePosixPath("api-v1-jdf-561.json")), dataset_of(PurePosixPath("features.xml"))
    ('561', None)
    """
    if _NUMBER.fullmatch(path.parent.name):
        return path.parent.name
    found = _LAST.search(path.stem)
    return found[1] if found else None


def _evaluations(data: dict[str, Any], fields: Fields) -> Iterator[Answer]:
    """Yield the evaluations of each run together."""
    runs: dict[str, list[Any]] = {}
    for number, entry in enumerate(many(data.get("evaluation"))):
        path = f"evaluations.evaluation[{number}]"
        said = fields.mapping(entry, path)
        native = fields.text(said.get("run_id"), f"{path}.run_id")
        if native is None:
            fields.note(f"{path}.run_id", "is missing; the evaluation is left out")
        else:
            runs.setdefault(native, []).append(said)
    for native, found in runs.items():
        yield Answer("run", native, "evaluations", found)
