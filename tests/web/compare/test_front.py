"""The unbeaten, and pairs of values: only what was measured in settings that go together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kgstore.web.compare.front import Axis, points

SMALL, LARGE = frozenset({("size", "224")}), frozenset({("size", "288")})
OLD, NEW = ("software", "1.0"), ("software", "2.0")


def test_an_accuracy_does_not_go_with_the_speed_at_another_size() -> None:
    quality = Axis({"a": {SMALL: 0.7, LARGE: 0.8}, "b": {LARGE: 0.9}}, higher=True)
    against = Axis({"a": {SMALL: 10.0}, "b": {SMALL: 12.0}}, higher=False)
    assert [(point.model, point.x, point.y) for point in points(quality, against)] == [
        ("a", 10.0, 0.7)
    ]


def test_speed_is_compared_in_the_conditions_that_most_share() -> None:
    quality = Axis({name: {SMALL: 0.5} for name in "abc"}, higher=True)
    against = Axis(
        {
            "a": {SMALL | {OLD}: 10.0, SMALL | {NEW}: 5.0},
            "b": {SMALL | {OLD}: 9.0},
            "c": {SMALL | {NEW}: 1.0},
            "d": {SMALL | {OLD}: 1.0},
        },
        higher=False,
    )
    found = {point.model: point.x for point in points(quality, against)}
    assert found == {"a": 10.0, "b": 9.0}


def test_a_fact_of_the_model_goes_with_any_setting_and_the_own_beaten_are_left_out() -> None:
    quality = Axis({"a": {SMALL: 0.7, LARGE: 0.8}}, higher=True)
    size = Axis({"a": {frozenset(): 5.0}}, higher=False)
    assert [(point.y, point.front) for point in points(quality, size)] == [(0.8, True)]


def test_where_less_is_better_on_both_axes() -> None:
    errors = Axis({"a": {frozenset(): 0.1}, "b": {frozenset(): 0.2}}, higher=False)
    times = Axis({"a": {frozenset(): 1.0}, "b": {frozenset(): 2.0}}, higher=False)
    assert {p.model: p.front for p in points(errors, times)} == {"a": True, "b": False}


_NUMBERS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1
)


@given(_NUMBERS, st.booleans(), st.booleans())
def test_exactly_the_unbeaten_are_on_the_front(
    numbers: dict[str, tuple[int, int]], more_x: bool, more_y: bool
) -> None:
    x = Axis({m: {frozenset(): float(v[0])} for m, v in numbers.items()}, more_x)
    y = Axis({m: {frozenset(): float(v[1])} for m, v in numbers.items()}, more_y)

    def goods(model: str) -> tuple[int, int]:
        a, b = numbers[model]
        return (a if more_x else -a), (b if more_y else -b)

    for point in points(y, x):
        own = goods(point.model)
        beaten = any(
            other[0] >= own[0] and other[1] >= own[1] and other != own
            for other in map(goods, numbers)
        )
        assert point.front == (not beaten)
