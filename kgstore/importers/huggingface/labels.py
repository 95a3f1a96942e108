"""Lists of class labels as label schemas, the same list always with the same IRI."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from kgstore.importers.huggingface.terms import Reference, Terms
from kgstore.importers.huggingface.values import Remarks, text
from kgstore.namespaces import MZ

_PLACEHOLDER = re.compile(r"LABEL_\d+")


def label_schema(labels: list[str], terms: Terms) -> Reference:
    """Return the label schema of `labels` in the order of their index: a canonical one, or a node.

    A list has one IRI wherever it occurs, so its name says nothing of where that is.
    """
    content = hashlib.sha256("\n".join(labels).encode()).hexdigest()
    if known := terms.find("labels", content):
        return known
    iri = terms.minter.record("labels", "sha256", content[:16])
    return {
        "id": iri,
        "type": "LabelSchema",
        "name": _short(labels),
        "contentDigest": content,
        "classes": [_class(iri, i, label, terms) for i, label in enumerate(labels)],
    }


def _class(schema: str, index: int, label: str, terms: Terms) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": terms.minter.part(schema, f"{index}-{label}"),
        "type": "PredictionClass",
        "prefLabel": label,
        "index": index,
        "notation": str(index),
    }
    if _PLACEHOLDER.fullmatch(label):
        node["labelStatus"] = MZ + "Placeholder"
    return node


def _short(labels: list[str]) -> str:
    shown = ", ".join(labels[:3])
    return shown if len(labels) <= 3 else f"{shown} … ({len(labels)} labels)"


def labels_by_index(value: object, path: str, remarks: Remarks) -> list[str]:
    """Return the labels of `id2label`, a mapping from index to label or a list, in order.

    >>> labels_by_index({"1": "dog", "0": "cat"}, "id2label", Remarks("a"))
    ['cat', 'dog']
    """
    if isinstance(value, list):
        return [text(label) for label in value]
    if not isinstance(value, dict):
        if value is not None:
            remarks.warn(path, "a mapping from index to label is due here")
        return []
    try:
        indexed = sorted((int(index), text(label)) for index, label in value.items())
    except ValueError:
        remarks.warn(path, "an index is no number; the labels are kept in the raw record only")
        return []
    if [index for index, _ in indexed] != list(range(len(indexed))):
        remarks.warn(path, "the indexes have gaps; the labels are kept in the raw record only")
        return []
    return [label for _, label in indexed]
