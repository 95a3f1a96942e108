"""The linker keeps what the benchmark found; over the packaged extract, which has all senses."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.link_gold import REPORTED, gold_sets
from benchmarks.linking import score
from kgstore.link.linker.weights import packaged_weights
from kgstore.link.wordnet.table import packaged

LEAST = {"COCO": 0.85, "ImageNet-1k": 0.97, "ImageNet-1k, first lemma": 0.94, "LVIS v0.5": 0.91}


@pytest.mark.corpus
def test_accuracy_on_the_half_that_nothing_was_fitted_on(corpus: Path) -> None:
    for gold in gold_sets(corpus):
        found = score(packaged(), gold, packaged_weights(), REPORTED)
        assert found.best / found.labels >= LEAST[gold.name], gold.name
        assert found.exact_right / found.exact >= 0.98, gold.name
        assert found.exact / found.labels >= 0.5, gold.name
