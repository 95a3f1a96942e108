"""Which of a model's values stands for it."""

from __future__ import annotations

from collections import Counter

from kgstore.web.compare.asked import BEST, SHARED
from kgstore.web.compare.choose import choose, grouped
from kgstore.web.compare.joined import rows_of
from kgstore.web.compare.read import Key, Measured, Metric

KEY = Key("urn:top1", "urn:val")
SMALL, LARGE = frozenset({("size", "224")}), frozenset({("size", "288")})
SETTINGS = {"urn:small": SMALL, "urn:large": LARGE}


def measured(model: str, setup: str, value: float, iri: str = "") -> Measured:
    return Measured(model, model, setup, iri or f"{model}-{setup}-{value}", KEY, value)


def chosen(*values: Measured, how: str = SHARED, higher: bool | None = True) -> dict[str, float]:
    found = choose(grouped(values, SETTINGS), higher, how, Counter())
    return {model: choice.value for model, choice in found.items()}


TWICE = measured("a", "urn:small", 0.7), measured("a", "urn:large", 0.8)


def test_the_settings_of_most_models_win() -> None:
    both = *TWICE, measured("b", "urn:small", 0.75)
    assert chosen(*both) == {"a": 0.7, "b": 0.75}
    assert chosen(*both, how=BEST) == {"a": 0.8, "b": 0.75}


def test_the_best_is_the_least_where_less_is_better() -> None:
    assert chosen(*TWICE, how=BEST, higher=False) == {"a": 0.7}


def test_where_settings_tie_the_better_ones_win_for_all() -> None:
    others = measured("b", "urn:small", 0.6), measured("b", "urn:large", 0.65)
    assert chosen(*TWICE, *others) == {"a": 0.8, "b": 0.65}


def test_preferred_settings_win_where_all_else_ties() -> None:
    found = choose(grouped(TWICE, SETTINGS), True, SHARED, Counter({("size", "224"): 3}))
    assert found["a"].value == 0.7
    assert found["a"].others == 1


def test_contradicting_claims_are_all_kept_and_equal_ones_once() -> None:
    claims = (measured("a", "urn:small", v, f"urn:{n}") for n, v in enumerate((0.7, 0.6, 0.7)))
    found = choose(grouped(claims, SETTINGS), True, SHARED, Counter())["a"]
    assert [one.value for one in found.claims] == [0.6, 0.7]
    assert found.value == 0.6


def test_nothing_is_best_without_direction_or_without_a_rival() -> None:
    two = measured("a", "urn:small", 0.7), measured("b", "urn:small", 0.8)

    def best(*values: Measured, higher: bool | None) -> frozenset[str]:
        return rows_of({KEY: values}, SETTINGS, {KEY.metric: Metric(higher)}, SHARED, Counter())[
            KEY
        ].best

    assert best(*two, higher=True) == {"b"}
    assert best(*two, higher=False) == {"a"}
    assert best(*two, higher=None) == frozenset()
    assert best(two[0], higher=True) == frozenset()
    assert best(two[0], measured("b", "urn:small", 0.7), higher=True) == {"a", "b"}
