"""Tests, effects and sample sizes of two arms agree with R, scipy, lifelines and published tables."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from lifelines import CoxPHFitter
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2

from doesithold.errors import InputError
from doesithold.statistics import effects, sample_size, tests, two_curves
from doesithold.statistics.tests import Summary

R = json.loads((Path(__file__).parents[1] / "oracles" / "two_arms.json").read_text())


@pytest.mark.parametrize("case", R["counts"], ids=lambda case: str(case["table"]))
def test_tests_of_counts_agree_with_r(case: dict) -> None:
    for name in ("chi_squared", "chi_squared_corrected", "fisher", "fisher_one_sided"):
        if case[name] is not None:
            assert tests.COUNT_TESTS[name](case["table"]) == pytest.approx(case[name], rel=1e-9), name


@pytest.mark.parametrize("case", R["counts"], ids=lambda case: str(case["table"]))
def test_the_likelihood_ratio_test_agrees_with_scipy(case: dict) -> None:
    expected = stats.chi2_contingency(case["table"], correction=False, lambda_="log-likelihood").pvalue
    assert tests.likelihood_ratio(case["table"]) == pytest.approx(expected, rel=1e-9)


def test_mid_p_is_the_exact_test_less_half_of_the_table_itself() -> None:
    table = [[8, 2], [1, 5]]
    itself = stats.hypergeom.pmf(8, 16, 9, 10)
    assert tests.fisher_mid_p(table) == pytest.approx(tests.fisher(table) - itself / 2, abs=1e-12)


@pytest.mark.parametrize("case", R["means"], ids=lambda case: str(case["n"]))
def test_tests_of_means_and_their_intervals_agree_with_r(case: dict) -> None:
    arms = [Summary(*arm) for arm in zip(case["n"], case["mean"], case["sd"], strict=True)]
    one, other, _ = arms
    assert tests.anova(arms) == pytest.approx(case["anova"], rel=1e-8)
    for name in ("student", "welch"):
        assert tests.MEAN_TESTS[name](one, other) == pytest.approx(case[name], rel=1e-9)
        found = effects.mean_difference(one, other, name)
        assert (found.lower, found.upper) == pytest.approx(case[f"{name}_interval"], rel=1e-9)


@pytest.mark.parametrize(("one", "other"), [(7, 6), (3, 3), (4, 9), (12, 5)])
def test_the_least_mann_whitney_p_is_that_of_arms_that_do_not_overlap(one: int, other: int) -> None:
    apart = np.arange(one), np.arange(100, 100 + other)
    exact = stats.mannwhitneyu(*apart, method="exact").pvalue
    approximate = stats.mannwhitneyu(*apart, method="asymptotic", use_continuity=False).pvalue
    assert tests.least_mann_whitney(one, other) == pytest.approx(min(exact, approximate), rel=1e-9)


@pytest.mark.parametrize("case", R["survival"], ids=lambda case: str(len(case["time"])))
def test_hazard_ratios_and_log_rank_agree_with_r(case: dict) -> None:
    data = case["time"], [event == 1 for event in case["event"]], [arm == 1 for arm in case["arm"]]
    for method, name in [("cox", "efron"), ("cox_breslow", "breslow")]:
        found = two_curves.hazard_ratio(*data, method=method)
        assert (found.estimate, found.lower, found.upper) == pytest.approx(case[name], rel=1e-6)
    assert two_curves.log_rank(*data) == pytest.approx(case["log_rank"], rel=1e-9)
    (other, first), (other_expected, first_expected) = case["observed"], case["expected"]
    pike = two_curves.hazard_ratio(*data, method="pike")
    assert pike.estimate == pytest.approx(first / first_expected / (other / other_expected), rel=1e-9)
    peto = two_curves.hazard_ratio(*data, method="peto")
    chi = stats.norm.isf(case["log_rank"] / 2) ** 2
    variance = (first - first_expected) ** 2 / chi
    assert math.log(peto.estimate) == pytest.approx((first - first_expected) / variance, rel=1e-6)


def test_the_cox_model_agrees_with_lifelines() -> None:
    import pandas as pd

    case = R["survival"][0]
    fit = CoxPHFitter().fit(
        pd.DataFrame({key: case[key] for key in ("arm", "time", "event")}), "time", "event"
    )
    arms = [arm == 1 for arm in case["arm"]]
    found = two_curves.hazard_ratio(case["time"], [event == 1 for event in case["event"]], arms)
    assert found.estimate == pytest.approx(float(fit.hazard_ratios_["arm"]), rel=1e-4)


@pytest.mark.parametrize("counts", [(27, 62, 41, 60), (5, 16, 1, 17), (120, 500, 150, 500)])
def test_ratios_agree_with_statsmodels_tables(counts: tuple[int, int, int, int]) -> None:
    two = effects.TwoByTwo(*counts)
    table = Table2x2(np.array(two.table))
    risk, odds = effects.risk_ratio(two), effects.odds_ratio(two)
    assert (risk.lower, risk.upper) == pytest.approx(table.riskratio_confint(), rel=1e-9)
    assert (odds.lower, odds.upper) == pytest.approx(table.oddsratio_confint(), rel=1e-9)
    assert (risk.estimate, odds.estimate) == pytest.approx((table.riskratio, table.oddsratio))


# Newcombe 1998, Table II, 56/70 against 48/80: methods 1 (Wald), 2 (corrected), 6 (score), 10 (hybrid).
NEWCOMBE = {
    "wald": (0.0575, 0.3425),
    "wald_corrected": (0.0441, 0.3559),
    "score": (0.0528, 0.3382),
    "newcombe": (0.0524, 0.3339),
}


@pytest.mark.parametrize("method", NEWCOMBE)
def test_differences_of_shares_agree_with_newcombe(method: str) -> None:
    found = effects.risk_difference(effects.TwoByTwo(56, 70, 48, 80), method)
    assert (found.lower, found.upper) == pytest.approx(NEWCOMBE[method], abs=6e-5)


def test_the_exact_odds_ratio_of_the_tea_tasting_lady() -> None:
    # The documented example of R's fisher.test, two-sided; R finds the upper limit to 1e-4 of its inverse.
    found = effects.odds_ratio(effects.TwoByTwo(3, 4, 1, 4), "exact")
    assert (found.estimate, found.lower, found.upper) == pytest.approx(
        (6.408309, 0.2117329, 621.9337505), rel=1e-2
    )


def test_sample_sizes_agree_with_r() -> None:
    for case in R["sizes"]["proportions"]:
        n = sample_size.two_proportions(*case["p"], case["alpha"], case["power"])
        assert n == pytest.approx(case["n"], rel=2e-4)
    for case in R["sizes"]["means"]:
        n = sample_size.two_means(case["difference"], case["sd"], case["alpha"], case["power"])
        assert n == pytest.approx(case["n"], rel=1e-5)


# Simon 1989, Tables 1 and 2: alpha 0.05, power 0.80.
SIMON = [
    ((0.05, 0.25), "optimal", (0, 9, 2, 17)),
    ((0.05, 0.25), "minimax", (0, 12, 2, 16)),
    ((0.10, 0.30), "optimal", (1, 10, 5, 29)),
    ((0.10, 0.30), "minimax", (1, 15, 5, 25)),
    ((0.20, 0.40), "optimal", (3, 13, 12, 43)),
    ((0.20, 0.40), "minimax", (4, 18, 10, 33)),
]


@pytest.mark.parametrize(("rates", "criterion", "expected"), SIMON)
def test_two_stage_designs_are_those_of_simon(rates: tuple, criterion: str, expected: tuple) -> None:
    found = sample_size.two_stage(*rates, criterion=criterion)
    assert (found.r1, found.n1, found.r, found.n) == expected


def test_one_stage_designs_are_those_of_ahern() -> None:
    # A'Hern 2001, Table 1: 0.05 against 0.25 and 0.10 against 0.30 at 0.05 and 0.80.
    found = [sample_size.one_stage(*rates) for rates in [(0.05, 0.25), (0.1, 0.3)]]
    assert [(design.responses, design.n) for design in found] == [(3, 16), (6, 25)]


@pytest.mark.parametrize(
    "senseless",
    [
        lambda: tests.chi_squared([[1, 2]]),
        lambda: tests.chi_squared([[0, 0], [1, 2]]),
        lambda: tests.fisher([[1, 2, 3], [1, 2, 3], [1, 2, 3]]),
        lambda: effects.TwoByTwo(5, 4, 1, 2),
        lambda: effects.risk_ratio(effects.TwoByTwo(1, 4, 0, 4)),
        lambda: effects.risk_ratio(effects.TwoByTwo(1, 4, 1, 4), "bootstrap"),
        lambda: sample_size.two_proportions(0.2, 0.2),
        lambda: sample_size.one_stage(0.3, 0.1),
        lambda: two_curves.log_rank([1, 2], [True, True], [True, True]),
    ],
)
def test_senseless_input_is_refused(senseless) -> None:
    with pytest.raises(InputError):
        senseless()
