"""Models to add to a comparison: found by words, like the one that is there, or as examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.errors import KgstoreError, StoreBusy
from kgstore.search.find import Finder
from kgstore.web.compare.read import Read

MOST: Final = 8
_SPREAD: Final = 40
_EXAMPLES: Final = (
    ("Object detectors on COCO", "task:object-detection", "AP_50_95", "COCO"),
    ("Image classifiers on ImageNet", "task:image-classification", "top-1 accuracy", "ImageNet-1k"),
    ("Semantic segmentation on ADE20K", "task:semantic-segmentation", "mean IoU", "ADE20K"),
)
"""Comparisons to try: heading, filter, and the metric and dataset that the models share."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Models that can be added, with how many there are, or why there are none."""

    models: Sequence[tuple[str, str]] = ()
    total: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A comparison to try."""

    heading: str
    models: Sequence[tuple[str, str]]


def by_words(finder: Finder, words: str, there: Sequence[str]) -> Offer:
    """Return the models that words find, or what is wrong with the words."""
    try:
        found = finder.find(words, limit=MOST + len(there))
    except KgstoreError as error:
        return Offer(trouble=str(error))
    models = [(row.iri, row.name) for row in found.rows if row.iri not in there]
    return Offer(models[:MOST], found.total)


def alike(finder: Finder, read: Read) -> Offer:
    """Return models for the same task as those that are there, preferably on the same data."""
    if not read.facts:
        return Offer()
    facts = next(iter(read.facts.values()))
    tasks = [f"task:<{iri}>" for iri in facts.get("task", ())[:3]]
    data = [f"evaluated_on:<{one.key.data}>" for one in read.values if one.key.data][:1]
    for parts in ([*tasks, *data], tasks):
        offer = by_words(finder, " ".join(parts), read.models) if parts else Offer()
        if offer.models:
            return offer
    return Offer()


def examples(finder: Finder) -> list[Example]:
    """Return comparisons that can be made in this store: three models, far apart, of each kind.

    Raises:
        StoreBusy: the index is being made.
    """
    found = (_example(finder, *given) for given in _EXAMPLES)
    return [one for one in found if one is not None]


def _example(
    finder: Finder, heading: str, expression: str, metric: str, data: str
) -> Example | None:
    try:
        ranked = finder.find(expression, sort=metric, on_dataset=data, limit=_SPREAD)
    except StoreBusy:
        raise
    except KgstoreError:
        return None  # the words are not known here
    rows = [row for row in ranked.rows if row.sorted_by is not None]
    if len(rows) < 2:
        return None
    chosen = [rows[0], rows[len(rows) // 2], rows[-1]] if len(rows) > 2 else rows
    return Example(heading, [(row.iri, row.name) for row in chosen])
