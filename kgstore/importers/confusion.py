"""Confusion matrices as nodes: the header, and the largest cells off the diagonal.

A dense matrix of a thousand classes would be millions of facts, so the graph holds the cells that
answer what is taken for what; the whole matrix stays where it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kgstore.records.iri import Minter
from kgstore.records.labels import LabelList, Schemas

MOST_CELLS: Final = 2_000

Node = dict[str, Any]


def class_iris(found: LabelList, schemas: Schemas) -> list[str]:
    """Return the IRI of each class of a list, in its order: canonical ones where there are."""
    schema = schemas.iri(found)
    own = [str(node["id"]) for node in schemas.classes(schema, found)]
    if not schemas.canonical(found):
        return own
    scheme = "labels/" + schema.rpartition("/")[2]
    known = (schemas.vocabulary.resolve(scheme, label) for label in found.labels)
    return [iri or minted for iri, minted in zip(known, own, strict=True)]


def confusion_matrix(
    configuration: str,
    classes: Sequence[str],
    counts: Sequence[Sequence[int]],
    minter: Minter,
    name: str = "confusion",
) -> Node:
    """Return the matrix; `counts[i][j]` is how often class `i` was predicted as class `j`.

    >>> minter = Minter("https://e.org")
    >>> node = confusion_matrix("https://e.org/m#c", ["urn:a", "urn:b"], [[5, 2], [0, 9]], minter)
    >>> node["total"], [(c["predictedClass"], c["count"]) for c in node["topCell"]]
    (16, [('urn:b', 2)])
    """
    part = f"{configuration.partition('#')[2]}/{name}"
    off = [
        (-number, actual, predicted)
        for actual, row in enumerate(counts)
        for predicted, number in enumerate(row)
        if actual != predicted and number > 0
    ]
    node: Node = {
        "id": minter.part(configuration, part),
        "type": "ConfusionMatrix",
        "normalisation": "none",
        "total": sum(sum(row) for row in counts),
    }
    cells = [
        {
            "id": minter.part(configuration, f"{part}/{actual}-{predicted}"),
            "type": "ConfusionCell",
            "actualClass": classes[actual],
            "predictedClass": classes[predicted],
            "count": -number,
        }
        for number, actual, predicted in sorted(off)[:MOST_CELLS]
    ]
    return node | ({"topCell": cells} if cells else {})
