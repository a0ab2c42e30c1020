"""Chance is the share of equally precise values that the same search explains: it is run on each."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doesithold.explain import explain_interval, explain_jointly, explain_median
from doesithold.explain.methods import explain_bound, explain_by_method
from doesithold.explain.p_value import p_range, printed_arms
from doesithold.numbers import to_decimal
from tests.statistics.luck import luck_of_an_interval


@pytest.mark.parametrize(("k", "n"), [(7, 17), (9, 17), (3, 40), (59, 60)])
def test_of_an_interval(k: int, n: int) -> None:
    assert explain_interval("1.00", "99.00", k, n).chance == luck_of_an_interval(k, n)


@given(st.lists(st.integers(18, 30), min_size=1, max_size=9), st.integers(0, 1))
def test_of_a_median(values: list[int], places: int) -> None:
    scale = 10**places
    printable = [Fraction(units, scale) for units in range(min(values) * scale, max(values) * scale + 1)]
    hits = [value for value in printable if explain_median(to_decimal(value, places), values).explanations]
    found = explain_median(to_decimal(Fraction(25), places), values).chance
    assert found == Fraction(len(hits), len(printable))


VALUES = st.dictionaries(st.sampled_from("abcde"), st.fractions(0, 9, max_denominator=40), min_size=1)


@settings(max_examples=20)
@given(VALUES)
def test_of_a_value_by_several_methods(values: dict[str, Fraction]) -> None:
    printable = [Fraction(units, 10) for units in range(0, 101)]
    hits = [value for value in printable if explain_by_method(to_decimal(value, 1), values).explanations]
    found = explain_by_method("1.0", values).chance
    assert found == Fraction(len(hits), int(10 * (max(hits) - min(hits))) + 1)


@pytest.mark.parametrize("n", [3, 17, 29])
def test_of_a_group_of_one_percentage(n: int) -> None:
    """A bound: at least the share that is explained, at most that of each rounding added up."""
    tried = [explain_jointly({"one": [(str(value), None)]}, {"all": n}).groups for value in range(101)]
    share = Fraction(sum(map(bool, tried)), 101)
    (found,) = tried[100]
    assert share <= found.chance <= min(6 * share, 1)


def test_both_bounds_of_an_interval_are_rounded_by_one_rule() -> None:
    pairs = {"some": (Fraction(1, 8), Fraction(7, 8))}
    (alone,) = [
        way for way in explain_bound("0.13", "0.87", pairs, "lower").explanations if way.rounding == "half_up"
    ]
    assert alone.partner == "0.88"
    assert {way.partner for way in explain_bound("0.13", "0.88", pairs, "lower").explanations} == {None}


def test_means_that_may_be_equal_may_have_a_p_value_of_1() -> None:
    for means, equal in ((["5.0", "5.0"], True), (["5.0", "5.2"], False)):
        lowest, highest = p_range("student", printed_arms(means, ["1.0", "1.2"], [20, 25]))
        assert (highest == 1) is equal and lowest < highest
