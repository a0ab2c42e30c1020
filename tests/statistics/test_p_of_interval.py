"""p values of estimates with their intervals, held to statsmodels and to all tests of random counts."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
import statsmodels.api as sm

from doesithold.errors import InputError
from doesithold.measures import MEASURES
from doesithold.numbers import read_number
from doesithold.statistics import effects
from doesithold.statistics.effects import TwoByTwo
from doesithold.statistics.p_of_interval import p_by_any_method, p_of_interval
from doesithold.statistics.tests import COUNT_TESTS

FITS = MEASURES["p_fits_interval"]
TESTS = ("fisher", "fisher_mid_p", "chi_squared", "chi_squared_corrected", "likelihood_ratio")
INTERVALS = (
    ("ratio", effects.risk_ratio, ("log", "log_adjusted", "koopman")),
    ("ratio", effects.odds_ratio, ("logit", "exact")),
    ("difference", effects.risk_difference, ("wald", "newcombe", "mee")),
)


def exactly(*values: float) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(value), Fraction(value)) for value in values]


def random_table(rng: random.Random) -> TwoByTwo:
    n, m = rng.randint(15, 200), rng.randint(15, 200)
    share = rng.uniform(0.1, 0.9)
    other = min(0.95, max(0.05, share + rng.gauss(0, 0.15)))
    return TwoByTwo(min(n - 3, max(3, round(n * share))), n, min(m - 3, max(3, round(m * other))), m)


def test_a_wald_interval_gives_the_p_value_of_its_own_test() -> None:
    rng = random.Random(1)
    for _ in range(50):
        two = random_table(rng)
        found = sm.stats.Table2x2([[*two.table[0]], [*two.table[1]]])
        for estimate, bounds, p in (
            (found.riskratio, found.riskratio_confint(), found.riskratio_pvalue()),
            (found.oddsratio, found.oddsratio_confint(), found.oddsratio_pvalue()),
        ):
            low, high = p_of_interval(*exactly(estimate, *bounds), "ratio")
            assert low == pytest.approx(p, abs=1e-6)
            assert high == pytest.approx(p, abs=1e-6)


def test_right_p_values_of_other_tests_than_the_interval_raise_no_alarm() -> None:
    rng = random.Random(3)
    tried = refused = 0
    for _ in range(120):
        two = random_table(rng)
        p_values = [COUNT_TESTS[test](two.table) for test in TESTS]
        for scale, compute, methods in INTERVALS:
            for method in methods:
                one = compute(two, method)
                if not math.isfinite(one.upper) or (scale == "ratio" and one.lower <= 0):
                    continue
                low, high = p_by_any_method(*exactly(one.estimate, one.lower, one.upper), scale)
                tried += len(p_values)
                refused += sum(not low <= p <= high for p in p_values)
    assert tried > 3000
    assert refused <= 0.01 * tried


@pytest.mark.parametrize(
    ("p", "printed", "fits"),
    [
        ("0.2", ("1.5", "1.1", "2.1"), False),
        ("> 0.05", ("1.53", "1.2", "1.9"), False),
        ("0.04", ("0.9", "0.7", "1.2"), False),
        ("0.003", ("0.62", "0.45", "0.85"), True),
        ("< .01", ("1.87", "1.54", "2.28"), True),
        ("0.08", ("2.0", "1.01", "3.96"), True),
        ("0.3", ("1.00", "1.00", "1.01"), True),
        ("0.9", ("1.2", "0.0", "9.4"), True),
        ("0.9", ("1.0", "1.0", "1.0"), True),
        ("< 0.001", ("0.0", "0.0", "0.3"), True),
    ],
)
def test_p_is_refused_only_where_neither_rounding_nor_another_test_gives_it(
    p: str, printed: tuple[str, str, str], *, fits: bool
) -> None:
    assert FITS(None, p, *printed).value is fits


def test_a_one_sided_p_is_half_of_what_the_interval_stands_for() -> None:
    printed = ("1.40", "1.00", "1.96")
    for p, sides in (("0.006", [1]), ("0.13", [2]), ("0.03", [1, 2])):
        assert [one for one in (1, 2) if FITS(None, p, *printed, sides=one).value] == sides


def test_every_value_that_prints_so_is_within_the_range() -> None:
    rng = random.Random(5)
    for printed in (("1.5", "1.1", "2.1"), ("0.8", "0.6", "1.1"), ("1.0", "0.7", "1.4")):
        ends = [read_number(text).nearest for text in printed]
        low, high = p_of_interval(*ends, "ratio")
        for _ in range(200):
            point = [rng.uniform(float(first), float(last)) for first, last in ends]
            inner = p_of_interval(*exactly(*point), "ratio")
            assert low - 1e-12 <= inner[0] <= inner[1] <= high + 1e-12


@pytest.mark.parametrize("printed", [("0.8", "-0.1", "1.2"), ("0.8", "1.2", "0.6")])
def test_impossible_bounds_are_refused(printed: tuple[str, str, str]) -> None:
    with pytest.raises(InputError):
        FITS(None, "0.3", *printed)
