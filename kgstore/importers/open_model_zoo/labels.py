"""The files of data/dataset_classes: label lists, one label a line or a list of JSON."""

from __future__ import annotations

import json

from kgstore.importers.fields import Fields
from kgstore.importers.terms import Terms
from kgstore.records.labels import LabelList, Schemas, label_list


def schemas(terms: Terms) -> Schemas:
    """Return what makes label schemas of lists."""
    return Schemas(terms.minter, terms.vocabulary)


def read_labels(name: str, content: bytes, fields: Fields) -> LabelList | None:
    r"""Return the labels of a `.txt` (one a line) or `.json` (a list) file, or None.

    >>> read_labels("i.txt", b"n01440764 tench, Tinca tinca\n", Fields("i.txt")).identifiers
    ('n01440764',)
    """
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text) if name.endswith(".json") else text.splitlines()
    except (ValueError, RecursionError) as error:
        fields.note("", f"is no list of labels: {str(error)[:200]}")
        return None
    if not isinstance(found, list) or not found or not all(_is_label(item) for item in found):
        fields.note("", "is no list of labels: a label is missing, empty or no text")
        return None
    return label_list(found, name)


def _is_label(value: object) -> bool:
    if not isinstance(value, str) or not value:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)
