"""Confusion matrices side by side: what each model takes for what, on the same data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgstore.commit.view import View
from kgstore.publish.describe import bracketed, name
from kgstore.sparql.library import Library
from kgstore.web.compare.read import number, text
from kgstore.web.pages_about import rows

MOST_CLASSES: Final = 12
HEATS: Final = 6


@dataclass(slots=True)
class Matrix:
    """The stored cells of one model's matrix, by what was there and what was predicted."""

    model: str
    configuration: str
    total: float | None = None
    normalisation: str = ""
    cells: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))


@dataclass(frozen=True, slots=True)
class Confusions:
    """The matrices on one dataset, the classes that are shown, in one order, and their labels."""

    data: str
    matrices: Sequence[Matrix]
    classes: Sequence[str]
    labels: Mapping[str, str]
    left_out: int

    def heat(self, matrix: Matrix, actual: str, predicted: str) -> int:
        """Return how dark a cell is, from 0 (nothing) to `HEATS`."""
        value = matrix.cells.get((actual, predicted), 0.0)
        largest = max(matrix.cells.values(), default=0.0)
        return min(HEATS, 1 + int(value / largest * HEATS)) if value and largest else 0


def confusions(view: View, library: Library, models: Sequence[str]) -> list[Confusions]:
    """Return the stored matrices of models, those on the same data together."""
    found: dict[str, dict[str, Matrix]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for row in rows(view, library, "compare_confusions", models=bracketed(models)):
        actual, predicted = (
            _meaning(row[f"{which}Label"], row[f"{which}Concept"], row[which], labels)
            for which in ("actual", "predicted")
        )
        matrix = found[name(row["data"])].setdefault(
            name(row["matrix"]), Matrix(name(row["model"]), name(row["configuration"]))
        )
        matrix.total, matrix.normalisation = number(row["total"]), text(row["normalisation"])
        matrix.cells[actual, predicted] += number(row["count"]) or 0.0
    return [_side_by_side(data, list(of.values()), labels) for data, of in sorted(found.items())]


def _meaning(label: object, concept: object, term: object, labels: dict[str, str]) -> str:
    meaning = name(concept) or text(label).strip().lower() or name(term)
    labels.setdefault(meaning, text(label) or meaning)
    return meaning


def _side_by_side(data: str, matrices: list[Matrix], labels: Mapping[str, str]) -> Confusions:
    """Return matrices with the classes that are confused most, in one order for all."""
    weight: dict[str, float] = defaultdict(float)
    for matrix in matrices:
        for (actual, predicted), count in matrix.cells.items():
            share = count / (matrix.total or 1.0)
            weight[actual] += share
            weight[predicted] += share
    most = sorted(weight, key=lambda one: (-weight[one], labels[one]))
    shown = sorted(most[:MOST_CLASSES], key=lambda one: labels[one].lower())
    return Confusions(data, matrices, shown, labels, max(0, len(most) - MOST_CLASSES))
