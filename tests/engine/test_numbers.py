"""Printed numbers: exact, by a named mode."""

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doesithold.errors import InputError
from doesithold.numbers import MODES, decimal_places, read_number, to_decimal, to_fraction

STANDARD = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_down": decimal.ROUND_HALF_DOWN,
    "truncate": decimal.ROUND_DOWN,
    "ceiling": decimal.ROUND_CEILING,
    "floor": decimal.ROUND_FLOOR,
}


def test_five_sixteenths_is_31_3_percent_although_floats_print_31_2():
    assert to_decimal(Fraction(500, 16), 1) == "31.3"
    assert f"{500 / 16:.1f}" == "31.2"


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.integers(0, 8), st.sampled_from(MODES))
def test_every_mode_rounds_as_the_decimal_standard_does(units, scale, places, mode):
    value = decimal.Decimal(units).scaleb(-scale)
    expected = value.quantize(decimal.Decimal(1).scaleb(-places), rounding=STANDARD[mode])
    assert decimal.Decimal(to_decimal(Fraction(units, 10**scale), places, mode)) == expected


TIES = st.builds(
    "{}{}.{}".format, st.sampled_from(["", "-"]), st.integers(0, 99), st.sampled_from("50 0 49 51".split())
)
"""Numbers at and beside the middle of two whole ones, on both sides of zero."""


@pytest.mark.parametrize("mode", MODES)
@given(TIES, st.integers(0, 3))
def test_ties_and_their_neighbours_are_rounded_as_the_decimal_standard_does(mode, text, places):
    value = decimal.Decimal(text).scaleb(-places)
    expected = value.quantize(decimal.Decimal(1).scaleb(-places), rounding=STANDARD[mode])
    assert decimal.Decimal(to_decimal(Fraction(value), places, mode)) == expected


@given(st.integers(-(10**6), 10**6), st.integers(0, 5))
def test_a_printed_number_reads_back_as_itself(units, places):
    text = to_decimal(Fraction(units, 10**places), places)
    assert to_fraction(text) == Fraction(units, 10**places)
    assert decimal_places(text) == places


def test_number_words_and_leading_points_are_read():
    assert (to_fraction("Twelve"), to_fraction(".05")) == (12, Fraction(1, 20))


@pytest.mark.parametrize("text", ["thirteenth", "1/2", "1e3", "nan", "", "٣", "1.", "1_0"])
def test_anything_else_is_not_a_printed_number(text):
    with pytest.raises(ValueError, match="not a printed number"):
        to_fraction(text)


@pytest.mark.parametrize(
    ("text", "value", "places", "relation"),
    [
        ("twelve", 12, 0, ""),
        ("Sixty-six", 66, 0, ""),
        (".5", Fraction(1, 2), 1, ""),
        ("50%", 50, 0, ""),
        ("12.50 %", Fraction(25, 2), 2, ""),
        ("<0.1", Fraction(1, 10), 1, "<"),
        ("≥ 3", 3, 0, "≥"),
        ("6 × 10^-3", Fraction(6, 1000), 3, ""),
        ("1,234.5", Fraction(12345, 10), 1, ""),
        ("−2.0", -2, 1, ""),
        ("= .042", Fraction(42, 1000), 3, ""),
        ("6 × 10^3", 6000, -3, ""),
    ],
)
def test_numbers_are_read_as_papers_print_them(text, value, places, relation):
    number = read_number(text)
    assert (number.value, number.places, number.relation) == (value, places, relation)
    assert number.units * number.unit == value


@given(st.integers(-(10**6), 10**6), st.integers(0, 4), st.integers(-999, 999))
def test_a_number_prints_what_lies_within_half_a_digit_of_it(units, places, off):
    printed = read_number(to_decimal(Fraction(units, 10**places), places))
    value = printed.value + printed.unit * Fraction(off, 1000)
    low, high = printed.nearest
    assert (low < value < high) == (abs(off) < 500)
    assert set(printed.modes(value)) == {
        mode for mode in MODES if to_decimal(value, places, mode) == to_decimal(printed.value, places)
    }


@pytest.mark.parametrize("text", ["", "%", "12,34", "1.2.3", "twelvety", "<", "6_2", "６２", "NaN"])
def test_what_is_no_printed_number_is_refused(text):
    with pytest.raises(ValueError, match="is not a printed number"):
        read_number(text)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("one hundred", 100),
        ("A hundred and twelve", 112),
        ("two hundred thirty-four", 234),
        ("three thousand", 3000),
        ("twelve thousand four hundred and five", 12405),
        ("hundred", None),
        ("one two", None),
        ("two hundred hundred", None),
        ("five thousand thousand", None),
    ],
)
def test_number_words_of_any_size_are_read_and_nothing_like_them(word, value):
    if value is None:
        with pytest.raises(InputError, match="is not a printed number"):
            read_number(word)
    else:
        assert read_number(word).value == value
