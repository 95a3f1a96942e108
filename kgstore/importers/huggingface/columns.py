"""The columns of a dataset: `features` of dataset_infos.json and of front matter, made flat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kgstore.importers.huggingface.labels import labels_by_index
from kgstore.importers.huggingface.values import Remarks, mapping, text


@dataclass(slots=True)
class Column:
    """A column by its dotted name, what it holds, and its class labels if it has some."""

    name: str
    holds: str
    labels: list[str] = field(default_factory=list)


def columns(features: object, path: str, remarks: Remarks) -> list[Column]:
    """Return the columns of a `features` mapping or list.

    >>> answers = {"feature": {"text": {"dtype": "string", "_type": "Value"}}, "_type": "Sequence"}
    >>> [(c.name, c.holds) for c in columns({"answers": answers}, "f", Remarks("a"))]
    [('answers.text', 'sequence of string')]
    >>> [(c.name, c.holds) for c in columns([{"name": "id", "dtype": "int32"}], "f", Remarks("a"))]
    [('id', 'int32')]
    """
    return list(_several(features, "", "", path, remarks))


def _several(features: object, name: str, of: str, path: str, remarks: Remarks) -> Iterator[Column]:
    if isinstance(features, list):
        pairs = [(text(mapping(item).get("name")), item) for item in features]
    elif isinstance(features, dict):
        pairs = [(str(key), item) for key, item in features.items()]
    else:
        return
    for key, item in pairs:
        inner = f"{name}.{key}" if name and key else name or key
        yield from _one(item, inner, of, path, remarks)


def _one(said: Any, name: str, of: str, path: str, remarks: Remarks) -> Iterator[Column]:
    if isinstance(said, list):
        for item in said:
            yield from _inside(item, name, path, remarks)
        return
    if not isinstance(said, dict):
        if said is not None:
            yield Column(name, of + text(said))
        return
    kind = said.get("_type")
    inside = said.get("feature", said.get("sequence", said.get("list")))
    if inside is not None and kind in {None, "Sequence", "List", "LargeList"}:
        yield from _inside(inside, name, path, remarks)
    elif kind is None and "struct" in said:
        yield from _several(said["struct"], name, of, path, remarks)
    elif kind is None and "dtype" not in said and "class_label" not in said:
        nested = {k: v for k, v in said.items() if k != "name" or isinstance(v, (dict, list))}
        yield from _several(nested, name, of, path, remarks)
    else:
        yield _leaf(said, name, of, path, remarks)


def _inside(inside: Any, name: str, path: str, remarks: Remarks) -> Iterator[Column]:
    if isinstance(inside, dict) and (
        "_type" in inside or "dtype" in inside or "class_label" in inside
    ):
        yield from _one(inside, name, "sequence of ", path, remarks)
    elif isinstance(inside, (dict, list)):
        yield from _several(inside, name, "sequence of ", path, remarks)
    else:
        yield Column(name, "sequence of " + text(inside))


def _leaf(said: dict[str, Any], name: str, of: str, path: str, remarks: Remarks) -> Column:
    dtype = said.get("dtype")
    label = mapping(mapping(dtype).get("class_label")) or mapping(said.get("class_label"))
    names = label.get("names") if label else said.get("names")
    kind = text(said.get("_type"))
    if label or kind == "ClassLabel":
        return Column(name, of + "class label", labels_by_index(names, f"{path}.{name}", remarks))
    details = said.get("languages")
    if kind.startswith("Translation") and isinstance(details, list):
        return Column(name, of + f"translation ({', '.join(map(text, details))})")
    plain = text(dtype) if kind in {"", "Value"} else kind.lower()
    return Column(name, of + (plain or "unknown"))
