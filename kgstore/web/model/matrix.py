"""The confusion matrix of a configuration, and the wrong examples that are kept behind its cells.

The store holds the largest cells off the diagonal (kgstore.importers.confusion). The diagonal is
never among them, so a page shows it as not stored, and not as nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.commit.view import View
from kgstore.publish.describe import name
from kgstore.sparql.library import Library
from kgstore.web.compare.read import number, text
from kgstore.web.pages_about import rows

HEATS: Final = 6
ON_THE_PAGE: Final = 15
MOST_CLASSES: Final = 60

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The cells by (actual, predicted); `examples` counts the wrong examples kept of each."""

    iri: str
    configuration: str
    cells: Mapping[Pair, float]
    examples: Mapping[Pair, int]
    classes: Sequence[str]
    of_classes: int
    total: float | None = None
    normalisation: str = ""

    def heat(self, actual: str, predicted: str) -> int:
        """Return how dark a cell is: 0 for none, up to `HEATS` for the largest."""
        largest = max(self.cells.values(), default=0.0)
        value = self.cells.get((actual, predicted), 0.0)
        return min(HEATS, 1 + int(value / largest * (HEATS - 0.001))) if value > 0 else 0

    def shown(self, actual: str, predicted: str) -> str:
        """Return the number of a cell, or "" where it is not stored."""
        value = self.cells.get((actual, predicted))
        return "" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:.3g}"

    @property
    def largest(self) -> list[tuple[Pair, float]]:
        """The largest cells, the first first."""
        return sorted(self.cells.items(), key=lambda cell: (-cell[1], cell[0]))

    @property
    def left_out(self) -> int:
        """How many stored cells have a class that is not shown."""
        shown = set(self.classes)
        return sum(not shown.issuperset(pair) for pair in self.cells)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong prediction on a data object; `place` is the object's own address, if it has one."""

    iri: str
    of: str
    identifier: str
    place: str
    actual: str
    predicted: str
    confidence: float | None = None


def matrix(view: View, library: Library, configuration: str, most: int) -> Matrix | None:
    """Return the matrix of a configuration with its `most` confused classes, or None."""
    cells: dict[Pair, float] = {}
    found, total, normalisation = "", None, ""
    for row in rows(view, library, "model-confusion", configuration=f"<{configuration}>"):
        if found and name(row["matrix"]) != found:
            break  # a second matrix of one configuration, by another normalisation
        found, total = name(row["matrix"]), number(row["total"])
        normalisation = text(row["normalisation"])
        if (count := number(row["count"])) is not None:
            cells[name(row["actual"]), name(row["predicted"])] = count
    if not found:
        return None
    weight: dict[str, float] = defaultdict(float)
    for pair, count in cells.items():
        for one in pair:
            weight[one] += count
    ordered = sorted(weight, key=lambda one: (-weight[one], one))[:most]
    kept = mistakes(view, library, configuration)
    examples = Counter((one.actual, one.predicted) for one in kept)
    shown = (cells, examples, ordered, len(weight))
    return Matrix(found, configuration, *shown, total, normalisation)


def mistakes(view: View, library: Library, configuration: str) -> list[Mistake]:
    """Return the wrong predictions that are kept of a configuration, the surest first."""
    found: dict[str, Mistake] = {}
    for row in rows(view, library, "model-mistakes", configuration=f"<{configuration}>"):
        iri, of = name(row["prediction"]), name(row["object"])
        known = text(row["identifier"]) or of.rpartition("/")[2]
        pair = (name(row["actual"]), name(row["predicted"]))
        one = Mistake(iri, of, known, text(row["place"]), *pair, number(row["confidence"]))
        found.setdefault(iri, one)
    return list(found.values())
