"""How sure a choice is: the belief in it, corrected by what beliefs have proved to be worth.

The belief in the best candidate says how it stands among the candidates; that none of them may be
right, it does not know. A logistic curve over few signs, fitted on labels whose concept is known,
turns it into the chance of being right: for a whole name that it is the concept, for the head of a
name ("sports ball") that the class is a kind of it.
"""

from __future__ import annotations

import math

from kgstore.link.linker.features import OWN
from kgstore.link.linker.forms import Way
from kgstore.link.linker.ranking import Ranking
from kgstore.link.linker.weights import CALIBRATION, Weights

_GENERALITY = OWN.index("generality")
_SUREST = 0.999


def signs(ranking: Ranking, place: int) -> list[float]:
    """Return the signs named in `CALIBRATION` for the candidate at that place."""
    candidate = ranking.candidates[place]
    belief = min(_SUREST, max(1 - _SUREST, ranking.beliefs[place]))
    alone = len(ranking.candidates) == 1
    return [
        1.0,
        0.0 if alone else math.log(belief / (1 - belief)),
        float(alone),
        float(candidate.way == Way.VARIED),
        ranking.own[place][_GENERALITY],
    ]


def confidence(ranking: Ranking, place: int, weights: Weights) -> float:
    """Return the chance that the candidate at that place is right, from 0 to 1."""
    is_head = ranking.candidates[place].way == Way.HEAD
    curve = weights.broad if is_head else weights.calibration
    weighed = zip(CALIBRATION, signs(ranking, place), strict=True)
    return logistic(sum(curve[name] * sign for name, sign in weighed))


def logistic(score: float) -> float:
    """Return a score as a chance.

    >>> logistic(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
