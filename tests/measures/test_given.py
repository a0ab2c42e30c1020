"""Measures of the numbers in a sentence, held to scipy and to published examples."""

import pytest
from scipy import stats

from doesithold.errors import InputError
from doesithold.measures import MEASURES

FITS, RATIO, MIDDLE = (MEASURES[name] for name in ("p_fits", "ratio_fits", "middle_fits"))
TWO_SIDED = {
    "t": (lambda value, df: 2 * stats.t.sf(value, *df), ["38"]),
    "F": (lambda value, df: stats.f.sf(value, *df), ["2", "57"]),
    "chi2": (lambda value, df: stats.chi2.sf(value, *df), ["3"]),
    "z": (lambda value, df: 2 * stats.norm.sf(value), []),
}


@pytest.mark.parametrize("test", TWO_SIDED)
@pytest.mark.parametrize("value", ["0.50", "1.96", "3.10", "7.25"])
def test_a_p_value_fits_the_statistic_it_comes_from_and_no_distant_one(test, value):
    p_of, freedom = TWO_SIDED[test]
    p = p_of(float(value), [float(number) for number in freedom])
    assert FITS(None, f"= {p:.3f}", test, value, freedom=freedom).value
    assert (
        not FITS(None, f"= {min(p * 1.5 + 0.01, 0.999):.3f}", test, value, freedom=freedom).value or p > 0.6
    )
    assert FITS(None, f"< {p + 0.01:.3f}", test, value, freedom=freedom).value
    assert not FITS(None, f"> {p + 0.01:.3f}", test, value, freedom=freedom).value


def test_a_correlation_is_tested_by_its_t_statistic():
    x, y = [1, 2, 3, 4, 5, 6, 7, 8], [2.1, 1.2, 3.9, 3.1, 5.2, 4.0, 7.7, 6.1]
    found = stats.pearsonr(x, y)
    assert FITS(None, f"= {found.pvalue:.4f}", "r", f"{found.statistic:.5f}", freedom=["6"]).value


@pytest.mark.parametrize("sign", ["", "-"])
def test_the_sign_of_a_statistic_does_not_matter(sign):
    assert FITS(None, "= .042", "t", f"{sign}2.10", freedom=["38"]).value


@pytest.mark.parametrize("test", ["F", "t"])
def test_a_statistic_printed_as_zero_is_any_that_rounds_to_it(test):
    freedom = {"F": ["1", "90"], "t": ["90"]}[test]
    assert FITS(None, "= 0.99", test, "0", freedom=freedom).value
    assert not FITS(None, "= 0.30", test, "0", freedom=freedom).value


def test_a_one_sided_p_value_is_half_a_two_sided_one():
    assert not FITS(None, "= .021", "t", "2.10", freedom=["38"]).value
    assert FITS(None, "= .021", "t", "2.10", freedom=["38"], sides=1).value


def test_rounding_of_the_statistic_is_allowed_for():
    assert FITS(None, "= .05", "z", "2.0", freedom=[]).value


@pytest.mark.parametrize(
    ("estimate", "lower", "upper", "fits"),
    [
        ("0.72", "0.55", "0.94", True),
        ("2.98", "1.05", "8.51", True),
        ("1.9", "1.1", "2.0", False),
        ("0.00", "0.00", "2.10", True),
        ("0.3", "0.0", "2.1", True),
        ("0.6", "0.0", "2.1", False),
    ],
)
def test_a_ratio_lies_midway_between_its_bounds_on_the_logarithmic_scale(estimate, lower, upper, fits):
    assert RATIO(None, estimate, lower, upper).value is fits


def test_bounds_below_zero_are_none_of_a_ratio():
    with pytest.raises(InputError, match="above 0"):
        RATIO(None, "0.8", "-0.1", "2.1")


def test_numbers_that_fall_are_named():
    found = MEASURES["rising"](None, ["46", "45.9", "81"])
    assert (found.value, found.why) == (False, "45.9 is below 46")


@pytest.mark.parametrize(
    ("estimate", "lower", "upper", "fits"),
    [
        ("13.20", "6.46", "19.94", True),
        ("-0.1", "-0.5", "0.3", True),
        ("0.7", "0.1", "1.6", False),
        ("0.8", "0.7", "2.2", False),
    ],
)
def test_an_estimate_is_the_middle_of_its_interval_as_far_as_they_are_rounded(estimate, lower, upper, fits):
    assert MIDDLE(None, estimate, lower, upper).value is fits
