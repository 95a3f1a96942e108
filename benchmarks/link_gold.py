"""The gold standard of linking: labels as models carry them, each with the concept that is right.

A linker is given a schema and never the identifier that holds the answer. Which half a label is in
is decided by a hash of its name, so that a word is in the same half in every list.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from kgstore.link.linker.names import names
from kgstore.link.schema import Label, Schema
from kgstore.namespaces import PREFIXES

FITTED, REPORTED = 0, 1
"""The two halves."""

_WN30 = PREFIXES["wn30"]
_TASKS = "https://w3id.org/modelzoo/vocabulary/task/"


@dataclass(frozen=True, slots=True)
class Gold:
    """A list of labels; `concepts` are the right IRIs in their order, "" where WordNet has none."""

    name: str
    schema: Schema
    concepts: tuple[str, ...]

    def half(self, which: int) -> list[int]:
        """Return the places of the labels in that half."""
        return [n for n, label in enumerate(self.schema.labels) if half(label.text) == which]


def half(text: str) -> int:
    """Return the half that a label is in, by its first name."""
    first = names(Label("", text))[0].text.lower()
    return hashlib.sha256(first.encode()).digest()[0] % 2


def gold_sets(sources: Path) -> list[Gold]:
    """Return the four lists, from the folder `class_labels` of the source data."""
    place = sources / "class_labels"
    known = _synset_names(place / "synset_name_to_wordnet30.tsv")
    wnids = [line.split(" ", 1) for line in _lines(place / "imagenet1k_synset_mapping.txt")]
    concepts = [f"{_WN30}{wnid[1:]}-n" for wnid, _ in wnids]
    firsts = [text.split(", ")[0] for _, text in wnids]
    coco = json.loads((place / "coco_to_wordnet_synset.json").read_bytes())
    coco = sorted(coco.items(), key=lambda item: item[1]["coco_cat_id"])
    lvis = json.loads((place / "lvis_categories_synsets.json").read_bytes())
    return [
        _gold(
            "COCO",
            "object-detection",
            [(name, ()) for name, _ in coco],
            [known.get(about["synset"], "") for _, about in coco],
        ),
        _gold("ImageNet-1k", "image-classification", [(t, ()) for _, t in wnids], concepts),
        _gold(
            "ImageNet-1k, first lemma", "image-classification", [(t, ()) for t in firsts], concepts
        ),
        _gold(
            "LVIS v0.5",
            "instance-segmentation",
            [(c["name"], tuple(s for s in c["synonyms"] if s != c["name"])) for c in lvis],
            [known.get(c["synset"], "") for c in lvis],
        ),
    ]


def _gold(
    name: str, task: str, labels: list[tuple[str, tuple[str, ...]]], concepts: list[str]
) -> Gold:
    classes = tuple(Label(f"urn:{n}", text, more) for n, (text, more) in enumerate(labels))
    tasks = (_TASKS + task, _TASKS + "computer-vision")
    return Gold(name, Schema(f"urn:{name}", name, classes, tasks), tuple(concepts))


def _synset_names(file: Path) -> dict[str, str]:
    rows = [line.split("\t") for line in _lines(file)[1:]]
    return {name: f"{_WN30}{offset[1:]}-n" for name, offset in rows if offset}


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()
