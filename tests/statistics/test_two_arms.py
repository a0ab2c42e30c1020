"""Tests, effects and sample sizes of two arms agree with R, scipy, lifelines and published tables."""

import contextlib
import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import CoxPHFitter
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from doesithold.errors import InputError
from doesithold.explain.p_value import ArmWindow, p_range
from doesithold.statistics import effects, sample_size, tests, two_curves
from doesithold.statistics.score import score_limits
from doesithold.statistics.tests import ArmSummary

ORACLES = Path(__file__).parents[1] / "oracles"
R = json.loads((ORACLES / "two_arms.json").read_text())
NEWCOMBE = json.loads((ORACLES / "newcombe.json").read_text())


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


def exactly(arms: list[ArmSummary]) -> list[ArmWindow]:
    """Windows that hold nothing but the numbers themselves."""
    return [ArmWindow(arm.n, (arm.mean, arm.mean), (arm.sd, arm.sd)) for arm in arms]


@pytest.mark.parametrize("case", R["means"], ids=lambda case: str(case["n"]))
def test_tests_of_means_and_their_intervals_agree_with_r(case: dict) -> None:
    arms = [ArmSummary(*arm) for arm in zip(case["n"], case["mean"], case["sd"], strict=True)]
    one, other, _ = arms
    assert p_range("anova", exactly(arms)) == pytest.approx((case["anova"],) * 2, rel=1e-8)
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
    error = math.sqrt(1 / first_expected + 1 / other_expected)
    assert math.log(pike.upper / pike.lower) == pytest.approx(2 * 1.959963984540054 * error, rel=1e-9)
    peto = two_curves.hazard_ratio(*data, method="peto")
    chi = stats.norm.isf(case["log_rank"] / 2) ** 2
    variance = (first - first_expected) ** 2 / chi
    assert math.log(peto.estimate) == pytest.approx((first - first_expected) / variance, rel=1e-6)
    assert math.log(peto.upper / peto.lower) == pytest.approx(2 * 1.959963984540054 / variance**0.5, rel=1e-6)


def test_in_the_smallest_arms_log_rank_and_hazard_ratio_are_r_s_or_refused() -> None:
    answers = Counter()
    for case in R["small"]:
        data = case["time"], [event == 1 for event in case["event"]], [arm == 1 for arm in case["arm"]]
        if case["log_rank"] is None:
            with pytest.raises(InputError, match="at no event"):
                two_curves.log_rank(*data)
        else:
            assert two_curves.log_rank(*data) == pytest.approx(case["log_rank"], rel=1e-9)
        estimate, lower, _ = case["efron"]
        has_maximum = estimate is not None and 1e-6 < estimate < 1e6 and lower > 1e-9
        answers[case["log_rank"] is not None, has_maximum] += 1
        if has_maximum and case["log_rank"] is not None:
            found = two_curves.hazard_ratio(*data)
            assert [found.estimate, found.lower, found.upper] == pytest.approx(case["efron"], rel=1e-4)
        elif case["log_rank"] is not None:
            with pytest.raises(InputError, match=r"no event|has all its events first"):
                two_curves.hazard_ratio(*data)
    assert min(answers[True, True], answers[True, False]) >= 10


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


@pytest.mark.parametrize("case", NEWCOMBE["difference"], ids=lambda case: str(case["counts"]))
def test_differences_of_shares_agree_with_r(case: dict) -> None:
    for method in ("wald", "wald_corrected", "newcombe", "mee", "miettinen_nurminen"):
        found = effects.risk_difference(effects.TwoByTwo(*case["counts"]), method)
        events, n, other_events, other_n = case["counts"]
        assert found.estimate == pytest.approx(events / n - other_events / other_n)
        cut = max(found.lower, -1), min(found.upper, 1)
        assert cut == pytest.approx(case[method], abs=1e-6), method


def test_the_exact_odds_ratio_of_the_tea_tasting_lady() -> None:
    # The documented example of R's fisher.test, two-sided; R finds the upper limit to 1e-4 of its inverse.
    found = effects.odds_ratio(effects.TwoByTwo(3, 4, 1, 4), "exact")
    assert (found.estimate, found.lower, found.upper) == pytest.approx(
        (6.408309, 0.2117329, 621.9337505), rel=1e-2
    )


