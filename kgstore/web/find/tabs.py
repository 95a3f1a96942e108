"""The two kinds of things, models and data sets, as tabs: one of them is looked at."""

from __future__ import annotations

from typing import Final

from kgstore.search.filter import edit
from kgstore.search.filter.ast import Filter, Term
from kgstore.search.filter.text import write
from kgstore.search.found import Found
from kgstore.web.find.facets import Value
from kgstore.web.find.layout import DATASET, MODEL

KIND: Final = "kind"
_LABELS: Final = {MODEL: "Models", DATASET: "Data sets"}


def tabs(found: Found, tree: Filter, kind: str) -> list[Value]:
    """Return the kinds with how many there are of each; models need no condition."""
    counts = {bucket.value: bucket.count for bucket in found.facets[KIND]}
    bare = edit.without_values(tree, KIND, lambda _: True)
    filters = {MODEL: bare, DATASET: edit.with_value(bare, Term(KIND, DATASET))}
    return [
        Value(label, counts.get(name, 0), write(filters[name]), chosen=name == kind)
        for name, label in _LABELS.items()
    ]
