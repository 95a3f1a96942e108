"""Detection: average precision agrees with pycocotools, the reference, where it is installed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kgstore.evaluate.boxes import Box
from kgstore.evaluate.detection import detection
from kgstore.evaluate.measured import Unmeasurable


def some_boxes() -> tuple[list[Box], list[Box]]:
    chance = random.Random(7)
    truth, found = [], []
    for image in range(20):
        for _ in range(chance.randint(0, 4)):
            x, y, size = chance.uniform(0, 400), chance.uniform(0, 400), chance.uniform(10, 150)
            label = chance.randint(0, 2)
            truth.append(Box(f"{image}.png", label, (x, y, size, size)))
            if chance.random() < 0.8:
                moved = (x + chance.gauss(0, 6), y + chance.gauss(0, 6), size, size * 1.05)
                given = label if chance.random() < 0.9 else 0
                found.append(Box(f"{image}.png", given, moved, chance.random()))
    return truth, found


def test_perfect_boxes() -> None:
    truth, _ = some_boxes()
    result = detection(truth, [Box(b.image, b.label, b.box, 0.9) for b in truth], 3)
    assert all(v.value == pytest.approx(1) for v in result.values)
    assert result.examples == []


def test_no_boxes_found_and_none_to_find() -> None:
    truth, _ = some_boxes()
    assert all(v.value == 0 for v in detection(truth, [], 3).values)
    with pytest.raises(Unmeasurable):
        detection([], truth, 3)


def test_false_positives_are_kept_as_examples() -> None:
    truth = [Box("a.png", 0, (0, 0, 50, 50))]
    found = [Box("a.png", 0, (0, 0, 50, 50), 0.9), Box("a.png", 1, (80, 80, 20, 20), 0.7)]
    (example,) = detection(truth, found, 2).examples
    assert (example.instance, example.predicted, example.box) == ("a.png", 1, (80, 80, 20, 20))


def test_it_agrees_with_pycocotools() -> None:
    coco = pytest.importorskip("pycocotools.coco")
    evaluation = pytest.importorskip("pycocotools.cocoeval")
    truth, found = some_boxes()
    names = sorted({b.image for b in truth + found})

    def entry(number: int, box: Box) -> dict[str, Any]:
        told = {"image_id": names.index(box.image) + 1, "category_id": box.label + 1}
        area = {"area": box.box[2] * box.box[3], "iscrowd": 0, "score": box.score}
        return told | area | {"id": number, "bbox": list(box.box)}

    reference, answers = coco.COCO(), coco.COCO()
    for table, boxes in ((reference, truth), (answers, found)):
        table.dataset = {
            "images": [{"id": i + 1} for i in range(len(names))],
            "categories": [{"id": i + 1} for i in range(3)],
            "annotations": [entry(n, b) for n, b in enumerate(boxes, 1)],
        }
        table.createIndex()
    work = evaluation.COCOeval(reference, answers, "bbox")
    work.evaluate()
    work.accumulate()
    work.summarize()
    values = {v.metric: v.value for v in detection(truth, found, 3).values if v.of_class is None}
    for place, metric in enumerate(("AP_50_95", "AP_50", "AP_75")):
        assert values[metric] == pytest.approx(work.stats[place], abs=1e-9)
