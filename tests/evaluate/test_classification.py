"""Classification: the numbers agree with definitions worked out by hand, and with scikit-learn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from kgstore.evaluate.classification import classification
from kgstore.evaluate.measured import MOST_EXAMPLES, Measured, Unmeasurable


def value(found: Measured, metric: str, place: int | None = None) -> float:
    return next(v.value for v in found.values if (v.metric, v.of_class) == (metric, place))


def has(found: Measured, metric: str, place: int | None = None) -> bool:
    return any((v.metric, v.of_class) == (metric, place) for v in found.values)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_classes_agree_with_scikit_learn(rows: list[tuple[int, int]]) -> None:
    actual, predicted = [a for a, _ in rows], [p for _, p in rows]
    found = classification([str(i) for i in range(len(rows))], actual, predicted, 4)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        actual, predicted, labels=range(4), zero_division=math.nan
    )
    for place in range(4):
        for name, numbers in (("Precision", precision), ("Recall", recall)):
            assert has(found, name, place) == (not math.isnan(numbers[place]))
            if has(found, name, place):
                assert value(found, name, place) == pytest.approx(numbers[place])
        if has(found, "F1", place):
            assert value(found, "F1", place) == pytest.approx(f1[place])
    assert value(found, "Accuracy") == pytest.approx(metrics.accuracy_score(actual, predicted))
    assert sum(map(sum, found.confusion)) == len(rows)
    assert [sum(row) for row in found.confusion] == support.tolist()


def test_calibration_error_by_hand() -> None:
    # Two bins: three of confidence .9, of which two are right; one of .1 that is right.
    found = classification(
        list("abcd"), [0, 0, 1, 1], [0, 0, 0, 1], 2, confidence=[0.9, 0.9, 0.9, 0.1]
    )
    assert value(found, "CalibrationError") == pytest.approx(
        0.75 * abs(2 / 3 - 0.9) + 0.25 * abs(1 - 0.1)
    )


def test_scores_of_all_classes_give_average_precision_and_brier_score() -> None:
    scores = [[0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]
    found = classification(list("abc"), [0, 1, 1], [0, 1, 0], 2, scores=scores)
    assert value(found, "AP", 1) == 1.0
    assert value(found, "BrierScore") == pytest.approx((0.04 + 0.09 + 0.36) / 3)


def test_scores_that_are_no_probabilities_say_so() -> None:
    found = classification(list("ab"), [0, 1], [0, 1], 2, scores=[[3.0, 1.0], [0.0, 2.0]])
    assert has(found, "AP", 0)
    assert not has(found, "BrierScore")
    assert not has(found, "CalibrationError")
    assert len(found.notes) == 2


def test_at_most_so_many_examples_of_a_class_the_surest_first() -> None:
    number = MOST_EXAMPLES + 9
    sure = [i / 100 for i in range(number)]
    found = classification(
        [str(i) for i in range(number)], [0] * number, [1] * number, 2, confidence=sure
    )
    assert len(found.examples) == MOST_EXAMPLES
    assert found.examples[0].confidence == max(sure)


def test_nothing_cannot_be_measured() -> None:
    with pytest.raises(Unmeasurable):
        classification([], [], [], 2)
