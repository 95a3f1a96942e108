"""Regression: how far predicted numbers are from the true ones."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from kgstore.evaluate.measured import MOST_EXAMPLES, Example, Measured, Unmeasurable


def regression(
    instances: Sequence[str], actual: Sequence[float], predicted: Sequence[float]
) -> Measured:
    """Return what is measured of predicted numbers, and the predictions that are furthest off.

    >>> found = regression(["a", "b"], [1.0, 3.0], [1.0, 2.0])
    >>> {v.metric: round(v.value, 3) for v in found.values}
    {'MAE': 0.5, 'MSE': 0.5, 'RMSE': 0.707, 'RSquared': 0.5}

    Raises:
        Unmeasurable: there are no rows.
    """
    from sklearn import metrics

    if not actual:
        raise Unmeasurable("there are no predictions")
    truth, given = np.asarray(actual, dtype=float), np.asarray(predicted, dtype=float)
    found = Measured()
    squared = float(metrics.mean_squared_error(truth, given))
    found.add("MAE", metrics.mean_absolute_error(truth, given), len(truth))
    found.add("MSE", squared, len(truth))
    found.add("RMSE", sqrt(squared), len(truth))
    if len(truth) > 1 and float(truth.var()) > 0:
        found.add("RSquared", metrics.r2_score(truth, given), len(truth))
    else:
        found.notes.append("the true values do not vary, so there is no R²")
    order = np.argsort(-np.abs(truth - given), kind="stable")[:MOST_EXAMPLES]
    found.examples = [
        Example(instances[place], value=float(given[place]))
        for place in order
        if truth[place] != given[place]
    ]
    return found
