"""The benchmark's fitting: small problems whose answer is known."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from benchmarks.link_fit import conditional_logit, fit, logistic_regression
from benchmarks.link_gold import FITTED, gold_sets, half
from kgstore.link.linker.weights import packaged_weights
from kgstore.link.wordnet.recognise import DEBIAN, read_lexicon


def test_a_choice_is_explained_by_what_the_chosen_have() -> None:
    choices = [([[1.0, 0.0], [0.0, 0.0]], 0, 1.0)] * 30 + [([[1.0, 1.0], [0.0, 0.0]], 1, 1.0)] * 30
    first, second = conditional_logit(choices)
    assert first > 1
    assert second < -first


def test_chances_are_those_met() -> None:
    weight = logistic_regression([[1.0]] * 400, [True] * 300 + [False] * 100, [1.0] * 400)[0]
    assert 1 / (1 + math.exp(-weight)) == pytest.approx(0.75, abs=0.01)


def test_a_column_of_nothing_weighs_nothing() -> None:
    assert logistic_regression([[1.0, 0.0]] * 4, [True, True, False, True], [1.0] * 4)[1] == 0


def test_a_word_is_in_one_half_wherever_it_stands() -> None:
    assert half("tench") == half("Tench, Tinca tinca") == half("tench_(fish)")


@pytest.mark.corpus
def test_the_packaged_weights_come_from_the_benchmark(corpus: Path) -> None:
    if not DEBIAN.is_dir():
        pytest.skip("needs the files of WordNet 3.0, Debian's wordnet-base")
    fitted = fit(read_lexicon(DEBIAN), gold_sets(corpus), FITTED)
    packaged = packaged_weights()
    assert fitted.exact == pytest.approx(packaged.exact, abs=0.02)
    assert fitted.second == pytest.approx(dict(packaged.second), abs=0.05)
