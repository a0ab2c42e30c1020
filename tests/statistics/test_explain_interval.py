"""The search behind a printed interval finds the way it was computed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doesithold.errors import InputError
from doesithold.explain import IntervalExplanation, explain_interval
from doesithold.numbers import MODES, to_decimal
from doesithold.statistics.proportions import METHODS, binomial_interval

COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def _printed(bounds: tuple[float, float], mode: str) -> tuple[str, str]:
    cut = (round(Fraction(min(max(bound, 0), 1)), 12) for bound in bounds)
    lower, upper = (to_decimal(100 * bound, 2, mode) for bound in cut)
    return lower, upper


@given(COUNTS, st.sampled_from(METHODS), st.sampled_from(MODES), st.sampled_from([0.9, 0.95, 0.99]))
def test_what_was_printed_is_found(counts: tuple[int, int], method: str, mode: str, level: float) -> None:
    lower, upper = _printed(binomial_interval(*counts, method, level), mode)
    found = explain_interval(lower, upper, *counts, level).explanations
    rounded = method == "wald_rounded"
    assert any(
        way.method == ("wald" if rounded else method)
        and way.rounding == mode
        and way.critical in {"exact normal", "not used"}
        and (way.input == "exact") <= (not rounded or Fraction(*counts) * 1000 % 1 == 0)
        for way in found
    )


@given(COUNTS, st.sampled_from(["wilson", "agresti_coull", "clopper_pearson"]), st.permutations(MODES))
def test_both_bounds_of_an_interval_that_is_found_are_rounded_alike(
    counts: tuple[int, int], method: str, modes: list[str]
) -> None:
    bounds = binomial_interval(*counts, method)
    lower, upper = _printed(bounds, modes[0])[0], _printed(bounds, modes[1])[1]
    found = {
        way.rounding
        for way in explain_interval(lower, upper, *counts).explanations
        if (way.method, way.input) == (method, "exact") and way.critical in {"exact normal", "not used"}
    }
    assert found == {mode for mode in MODES if _printed(bounds, mode) == (lower, upper)}


@given(COUNTS, st.sampled_from([method for method in METHODS if method != "wald_rounded"]))
def test_failures_mirror_successes(counts: tuple[int, int], method: str) -> None:
    k, n = counts
    lower, upper = _printed(binomial_interval(k, n, method), "half_up")
    mirrored = [to_decimal(100 - Fraction(bound), 2) for bound in (upper, lower)]

    def exact_ways(found: tuple[IntervalExplanation, ...]) -> set[tuple[str, str]]:
        nearest = {"half_up", "half_down"}
        return {
            (way.method, way.critical) for way in found if way.input == "exact" and way.rounding in nearest
        }

    there = exact_ways(explain_interval(lower, upper, k, n).explanations)
    back = exact_ways(explain_interval(*mirrored, n - k, n).explanations)
    assert there == back


def test_a_bound_of_one_is_exactly_one() -> None:
    # Wilson's upper bound at k = n; the least error below 1 would be cut off to 99.99.
    assert explain_interval("20.65", "100.00", 1, 1).explanations[0].method == "wilson"
    assert "truncate" in {way.rounding for way in explain_interval("20.65", "100.00", 1, 1).explanations}


@pytest.mark.parametrize(("lower", "upper", "k"), [("17.80", "64.60", 7), ("29.17", "76.63", 9)])
def test_response_rates_of_the_paper_are_wald_intervals_of_rounded_proportions(
    lower: str, upper: str, k: int
) -> None:
    search = explain_interval(lower, upper, k, 17)
    assert {(way.method, way.input) for way in search.explanations} == {("wald", "rounded to 3 digits")}
    assert {way.critical for way in search.explanations} == {"1.96", "exact normal"}
    assert search.explanations[0].rounding == "half_up"
    assert search.chance < Fraction(1, 1_000)


@pytest.mark.parametrize(
    ("lower", "upper", "critical"), [("15.87", "66.48", "t with 16 df"), ("17.30", "65.05", "2")]
)
def test_critical_values_are_told_apart(lower: str, upper: str, critical: str) -> None:
    # R: 100 * (7/17 + c(-1, 1) * qt(0.975, 16) * sqrt(7/17 * 10/17 / 17)), and with 2 for qt().
    found = explain_interval(lower, upper, 7, 17).explanations
    assert (found[0].method, found[0].input) == ("wald", "exact")
    assert {(way.method, way.critical) for way in found} == {("wald", critical)}


def test_an_interval_nothing_prints_has_no_explanation() -> None:
    assert explain_interval("17.80", "64.70", 7, 17).explanations == ()


@pytest.mark.parametrize(
    ("lower", "upper", "k", "n"),
    [
        ("64.60", "17.80", 7, 17),
        ("17.80", "64.60", 18, 17),
        ("17.80", "64.60", 0, 0),
        ("17.80", "164.60", 7, 17),
        ("17,80", "64.60", 7, 17),
        ("17.80", "64.60", 7, 10**15),
    ],
)
def test_senseless_input_is_refused(lower: str, upper: str, k: int, n: int) -> None:
    with pytest.raises(InputError):
        explain_interval(lower, upper, k, n)
