"""GRIM, GRIMMER and DEBIT agree with going through every possible data set."""

import itertools
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doesithold.errors import InputError
from doesithold.explain import debit, explain_mean, grim, grimmer
from doesithold.numbers import to_decimal

ANSWERS = st.lists(st.integers(-20, 120), min_size=2, max_size=40)


def _printed(values: tuple[int, ...] | list[int], places: int, items: int = 1) -> tuple[str, str]:
    """Print mean and sample standard deviation half up, by another road than the code under test."""
    n = len(values)
    mean = Fraction(sum(values), n * items)
    variance = sum((Fraction(value, items) - mean) ** 2 for value in values) / (n - 1)
    root = (Decimal(variance.numerator) / variance.denominator).sqrt()
    return to_decimal(mean, places), str(root.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


@given(ANSWERS, st.integers(0, 3), st.integers(1, 5))
def test_real_answers_pass(answers: list[int], places: int, items: int) -> None:
    mean, sd = _printed(answers, places, items)
    found = explain_mean(mean, len(answers), items).explanations
    assert (sum(answers), "half_up") in {(way.total, way.rounding) for way in found}
    assert grim(mean, len(answers), items)
    assert grimmer(mean, sd, len(answers), items)


@given(st.integers(-999, 999), st.integers(1, 30), st.integers(1, 4))
def test_totals_found_print_the_mean(hundredths: int, n: int, items: int) -> None:
    reported = to_decimal(Fraction(hundredths, 100), 2)
    found = explain_mean(reported, n, items).explanations
    for way in found:
        assert to_decimal(Fraction(way.total, n * items), 2, way.rounding) == reported
    assert bool(found) == grim(reported, n, items)


def test_grimmer_rejects_exactly_what_no_six_whole_numbers_print() -> None:
    # A standard deviation up to 1.20 keeps six numbers within 2.7 of their mean, here between -3 and 4.
    possible = {_printed(values, 2) for values in itertools.combinations_with_replacement(range(-3, 5), 6)}
    for mean, sd in itertools.product(range(100), range(121)):
        pair = f"{mean / 100:.2f}", f"{sd / 100:.2f}"
        assert grimmer(*pair, 6) == (pair in possible), pair


@pytest.mark.parametrize("n", [2, 7, 12, 29])
def test_debit_rejects_exactly_what_no_zeros_and_ones_print(n: int) -> None:
    possible = {_printed([1] * ones + [0] * (n - ones), 2) for ones in range(n + 1)}
    for mean, sd in itertools.product(range(101), range(75)):
        pair = to_decimal(Fraction(mean, 100), 2), to_decimal(Fraction(sd, 100), 2)
        assert debit(*pair, n) == (pair in possible), pair


@pytest.mark.parametrize(("mean", "n"), [("5.19", 28), ("3.45", 10)])
def test_published_impossible_means(mean: str, n: int) -> None:
    # Brown and Heathers 2017; Allard 2018.
    assert not grim(mean, n)


def test_chance_is_the_share_of_decimals_that_are_possible() -> None:
    possible = [f"5.{units:02d}" for units in range(100) if grim(f"5.{units:02d}", 28)]
    assert explain_mean("5.19", 28).chance == Fraction(len(possible), 100)
    assert explain_mean("5.19", 100).chance == 1


def test_chance_with_a_standard_deviation_is_smaller() -> None:
    assert 0 < explain_mean("5.21", 28, sd="1.34").chance < explain_mean("5.21", 28).chance


@pytest.mark.parametrize(
    ("mean", "n", "items", "sd"),
    [
        ("5,19", 28, 1, None),
        ("5.19", 0, 1, None),
        ("5.19", 28, 0, None),
        ("5.19", 10**9, 1, None),
        ("5.19", 1000, 1000, None),
        ("5.19", 1, 1, "1.00"),
        ("5.19", 28, 1, "-1.00"),
    ],
)
def test_senseless_input_is_refused(mean: str, n: int, items: int, sd: str | None) -> None:
    with pytest.raises(InputError):
        explain_mean(mean, n, items, sd)
