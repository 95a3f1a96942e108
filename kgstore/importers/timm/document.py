"""The documents of timm's model families: a model index in YAML within an HTML comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kgstore.importers.fields import Fields
from kgstore.importers.yaml_text import read_yaml

_INDEX = re.compile(rb"<!--\s*(Type: model-index\b.*?)-->", re.DOTALL)


def entries(content: bytes, fields: Fields) -> Iterator[tuple[str, dict[str, Any]]]:
    r"""Yield (name, entry) of each model of a document, with its collection in the entry.

    >>> text = b"<!--\nType: model-index\nModels:\n- Name: a\n  Code: https://e.org\n-->"
    >>> list(entries(text, Fields("a.mdx")))
    [('a', {'Code': 'https://e.org'})]
    """
    found = _INDEX.search(content)
    if not found:
        fields.note("", "has no model index in a comment")
        return
    index = fields.mapping(read_yaml(found[1], fields, "model-index"), "model-index")
    collections = {
        fields.text(item.get("Name"), f"{path}.Name"): item
        for path, item in fields.mappings(index.get("Collections"), "Collections")
    }
    for path, model in fields.mappings(index.get("Models"), "Models"):
        name = fields.text(model.pop("Name", None), f"{path}.Name")
        if name is None:
            fields.note(f"{path}.Name", "is missing; the entry is left out")
            continue
        collection = fields.text(model.get("In Collection"), f"{path}.In Collection")
        whole = collections.get(collection)
        yield name, model | ({"collection": whole} if whole else {})
