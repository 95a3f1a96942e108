"""Fits the linker's weights on one half of the labels: plain Python, the same numbers every time.

Ranking is a conditional logit: the chance of a candidate is the softmax of its weighted evidence
among the candidates of its class. The confidence is a logistic regression of "the best candidate
is right"; that of heads is learned on compounds that the lexicon knows, looked up by their heads.
Both are convex and solved by Newton's method, with a small ridge. A label of a short list weighs
more, so that it is not drowned by a long one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import mul

from benchmarks.link_gold import Gold
from kgstore.link.lexicon import Lexicon
from kgstore.link.linker.confidence import confidence, logistic, signs
from kgstore.link.linker.features import OWN, SHARED
from kgstore.link.linker.forms import Way
from kgstore.link.linker.ranking import ROUNDS, Ranker, Ranking, believe, shares
from kgstore.link.linker.weights import CALIBRATION, Weights

RIDGE = 1.0
STEPS = 25
PRECISION = 0.995
"""Of what is asserted in the fitted half; a little above what is wanted."""
LEAST = 0.8
"""The least confidence of a link that queries follow."""
ENOUGH = 100
"""Assertions of one list that can show such a precision; shorter lists count in the sum only."""

Rows = list[list[float]]
Choice = tuple[Rows, int, float]
"""The evidence of a class's candidates, the place of the right one, and the weight of the class."""


def fit(lexicon: Lexicon, golds: Sequence[Gold], which: int) -> Weights:
    """Return weights and threshold, chosen on one half of every list."""

    def is_kind_of(iri: str, concept: str) -> bool:
        return iri == concept or iri in lexicon.ancestors(concept)

    ranker = Ranker(lexicon)
    rankings = [ranker.gathered(gold.schema.labels, seen=True) for gold in golds]
    first = _ranked(golds, rankings, which, lambda ranking: ranking.own)
    _settle(ranker, rankings)
    second = _ranked(golds, rankings, which, lambda ranking: ranking.features)
    for _ in range(ROUNDS - 1):
        _settle(ranker, rankings)
        second = _ranked(golds, rankings, which, lambda ranking: ranking.features)
    ranked = Weights(
        dict(zip(OWN, first, strict=True)),
        dict(zip(OWN + SHARED, second, strict=True)),
        {},
        {},
        1.0,
    )
    whole = list(_best(golds, ranker, ranked, which, lambda iri, concept: iri == concept))
    whole = [found for found in whole if found.ranking.candidates[found.best].way < Way.HEAD]
    calibrated = replace(ranked, calibration=_calibrated(whole))
    heads = list(_best(golds, Ranker(lexicon, compounds=False), ranked, which, is_kind_of))
    heads = [found for found in heads if found.ranking.candidates[found.best].way == Way.HEAD]
    return replace(calibrated, broad=_calibrated(heads), exact=_threshold(golds, whole, calibrated))


def _settle(ranker: Ranker, rankings: Sequence[list[Ranking]]) -> None:
    for schema in rankings:
        ranker.support(schema)


def _ranked(
    golds: Sequence[Gold],
    rankings: Sequence[list[Ranking]],
    which: int,
    features: Callable[[Ranking], Rows],
) -> list[float]:
    """Fit the weights of some features, set all beliefs by them, and return them."""
    choices = list(_choices(golds, rankings, which, features))
    weights = conditional_logit(choices)
    for schema in rankings:
        believe(schema, weights, features)
    return weights


def _choices(
    golds: Sequence[Gold],
    rankings: Sequence[list[Ranking]],
    which: int,
    features: Callable[[Ranking], Rows],
) -> Iterator[Choice]:
    for gold, schema in zip(golds, rankings, strict=True):
        places = gold.half(which)
        for place in places:
            iris = [c.iri for c in schema[place].candidates]
            if len(iris) > 1 and gold.concepts[place] in iris:
                right = iris.index(gold.concepts[place])
                yield features(schema[place]), right, _weight(len(places))


def _weight(labels: int) -> float:
    """Return the weight of a label of a list: 1 in one of 500 labels, up to 4 in a short one."""
    return min(4.0, max(1.0, 500 / labels))


def conditional_logit(choices: Sequence[Choice]) -> list[float]:
    """Return the weights under which the right candidates are the likeliest."""
    scale = _scale([row for rows, _, _ in choices for row in rows])
    scaled = [([list(map(mul, row, scale)) for row in rows], y, w) for rows, y, w in choices]

    def moments(weights: list[float]) -> Iterator[tuple[list[float], Rows, float]]:
        for rows, right, times in scaled:
            chances = shares([sum(map(mul, weights, row)) for row in rows])
            mean = [sum(map(mul, chances, column)) for column in zip(*rows, strict=True)]
            slope = [r - m for r, m in zip(rows[right], mean, strict=True)]
            spread = [
                [p**0.5 * (x - m) for x, m in zip(row, mean, strict=True)]
                for p, row in zip(chances, rows, strict=True)
            ]
            yield slope, spread, times

    return list(map(mul, _newton(len(scale), moments), scale))


