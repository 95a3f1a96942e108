"""Lists of class labels as label schemas, the same list always with the same IRI."""

from __future__ import annotations

from kgstore.importers.huggingface.terms import Reference, Terms
from kgstore.importers.huggingface.values import Remarks, text
from kgstore.records.labels import Schemas, label_list


def label_schema(labels: list[str], terms: Terms) -> Reference:
    """Return the label schema of `labels` in index order: a canonical one, or a node."""
    return Schemas(terms.minter, terms.vocabulary).node(label_list(labels))


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
