"""Reading numbers: every form that sources write, and nothing that is no number."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.namespaces import PREFIXES
from kgstore.records.quantity import Quantity, Unreadable, read_quantity

FRACTION = PREFIXES["unit"] + "FRACTION"
SHARE: dict[str, Any] = {"minimum": 0.0, "maximum": 1.0, "canonical_unit": FRACTION}
ERROR_RATE: dict[str, Any] = {"minimum": 0.0, "canonical_unit": FRACTION}


def read(raw: object, **metric: Any) -> Quantity:
    found = read_quantity(raw, **metric)
    assert isinstance(found, Quantity), found
    return found


def reason(raw: object, **metric: Any) -> str:
    found = read_quantity(raw, **metric)
    assert isinstance(found, Unreadable), found
    return found.reason


@pytest.mark.parametrize(
    ("raw", "value", "assumed"),
    [
        (0.93, 0.93, False),
        (93, 0.93, True),
        (1, 1.0, False),
        (100, 1.0, True),
        ("0.93", 0.93, False),
        ("93%", 0.93, False),
        ("93.1 %", 0.931, False),
        ("93.1\u00a0％", 0.931, False),
        ("62.27%", 0.6227, False),
        ("0.5%", 0.005, False),
        ("93.1 percent", 0.931, False),
        (".5", 0.5, False),
        ("5e-1", 0.5, False),
        ("+0.5", 0.5, False),
        (Decimal("62.27"), 0.6227, True),
        (-0.0, 0.0, False),
    ],
)
def test_a_share_is_kept_as_a_fraction(raw: object, value: float, assumed: bool) -> None:
    found = read(raw, **SHARE)
    assert (found.value, found.assumed, found.unit) == (value, assumed, FRACTION)
    assert math.copysign(1, found.value) == 1


@pytest.mark.parametrize(
    ("raw", "value", "uncertainty"),
    [
        ("20.0 ± 1.2", 0.2, 0.012),
        ("20.0 +/- 1.2 %", 0.2, 0.012),
        ("20.0% ± 1.2%", 0.2, 0.012),
        ("0.2±0.012", 0.2, 0.012),
    ],
)
def test_an_uncertainty_is_converted_with_its_value(
    raw: str, value: float, uncertainty: float
) -> None:
    found = read(raw, **SHARE)
    assert (found.value, found.uncertainty, found.raw) == (value, uncertainty, raw)


@pytest.mark.parametrize(
    ("raw", "value", "assumed"),
    [
        (0.36, 0.36, False),
        (1.001, 1.001, True),
        (1.2, 0.012, True),
        (36.62, 0.3662, True),
        (538.748, 5.38748, True),
        ("102%", 1.02, False),
    ],
)
def test_an_error_rate_may_exceed_one(raw: object, value: float, assumed: bool) -> None:
    found = read(raw, **ERROR_RATE)
    assert (found.value, found.assumed) == (value, assumed)


def test_a_correlation_is_a_share_with_a_sign() -> None:
    correlation = SHARE | {"minimum": -1.0}
    assert read("-83.1", **correlation) == read(-83.1, **correlation)
    assert read(-83.1, **correlation).value == -0.831
    assert read(-0.5, **correlation).assumed is False


def test_the_coefficient_of_determination_has_no_lower_bound() -> None:
    assert read(-5.0, maximum=1.0, canonical_unit=FRACTION).value == -5.0


@pytest.mark.parametrize(
    ("raw", "unit", "canonical", "value"),
    [
        (25, "ms", "s", 0.025),
        ("25 ms", "", "s", 0.025),
        ("25ms", "milliseconds", "s", 0.025),
        (90, "MB", "byte", 90e6),
        ("7.8 GiB", "", "byte", 7.8 * 2**30),
        ("1,234.5", "s", "s", 1234.5),
        ("31.2 dB", "", "dB", 31.2),
        (2.5, "hours", "s", 9000.0),
        (14, "g", "kg", 0.014),
    ],
)
def test_a_stated_unit_is_converted(raw: object, unit: str, canonical: str, value: float) -> None:
    found = read(raw, stated_unit=unit, canonical_unit=canonical)
    assert (found.value, found.assumed) == (value, False)


def test_a_time_without_a_unit_is_assumed_to_be_in_the_canonical_one() -> None:
    assert read(0.1, canonical_unit="s").assumed
    assert not read(31.2, canonical_unit="dB").assumed, "a level is in decibels by definition"


def test_without_a_metric_a_number_stays_as_it_is() -> None:
    assert read("1,234.5") == Quantity(1234.5, None, False, "1,234.5")
    assert read("25 ms").unit == PREFIXES["unit"] + "SEC"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, "there is no value"),
        (True, "True is a truth value, not a number"),
        (float("nan"), "nan is not finite"),
        (float("inf"), "inf is not finite"),
        ([0.93], "a list is no number"),
        ({"rouge1": 0.4}, "a dict is no number"),
        ("", "the text is empty"),
        ("NA", "'NA' is no number"),
        ("NA%", "'NA%' is no number"),
        ("xx.xx", "'xx.xx' is no number"),
        ("nan", "'nan' is no number"),
        ("93,5", "'93,5' is no number"),
        ("0,931", "'0,931' is no number"),
        ("~93", "'~93' is no number"),
        ("93 94", "'93 94' is no number"),
        ("٩٣ oder so", "'٩٣ oder so' is no number"),
        ("93 furlongs", "the unit 'furlongs' is not known"),
        ("93% ± 1 ms", "'93% ± 1 ms' has two units"),
        ("93 ms", "cannot be converted"),
        (101, "outside the range"),
        (-0.1, "outside the range"),
        ("120%", "outside the range"),
        ("1,234", "outside the range"),
    ],
)
def test_what_is_no_value_of_a_share_is_refused(raw: object, said: str) -> None:
    assert said in reason(raw, **SHARE)


def test_numbers_beyond_a_double_are_refused() -> None:
    assert reason(10**5000) == reason(Decimal("1e999999")) == "it is beyond a double"
    assert "beyond a double" in reason("1e999")


def test_units_that_contradict_each_other_are_refused() -> None:
    assert "is said to be in" in reason("93%", stated_unit="fraction", **SHARE)
    assert "not known" in reason(1, canonical_unit="furlong")
    assert "not known" in reason(1, stated_unit="furlong")


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.text(), st.binary()
)
metrics = st.sampled_from([{}, SHARE, ERROR_RATE, {"canonical_unit": "s"}, {"maximum": 5.0}])


@given(anything, metrics)
def test_no_input_raises_and_every_value_is_finite(raw: object, metric: dict[str, Any]) -> None:
    found = read_quantity(raw, **metric)
    assert isinstance(found, Unreadable) or math.isfinite(found.value)


@given(st.decimals(0, 100, places=2))
def test_a_percentage_becomes_the_nearest_double_of_its_hundredth(percentage: Decimal) -> None:
    exact = float(percentage / 100)
    assert read(f"{percentage}%", **SHARE).value == exact
    if percentage > 1:
        assert read(str(percentage), **SHARE).value == exact


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_comes_back_unchanged(value: float) -> None:
    assert read(value).value == value
    assert read(repr(value)).value == value


@given(st.floats(0, 1))
def test_a_fraction_is_never_scaled(value: float) -> None:
    found = read(value, **SHARE)
    assert (found.value, found.assumed) == (value, False)