@pytest.mark.parametrize(
    "counts", [(3, 4, 1, 4), (0, 5, 3, 7), (5, 5, 3, 7), (12, 40, 9, 31), (1, 90, 7, 88)]
)
def test_exact_odds_ratios_agree_with_scipy(counts: tuple[int, int, int, int]) -> None:
    table = effects.TwoByTwo(*counts)
    found = effects.odds_ratio(table, "exact")
    expected = stats.contingency.odds_ratio(table.table, kind="conditional")
    interval = expected.confidence_interval(0.95)
    assert (found.estimate, found.lower, found.upper) == pytest.approx(
        (expected.statistic, interval.low, interval.high), rel=1e-9
    )


def test_sample_sizes_agree_with_r() -> None:
    for case in R["sizes"]["proportions"]:
        n = sample_size.two_proportions(*case["p"], case["alpha"], case["power"])
        assert n == pytest.approx(case["n"], rel=2e-4)
    for case in R["sizes"]["means"]:
        n = sample_size.two_means(case["difference"], case["sd"], case["alpha"], case["power"])
        assert n == pytest.approx(case["n"], rel=1e-5)


@pytest.mark.parametrize("case", NEWCOMBE["simon"], ids=lambda case: str(case["rates"]))
@pytest.mark.parametrize("criterion", ["optimal", "minimax"])
def test_two_stage_designs_are_those_that_r_finds_by_trying_all(case: dict, criterion: str) -> None:
    found = sample_size.two_stage(*case["rates"], criterion=criterion)
    assert [found.r1, found.n1, found.r, found.n] == case[criterion][:4]
    assert found.expected == pytest.approx(case[criterion][4], rel=1e-9)


@pytest.mark.parametrize("case", NEWCOMBE["ahern"], ids=lambda case: str(case["rates"]))
def test_one_stage_designs_are_those_that_r_finds_by_trying_all(case: dict) -> None:
    found = sample_size.one_stage(*case["rates"])
    assert (found.responses, found.n) == (case["responses"], case["n"])


@pytest.mark.parametrize(("hazard_ratio", "events"), [(0.5, 65.3), (0.7, 246.8), (1.5, 191.0)])
def test_events_follow_schoenfelds_and_freedmans_formulas(hazard_ratio: float, events: float) -> None:
    # R: 4 * (qnorm(0.975) + qnorm(0.8))^2 / log(HR)^2
    assert sample_size.events(hazard_ratio) == pytest.approx(events, abs=0.06)
    z = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    freedman = (z * (hazard_ratio + 1) / (hazard_ratio - 1)) ** 2
    assert sample_size.events(hazard_ratio, method="freedman") == pytest.approx(freedman, rel=1e-9)


@pytest.mark.parametrize("name", tests.MEAN_TESTS)
def test_arms_without_any_spread_are_equal_or_not(name: str) -> None:
    run, one = tests.MEAN_TESTS[name], ArmSummary(5, 1.0, 0.0)
    assert run(one, one) == pytest.approx(0.5 if "one_sided" in name else 1)
    assert run(one, ArmSummary(5, 2.0, 0.0)) == 0
    assert p_range("anova", exactly([one, one, one])) == (1, 1)
    assert p_range("anova", exactly([one, one, ArmSummary(5, 2.0, 0.0)])) == (0, 0)


