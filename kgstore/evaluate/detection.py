"""Detection: average precision of boxes as COCO defines it, over all classes and of each.

By faster-coco-eval: it needs numpy only, has wheels for every platform, is maintained and agrees
with pycocotools, whose last releases only follow numpy; torchmetrics would bring PyTorch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from kgstore.evaluate.boxes import Box
from kgstore.evaluate.measured import MOST_EXAMPLES, Example, Measured, Unmeasurable, Value

_OVERALL: Final = {
    "AP_all": "AP_50_95",
    "AP_50": "AP_50",
    "AP_75": "AP_75",
    "AP_small": "AP_Small",
    "AP_medium": "AP_Medium",
    "AP_large": "AP_Large",
}
_AT: Final = {"AP_50": 0, "AP_75": 5}
"""The places of the IoU thresholds .50 and .75 among .50:.05:.95."""


def detection(truth: Sequence[Box], found: Sequence[Box], classes: int) -> Measured:
    """Return what is measured of detected boxes against the true ones.

    >>> dog = Box("1.png", 0, (10, 10, 20, 20))
    >>> result = detection([dog], [Box("1.png", 0, (10, 10, 20, 20), 0.9)], 1)
    >>> {v.metric: v.value for v in result.values if v.of_class is None}["AP_50"]
    1.0

    Raises:
        Unmeasurable: there is no true box.
    """
    from faster_coco_eval import COCO, COCOeval_faster

    if not truth:
        raise Unmeasurable("there are no true boxes")
    images = {name: i for i, name in enumerate(sorted({b.image for b in (*truth, *found)}), 1)}
    reference = COCO(_dataset(truth, images, classes))
    answers = (
        reference.loadRes([_result(b, images) for b in found])
        if found
        else COCO(_dataset([], images, classes))
    )
    work = COCOeval_faster(
        reference, answers, "bbox", print_function=lambda *_: None, extra_calc=True
    )
    work.evaluate()
    work.accumulate()
    work.summarize()
    measured = Measured()
    for name, metric in _OVERALL.items():
        value = float(work.stats_as_dict[name])
        if value >= 0:  # -1 where no true box is of that size
            measured.add(metric, value, len(truth))
    _per_class(measured, np.asarray(work.eval["precision"]), truth, classes)
    measured.examples = _false_positives(answers, images) if found else []
    return measured


def _dataset(boxes: Sequence[Box], images: dict[str, int], classes: int) -> dict[str, Any]:
    return {
        "images": [{"id": number} for number in images.values()],
        "categories": [{"id": place + 1, "name": str(place)} for place in range(classes)],
        "annotations": [
            {
                "id": number,
                "image_id": images[b.image],
                "category_id": b.label + 1,
                "bbox": list(b.box),
                "area": b.box[2] * b.box[3] if b.area is None else b.area,
                "iscrowd": int(b.crowd),
            }
            for number, b in enumerate(boxes, 1)
        ],
    }


def _result(box: Box, images: dict[str, int]) -> dict[str, Any]:
    return {
        "image_id": images[box.image],
        "category_id": box.label + 1,
        "bbox": list(box.box),
        "score": 1.0 if box.score is None else box.score,
    }


def _per_class(measured: Measured, precision: Any, truth: Sequence[Box], classes: int) -> None:
    """Add AP of each class; precision is by IoU, recall, class, area and number of detections."""
    support = [0] * classes
    for box in truth:
        support[box.label] += not box.crowd
    for place in range(classes):
        curves = precision[:, :, place, 0, -1]
        chosen = {"AP_50_95": curves} | {m: curves[i : i + 1] for m, i in _AT.items()}
        for metric, part in chosen.items():
            sound = part[part > -1]
            if sound.size and support[place]:
                value = float(sound.mean())
                measured.values.append(Value(metric, value, place, support[place]))


def _false_positives(answers: Any, images: dict[str, int]) -> list[Example]:
    """Return detections that fit no true box at IoU .50, the surest of each class first."""
    names = {number: name for name, number in images.items()}
    wrong: dict[int, list[Example]] = {}
    for entry in answers.anns.values():
        if entry.get("fp"):
            place = int(entry["category_id"]) - 1
            x, y, width, height = (float(number) for number in entry["bbox"])
            example = Example(
                names[entry["image_id"]],
                predicted=place,
                confidence=float(entry["score"]),
                box=(x, y, width, height),
            )
            wrong.setdefault(place, []).append(example)
    found = []
    for place in sorted(wrong):
        found += sorted(wrong[place], key=lambda e: -(e.confidence or 0.0))[:MOST_EXAMPLES]
    return found
