"""Medians, ranges and intervals for a median survival time are traced back to how they were computed."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from doesithold.errors import InputError
from doesithold.explain import explain_median, explain_median_interval
from doesithold.explain.median import medians
from doesithold.numbers import MODES, to_decimal

AGES = [62, 63, 61, 58, 81, 52, 46, 71, 63, 64, 77, 47, 70, 56, 56, 53, 56, 54]
Z = Fraction("1.959963984540054")


@pytest.mark.parametrize(
    ("n", "type_1", "type_3", "type_4", "type_6"),
    [(2, 1, 1, 1, 2), (5, 3, 1, 2, 3), (7, 3, 3, 2.5, 3), (9, 4, 3, 3.5, 4), (12, 4, 4, 4, 4.5)],
)
def test_conventions_are_the_quantile_types_of_r(
    n: int, type_1: float, type_3: float, type_4: float, type_6: float
) -> None:
    # R: quantile(head(c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8), n), 0.5, type = …)
    found = medians([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8][:n])
    assert found["mid"] == type_6
    assert found.get("lower", found["mid"]) == type_1
    assert {type_3, type_4} <= {float(value) for value in found.values()}


@given(st.lists(st.integers(18, 99), min_size=1, max_size=40), st.sampled_from(MODES), st.integers(0, 1))
def test_a_printed_median_is_found(values: list[int], mode: str, places: int) -> None:
    for value in medians(values).values():
        search = explain_median(to_decimal(value, places, mode), values)
        assert (value, mode) in {(way.value, way.rounding) for way in search.explanations}
        assert 0 < search.chance <= 1


def test_median_age_of_the_paper_was_cut_off_or_rounded_half_down() -> None:
    found = explain_median("59", AGES).explanations
    assert {(way.convention, way.rounding) for way in found} == {
        ("mid", "half_down"),
        ("mid", "truncate"),
        ("mid", "floor"),
    }
    assert explain_median("60", AGES).explanations[0].rounding == "half_up"


@given(st.integers(100, 3000), st.floats(0.02, 0.5), st.sampled_from(["half_up", "truncate", "ceiling"]))
def test_symmetric_limits_give_their_standard_error_back(days: int, relative: float, mode: str) -> None:
    median = Fraction(days, 30)
    error = median * Fraction(relative)
    printed = [to_decimal(median + sign * Z * error, 2, mode) for sign in (-1, 1)]
    found = explain_median_interval(to_decimal(median, 1, mode), *printed).explanations
    ways = [way for way in found if (way.family, way.rounding) == ("symmetric", mode)]
    assert len(ways) == 1
    assert ways[0].standard_error_range[0] - 1e-6 <= error <= ways[0].standard_error_range[1] + 1e-6
    assert ways[0].median_range[0] - 1e-6 <= median <= ways[0].median_range[1] + 1e-6


@given(st.integers(100, 3000), st.floats(0.05, 0.9), st.sampled_from(["half_up", "truncate", "ceiling"]))
def test_log_limits_give_their_standard_error_back(days: int, relative: float, mode: str) -> None:
    median = Fraction(days, 30)
    printed = [
        to_decimal(median * Fraction(math.exp(sign * float(Z) * relative)), 2, mode) for sign in (-1, 1)
    ]
    assume(Fraction(printed[0]) > Fraction(1, 50))
    found = explain_median_interval(to_decimal(median, 1, mode), *printed).explanations
    ways = [way for way in found if (way.family, way.rounding) == ("log", mode)]
    assert len(ways) == 1
    low, high = ways[0].standard_error_range
    assert low - 1e-6 <= float(median) * relative <= high + 1e-6


@pytest.mark.parametrize(
    ("median", "lower", "upper", "error", "implied"),
    [("2.2", "1.29", "3.20", 0.487, (2.24, 2.25)), ("9.1", "2.10", "16.11", 3.574, (9.10, 9.11))],
)
def test_medians_of_the_paper_have_symmetric_limits(
    median: str, lower: str, upper: str, error: float, implied: tuple[float, float]
) -> None:
    search = explain_median_interval(median, lower, upper)
    assert {way.family for way in search.explanations} == {"symmetric"}
    assert search.explanations[0].rounding == "half_up"
    assert search.explanations[0].standard_error == pytest.approx(error, abs=5e-4)
    assert search.explanations[0].median_range == pytest.approx(implied)


def test_iud_example_of_collett_is_symmetric() -> None:
    # Collett 2015, time to discontinuation of an IUD: median 93 weeks, standard error 17.13, 59 to 127 weeks.
    (way,) = (
        way for way in explain_median_interval("93", "59", "127").explanations if way.rounding == "half_up"
    )
    assert way.family == "symmetric"
    assert way.standard_error_range[0] < 17.13 < way.standard_error_range[1]


@given(st.integers(0, 40), st.integers(1, 60))
def test_chance_counts_the_medians_that_would_be_explained(low: int, width: int) -> None:
    lower, upper = to_decimal(Fraction(low, 10), 1), to_decimal(Fraction(low + width, 10), 1)
    between = [to_decimal(Fraction(units, 10), 1) for units in range(low, low + width + 1)]
    explained = [each for each in between if explain_median_interval(each, lower, upper).explanations]
    assert explain_median_interval(between[0], lower, upper).chance == Fraction(len(explained), len(between))


def test_a_median_outside_its_limits_has_no_explanation() -> None:
    assert explain_median_interval("4.2", "1.29", "3.20").explanations == ()


@pytest.mark.parametrize(
    "numbers", [("2.2", "3.20", "1.29"), ("2.2", "2.2", "2.2"), ("-2.2", "1", "3"), ("2.2", "nan", "3")]
)
def test_senseless_limits_are_refused(numbers: tuple[str, str, str]) -> None:
    with pytest.raises(InputError):
        explain_median_interval(*numbers)


def test_no_values_have_no_median() -> None:
    with pytest.raises(InputError):
        explain_median("59", [])
