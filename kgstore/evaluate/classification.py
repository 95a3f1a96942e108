"""Classification: how often classes are right, which is taken for which, and how sure it was.

By scikit-learn. A class that never occurs has no recall, one that is never predicted no precision:
such values are left out, not taken as 0. Means over classes are over those that occur.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from kgstore.evaluate.measured import MOST_EXAMPLES, Example, Measured, Unmeasurable, Value

_BINS: Final = 15
_ROUNDING: Final = 1e-3


def classification(
    instances: Sequence[str],
    actual: Sequence[int],
    predicted: Sequence[int],
    classes: int,
    *,
    confidence: Sequence[float] | None = None,
    scores: Sequence[Sequence[float]] | None = None,
) -> Measured:
    """Return what is measured of predictions of one class each; classes count from 0.

    `confidence` is the score of the predicted class, `scores[i][k]` that of class `k`; with the
    scores of all classes the confidence need not be given.

    >>> found = classification(["a", "b", "c"], [0, 0, 1], [0, 1, 1], 2)
    >>> round(next(v.value for v in found.values if v.metric == "Accuracy"), 4)
    0.6667
    >>> found.confusion, [example.instance for example in found.examples]
    ([[1, 1], [0, 1]], ['b'])

    Raises:
        Unmeasurable: there are no rows.
    """
    from sklearn import metrics

    if not actual:
        raise Unmeasurable("there are no predictions")
    truth, given = np.asarray(actual), np.asarray(predicted)
    matrix = metrics.confusion_matrix(truth, given, labels=range(classes))
    found = Measured(confusion=matrix.tolist())
    found.add("Accuracy", metrics.accuracy_score(truth, given), len(truth))
    _per_class(found, matrix)
    table = None if scores is None else np.asarray(scores, dtype=float)
    sure = None if confidence is None else np.asarray(confidence, dtype=float)
    if table is not None:
        sure = table[np.arange(len(given)), given]
        _with_scores(found, metrics, truth, table)
    if sure is not None:
        _calibration(found, sure, truth == given)
    found.examples = _wrong(instances, actual, predicted, sure)
    return found


def _per_class(found: Measured, matrix: Any) -> None:
    """Add precision, recall and F1 of each class, and their means over those that occur."""
    right, occurs, given = np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
    means: dict[str, list[float]] = {"Precision": [], "Recall": [], "F1": []}
    for place in range(len(right)):
        support = int(occurs[place])
        values = {}
        if given[place]:
            values["Precision"] = right[place] / given[place]
        if support:
            values["Recall"] = right[place] / support
        if support or given[place]:
            values["F1"] = 2 * right[place] / (support + given[place])
        for metric, value in values.items():
            found.values.append(Value(metric, float(value), place, support))
        if support:
            for metric, collected in means.items():
                collected.append(float(values.get(metric, 0.0)))
    found.add("BalancedAccuracy", float(np.mean(means["Recall"])))
    for metric, collected in means.items():
        found.add(f"Macro{metric}", float(np.mean(collected)))


def _with_scores(found: Measured, metrics: Any, truth: Any, table: Any) -> None:
    for place in range(table.shape[1]):
        support = int((truth == place).sum())
        if 0 < support < len(truth):
            value = metrics.average_precision_score(truth == place, table[:, place])
            found.values.append(Value("AP", float(value), place, support))
    inside = bool(((table >= 0) & (table <= 1)).all())
    if not inside or not np.allclose(table.sum(axis=1), 1, atol=_ROUNDING):
        found.notes.append("the scores are no probabilities, so there is no Brier score")
        return
    table = table / table.sum(axis=1, keepdims=True)
    labels = range(table.shape[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes that do not occur
        found.add("BrierScore", metrics.brier_score_loss(truth, table, labels=labels))
        found.add("LogLoss", metrics.log_loss(truth, table, labels=labels))


def _calibration(found: Measured, sure: Any, right: Any) -> None:
    """Add the expected calibration error of the predicted classes, in bins of equal width.

    Guo et al. 2017, equation 3.
    """
    if not bool(((sure >= 0) & (sure <= 1)).all()):
        found.notes.append("the scores are not between 0 and 1, so there is no calibration error")
        return
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        inside = bins == number
        if inside.any():
            error += abs(float(right[inside].mean()) - float(sure[inside].mean())) * inside.mean()
    found.add("CalibrationError", error, len(sure))


def _wrong(
    instances: Sequence[str], actual: Sequence[int], predicted: Sequence[int], sure: Any
) -> list[Example]:
    """Return wrong predictions of each actual class, those first of which the model was surest."""
    wrong: dict[int, list[Example]] = {}
    for place, (instance, true, given) in enumerate(zip(instances, actual, predicted, strict=True)):
        if true != given:
            score = None if sure is None else float(sure[place])
            wrong.setdefault(true, []).append(Example(instance, true, given, score))
    found = []
    for place in sorted(wrong):
        ranked = sorted(wrong[place], key=lambda e: -(e.confidence or 0.0))
        found += ranked[:MOST_EXAMPLES]
    return found
