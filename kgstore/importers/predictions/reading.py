"""A file of predictions, read by its settings and measured.

What measures needs an extra (numpy, scikit-learn), so it is imported where it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from kgstore.evaluate.boxes import Box
from kgstore.evaluate.measured import Measured, Unmeasurable
from kgstore.evaluate.table import Table, read_table
from kgstore.importers.predictions.settings import Settings

_SHOWN: Final = 5
_MOST_NEW: Final = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured, for which task, and the labels of the classes in their order."""

    task: str
    measured: Measured
    labels: tuple[str, ...] = ()


def measure(predictions: bytes, truth: bytes, settings: Settings) -> Outcome:
    """Return what the predictions come to.

    Raises:
        Unmeasurable: they cannot be measured by these settings.
        ImportFailed: a package that is needed is not installed.
    """
    if settings.task == "detection" or (truth and not settings.task):
        return _detection(predictions, truth, settings)
    table = read_table(predictions)
    actual = table.column(settings.columns["actual"])
    predicted = table.column(settings.columns["predicted"])
    instances = _instances(table, settings)
    known = settings.classes or settings.labels
    if settings.task == "regression" or (not settings.task and not known and _real(actual)):
        from kgstore.evaluate.regression import regression

        numbers = (table.numbers(settings.columns[name]) for name in ("actual", "predicted"))
        return Outcome("regression", regression(instances, *numbers))
    labels = _labels(settings, [*actual, *predicted])
    places = Places(labels, settings)
    from kgstore.evaluate.classification import classification

    found = classification(
        instances,
        places.of(actual, "actual"),
        places.of(predicted, "predicted"),
        len(labels),
        confidence=_confidence(table, settings),
        scores=_scores(table, labels, settings),
    )
    return Outcome("classification", found, labels)


class Places:
    """The places of classes by what a file calls them: the label, else the index."""

    def __init__(self, labels: Sequence[str], settings: Settings) -> None:
        self._exact = {label: place for place, label in enumerate(labels)}
        self._folded = {label.casefold(): place for place, label in enumerate(labels)}
        indexes = [index for _, _, index in settings.classes] or range(len(labels))
        self._by_index = {str(index): place for place, index in enumerate(indexes)}

    def of(self, cells: Iterable[str], column: str) -> list[int]:
        """Return the places.

        Raises:
            Unmeasurable: a cell names no class; measured without it, the rest would be wrong.
        """
        cells = list(cells)
        found = [self._place(cell) for cell in cells]
        unknown = sorted({cell for cell, place in zip(cells, found, strict=True) if place is None})
        if unknown:
            shown = ", ".join(repr(cell[:40]) for cell in unknown[:_SHOWN])
            raise Unmeasurable(f"{column}: {shown} is no class of the model, by name or by index")
        return [place for place in found if place is not None]

    def _place(self, cell: str) -> int | None:
        for table, key in (
            (self._exact, cell),
            (self._by_index, cell),
            (self._folded, cell.casefold()),
        ):
            if key in table:
                return table[key]
        return None


def _labels(settings: Settings, cells: Iterable[str]) -> tuple[str, ...]:
    """Return the labels of the classes: those that are known, else those that occur."""
    if settings.classes:
        return tuple(label for _, label, _ in settings.classes)
    if settings.labels:
        return settings.labels
    found = sorted({cell for cell in cells if cell})
    if len(found) > _MOST_NEW:
        raise Unmeasurable(f"there are {len(found):,} labels; are these classes?")
    return tuple(found)


def _real(cells: Sequence[str]) -> bool:
    """Say whether all cells are numbers and some are not whole: then they are no classes."""
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:
        return False
    return any(not number.is_integer() for number in numbers)


def _instances(table: Table, settings: Settings) -> list[str]:
    name = settings.columns["instance"]
    if name in table.columns:
        return table.column(name)
    return [f"row {number}" for number in range(1, len(table) + 1)]


def _confidence(table: Table, settings: Settings) -> list[float] | None:
    name = settings.columns["score"]
    return table.numbers(name) if name in table.columns else None


def _scores(table: Table, labels: Sequence[str], settings: Settings) -> list[list[float]] | None:
    """Return the score of each class in each row, if there is a column for each class."""
    start = settings.columns["scores"]
    names = [start + label for label in labels]
    if not all(name in table.columns for name in names):
        names = [f"{start}{place}" for place in range(len(labels))]
    if not names or not all(name in table.columns for name in names):
        return None
    columns = [table.numbers(name) for name in names]
    return [list(row) for row in zip(*columns, strict=True)]


def _detection(predictions: bytes, truth: bytes, settings: Settings) -> Outcome:
    if not truth:
        raise Unmeasurable("detection needs the true boxes; give their file as `truth`")
    true_rows, names = _rows(truth, settings, "actual")
    found_rows, _ = _rows(predictions, settings, "predicted")
    cells = [row["label"] for row in (*true_rows, *found_rows)]
    if names and not settings.classes and not settings.labels:
        labels = tuple(names.values())
    else:
        labels = _labels(settings, (names.get(cell, cell) for cell in cells))
    places = Places(labels, settings)
    from kgstore.evaluate.detection import detection

    boxes = []
    for rows in (true_rows, found_rows):
        where = places.of((names.get(row["label"], row["label"]) for row in rows), "label")
        boxes.append([_box(row, place) for row, place in zip(rows, where, strict=True)])
    return Outcome("detection", detection(boxes[0], boxes[1], len(labels)), labels)


def _box(row: dict[str, Any], place: int) -> Box:
    return Box(
        row["image"], place, row["box"], row.get("score"), row.get("crowd", False), row.get("area")
    )


def _rows(
    content: bytes, settings: Settings, column: str
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the boxes in a table or in COCO's JSON, and the names of COCO's categories by id."""
    if content.lstrip()[:1] in {b"{", b"["}:
        return _coco(content)
    table = read_table(content)
    sides = [table.numbers(settings.columns[side]) for side in ("x", "y", "width", "height")]
    boxes = list(zip(*sides, strict=True))
    scores = _confidence(table, settings) if column == "predicted" else None
    name = settings.columns[column]
    labels = table.column(name if name in table.columns else "label")
    return [
        {"image": image, "label": label, "box": box} | ({"score": scores[i]} if scores else {})
        for i, (image, label, box) in enumerate(
            zip(_instances(table, settings), labels, boxes, strict=True)
        )
    ], {}


def _coco(content: bytes) -> tuple[list[dict[str, Any]], dict[str, str]]:
    try:
        found = orjson.loads(content)
        entries = found if isinstance(found, list) else found["annotations"]
        images = (
            {}
            if isinstance(found, list)
            else {i["id"]: str(i.get("file_name") or i["id"]) for i in found.get("images", [])}
        )
        names = (
            {}
            if isinstance(found, list)
            else {str(c["id"]): str(c["name"]) for c in found.get("categories", [])}
        )
        return [_entry(entry, images) for entry in entries], names
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise Unmeasurable(f"the boxes are not in COCO's form: {error}") from error


def _entry(entry: dict[str, Any], images: dict[Any, str]) -> dict[str, Any]:
    x, y, width, height = (float(number) for number in entry["bbox"])
    row = {
        "image": images.get(entry["image_id"], str(entry["image_id"])),
        "label": str(entry["category_id"]),
        "box": (x, y, width, height),
        "crowd": bool(entry.get("iscrowd")),
        "area": float(entry["area"]) if "area" in entry else None,
    }
    return row | ({"score": float(entry["score"])} if "score" in entry else {})