TINY = st.integers(1, 6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SUMMARIES = st.builds(
    ArmSummary, st.integers(2, 5), st.floats(-9, 9).map(lambda mean: round(mean, 1)), st.floats(0.1, 5)
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TINY, TINY)
def test_in_the_smallest_arms_exact_ratios_and_tests_are_those_of_scipy(one, other) -> None:
    counts = effects.TwoByTwo(*one, *other)
    total, everybody = one[0] + other[0], one[1] + other[1]
    if not 0 < total < everybody:
        with pytest.raises(InputError, match=re.escape(str(counts))):
            effects.odds_ratio(counts, "exact")
        return
    found = effects.odds_ratio(counts, "exact")
    expected = stats.contingency.odds_ratio(counts.table, kind="conditional")
    interval = expected.confidence_interval(0.95)
    assert (found.estimate, found.lower, found.upper) == pytest.approx(
        (expected.statistic, interval.low, interval.high), rel=1e-6
    )
    assert tests.fisher(counts.table) == pytest.approx(stats.fisher_exact(counts.table).pvalue, rel=1e-9)


# Fagerland, Lydersen and Laake (2015), Recommended confidence intervals for two independent binomial
# proportions: what their R package contingencytables gives for trials by Perondi, Ritland and Lampasona.
HIGH_DOSE, GENOTYPE, ISLETS = (7, 34, 1, 34), (0, 16, 15, 72), (9, 13, 4, 14)
PUBLISHED = [
    (effects.risk_difference, "wald_corrected", HIGH_DOSE, -0.0002, 0.3532),
    (effects.risk_difference, "agresti_caffo", HIGH_DOSE, 0.0116, 0.3217),
    (effects.risk_difference, "newcombe", HIGH_DOSE, 0.0189, 0.3404),
    (effects.risk_difference, "mee", HIGH_DOSE, 0.0284, 0.3439),
    (effects.risk_difference, "miettinen_nurminen", GENOTYPE, -0.3164, -0.0056),
    (effects.risk_ratio, "log", HIGH_DOSE, 0.9096, 53.8695),
    (effects.risk_ratio, "log_adjusted", HIGH_DOSE, 0.9241, 27.0523),
    (effects.risk_ratio, "koopman", HIGH_DOSE, 1.2209, 42.5757),
    (effects.risk_ratio, "miettinen_nurminen", HIGH_DOSE, 1.2086, 43.0330),
    (effects.odds_ratio, "logit_adjusted", GENOTYPE, 0.0064, 1.9804),
    (effects.odds_ratio, "score", GENOTYPE, 0, 0.9532),
    (effects.odds_ratio, "miettinen_nurminen", ISLETS, 1.0934, 28.9419),
]


@pytest.mark.parametrize(
    ("scale", "counts", "corrected", "lower", "upper"),
    [
        ("ratio", (0, 1, 0, 2), False, 0, math.inf),
        ("ratio", (3, 4, 0, 2), False, 0.8257, math.inf),
        ("ratio", (3, 4, 0, 2), True, 0.7113, math.inf),
        ("odds", (1, 11, 0, 2), True, 0.0313, math.inf),
        ("odds", (10, 10, 0, 30), False, 81.6504, math.inf),
    ],
)
def test_score_limits_that_nothing_bounds_are_the_published_ones(
    scale, counts, corrected, lower, upper
) -> None:
    found = score_limits(effects.TwoByTwo(*counts), scale, corrected=corrected)
    assert found == pytest.approx((lower, upper), abs=5.1e-5)


@pytest.mark.parametrize(("effect", "method", "counts", "lower", "upper"), PUBLISHED)
def test_intervals_of_two_arms_are_the_published_ones(effect, method, counts, lower, upper) -> None:
    found = effect(effects.TwoByTwo(*counts), method)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=5.1e-5)


def score_test(one, other, share_of_first, factor) -> float:
    """P value of the score test for shares tied to each other, the likeliest of them found by trying."""
    (a, n), (c, m) = one, other
    share = np.linspace(0, 1, 400_001)
    moved = share_of_first(share)
    share, moved = share[(moved >= 0) & (moved <= 1)], moved[(moved >= 0) & (moved <= 1)]
    likelihood = moved**a * (1 - moved) ** (n - a) * share**c * (1 - share) ** (m - c)
    first, second = moved[np.argmax(likelihood)], share[np.argmax(likelihood)]
    squared = (a - n * first) ** 2 / (n * first * (1 - first)) if 0 < first < 1 else 0.0
    squared += (c - m * second) ** 2 / (m * second * (1 - second)) if 0 < second < 1 else 0.0
    return stats.chi2.sf(squared / factor, 1)


TIED = {
    effects.risk_difference: lambda effect: lambda share: share + effect,
    effects.risk_ratio: lambda effect: lambda share: share * effect,
    effects.odds_ratio: lambda effect: lambda share: share * effect / (1 + share * (effect - 1)),
}


@pytest.mark.parametrize(
    ("effect", "method"),
    [
        (effects.risk_difference, "mee"),
        (effects.risk_difference, "miettinen_nurminen"),
        (effects.risk_ratio, "koopman"),
        (effects.risk_ratio, "miettinen_nurminen"),
        (effects.odds_ratio, "score"),
        (effects.odds_ratio, "miettinen_nurminen"),
    ],
)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(one=TINY, other=TINY)
def test_in_the_smallest_arms_score_limits_are_the_effects_just_not_rejected(
    effect, method, one, other
) -> None:
    try:
        found = effect(effects.TwoByTwo(*one, *other), method)
    except InputError:
        assert other[0] == 0 or one[0] == one[1]
        return
    total = one[1] + other[1]
    factor = total / (total - 1) if method == "miettinen_nurminen" else 1
    for limit in (found.lower, found.upper):
        if limit in ((-1, 1) if effect is effects.risk_difference else (0, math.inf)):
            continue
        assert score_test(one, other, TIED[effect](limit), factor) == pytest.approx(0.05, abs=2e-3)