def logistic_regression(rows: Rows, rights: Sequence[bool], times: Sequence[float]) -> list[float]:
    """Return the weights under which what is right is likely and what is wrong is not."""
    scale = _scale(rows)
    scaled = [list(map(mul, row, scale)) for row in rows]

    def moments(weights: list[float]) -> Iterator[tuple[list[float], Rows, float]]:
        for row, right, weight in zip(scaled, rights, times, strict=True):
            chance = logistic(sum(map(mul, weights, row)))
            spread = (chance * (1 - chance)) ** 0.5
            yield [(right - chance) * x for x in row], [[spread * x for x in row]], weight

    return list(map(mul, _newton(len(scale), moments), scale))


def _scale(rows: Rows) -> list[float]:
    """Return what brings every column to unit spread; 0 for one that is 0 throughout."""
    columns = list(zip(*rows, strict=True))
    spreads = [(sum(x * x for x in column) / len(column)) ** 0.5 for column in columns]
    return [1 / spread if spread else 0.0 for spread in spreads]


def _newton(
    size: int, moments: Callable[[list[float]], Iterator[tuple[list[float], Rows, float]]]
) -> list[float]:
    weights = [0.0] * size
    for _ in range(STEPS):
        slope = [-RIDGE * weight for weight in weights]
        bend = [[RIDGE if i == j else 0.0 for j in range(size)] for i in range(size)]
        for one, spread, times in moments(weights):
            slope = [s + times * o for s, o in zip(slope, one, strict=True)]
            for row in spread:
                for i, x in enumerate(row):
                    if x:
                        line, part = bend[i], x * times
                        for j in range(i + 1):
                            line[j] += part * row[j]
        for i in range(size):
            for j in range(i):
                bend[j][i] = bend[i][j]
        step = _solved(bend, slope)
        weights = [weight + s for weight, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def _solved(matrix: Rows, right: list[float]) -> list[float]:
    """Return x of a positive definite system, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, row in enumerate(rows):
        for below in rows[i + 1 :]:
            factor = below[i] / row[i]
            for j in range(i, len(row)):
                below[j] -= factor * row[j]
    found = [0.0] * len(rows)
    for i in reversed(range(len(rows))):
        known = sum(map(mul, rows[i][i + 1 : -1], found[i + 1 :]))
        found[i] = (rows[i][-1] - known) / rows[i][i]
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A class of a list with its best candidate, and whether that is right."""

    gold: str
    ranking: Ranking
    best: int
    right: bool
    weight: float


def _best(
    golds: Sequence[Gold],
    ranker: Ranker,
    weights: Weights,
    which: int,
    is_right: Callable[[str, str], bool],
) -> Iterator[Found]:
    for gold in golds:
        places = gold.half(which)
        ranked = ranker.rank(gold.schema.labels, weights, seen=True)
        for n in places:
            if ranked[n].candidates:
                best = ranked[n].order()[0]
                right = is_right(ranked[n].candidates[best].iri, gold.concepts[n])
                yield Found(gold.name, ranked[n], best, right, _weight(len(places)))


def _calibrated(found: Sequence[Found]) -> dict[str, float]:
    rows = [signs(one.ranking, one.best) for one in found]
    weights = logistic_regression(rows, [f.right for f in found], [f.weight for f in found])
    return dict(zip(CALIBRATION, weights, strict=True))


def _threshold(golds: Sequence[Gold], found: Sequence[Found], weights: Weights) -> float:
    """Return the least confidence from which on what is asserted is right often enough."""
    asserted = [
        (one.gold, confidence(one.ranking, one.best, weights), one.right)
        for one in found
        if one.ranking.candidates[one.best].way <= Way.VARIED
    ]
    for least in (LEAST + n / 500 for n in range(100)):
        sure = [(name, right) for name, chance, right in asserted if chance >= least]
        lists = [[right for name, right in sure if name == gold.name] for gold in golds]
        shown = [x for x in (*lists, [right for _, right in sure]) if len(x) >= ENOUGH]
        if all(_precision(rights) >= PRECISION for rights in shown):
            return least
    return 1.0


def _precision(rights: Sequence[bool]) -> float:
    return sum(rights) / len(rights)