METHODS = {
    effects.risk_ratio: get_args(effects.RiskRatioMethod),
    effects.odds_ratio: get_args(effects.OddsRatioMethod),
    effects.risk_difference: get_args(effects.RiskDifferenceMethod),
}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(TINY, TINY)
def test_in_the_smallest_arms_every_estimate_lies_in_its_interval(one, other) -> None:
    for effect, methods in METHODS.items():
        for method in methods:
            with contextlib.suppress(InputError):
                found = effect(effects.TwoByTwo(*one, *other), method)
                assert found.lower - 1e-9 <= found.estimate <= found.upper + 1e-9, method


@pytest.mark.parametrize("effect", [effects.risk_ratio, effects.odds_ratio])
def test_half_a_patient_is_added_to_an_estimate_only_where_a_count_is_empty(effect) -> None:
    method = "log_adjusted" if effect is effects.risk_ratio else "logit_adjusted"
    assert effect(effects.TwoByTwo(3, 7, 2, 9), method).estimate == pytest.approx(
        effect(effects.TwoByTwo(3, 7, 2, 9)).estimate
    )
    empty = effect(effects.TwoByTwo(0, 4, 2, 5), method)
    expected = (0.5 / 4.5) / (2.5 / 5.5) if effect is effects.risk_ratio else 0.5 * 3.5 / (4.5 * 2.5)
    assert empty.estimate == pytest.approx(expected)
    assert empty.lower < empty.estimate < empty.upper
    assert effect(effects.TwoByTwo(0, 4, 2, 5)) == effects.Effect(0, 0, math.inf)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(TINY, TINY, st.sampled_from(get_args(effects.RiskDifferenceMethod)))
def test_arms_that_change_places_change_the_sign_of_a_difference(one, other, method) -> None:
    found = effects.risk_difference(effects.TwoByTwo(*one, *other), method)
    turned = effects.risk_difference(effects.TwoByTwo(*other, *one), method)
    assert (found.estimate, found.lower, found.upper) == pytest.approx(
        (-turned.estimate, -turned.upper, -turned.lower), abs=1e-9
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SUMMARIES, SUMMARIES)
def test_in_the_smallest_arms_differences_of_means_are_those_of_statsmodels(one, other) -> None:
    def people(arm):
        values = np.resize([-1.0, 1.0], arm.n)
        return arm.mean + arm.sd * (values - values.mean()) / values.std(ddof=1)

    compared = CompareMeans(DescrStatsW(people(one)), DescrStatsW(people(other)))
    for method, usevar in (("student", "pooled"), ("welch", "unequal")):
        found = effects.mean_difference(one, other, method)
        assert (found.lower, found.upper) == pytest.approx(compared.tconfint_diff(usevar=usevar), abs=1e-8)
        assert tests.MEAN_TESTS[method](one, other) == pytest.approx(
            compared.ttest_ind(usevar=usevar)[1], rel=1e-7
        )


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
        lambda: sample_size.two_proportions(0.2, 1.2),
        lambda: sample_size.two_proportions(0.2, 0.4, method="guess"),
        lambda: sample_size.two_means(0.0, 1.0),
        lambda: sample_size.events(1.0),
        lambda: sample_size.one_stage(0.5, 0.5001),
        lambda: sample_size.two_stage(0.5, 0.52),
        lambda: tests.fisher([[100] * 6, [100] * 6]),
        lambda: effects.odds_ratio(effects.TwoByTwo(1, 4, 0, 4)),
        lambda: effects.mean_difference(ArmSummary(1, 2.0, 0.0), ArmSummary(5, 1.0, 1.0)),
        lambda: two_curves.hazard_ratio([1, 2], [True, True], [True, False], "guess"),
        lambda: two_curves.log_rank([1, 2, 3], [True, True], [True, False]),
        lambda: sample_size.one_stage(0.3, 0.1),
        lambda: two_curves.log_rank([1, 2], [True, True], [True, True]),
    ],
)
def test_senseless_input_is_refused(senseless) -> None:
    with pytest.raises(InputError):
        senseless()
