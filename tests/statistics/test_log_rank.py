"""The log-rank test of many data sets at once agrees with lifelines and with R."""

import json
from pathlib import Path

import numpy as np
import pytest
from lifelines.statistics import logrank_test
from scipy import stats

from doesithold.statistics.survival import log_rank

ORACLES = Path(__file__).parents[1] / "oracles"


def test_it_agrees_with_lifelines_ties_censoring_and_missing_patients_included() -> None:
    random = np.random.default_rng(5)
    times = random.integers(1, 12, (60, 17)).astype(float)
    events = random.random((60, 17)) < 0.7
    times[random.random((60, 17)) < 0.05] = np.nan
    groups = np.arange(17) < 5
    ours = log_rank(times, events, groups)
    for row, statistic in enumerate(ours):
        here = ~np.isnan(times[row])
        one, other = here & groups, here & ~groups
        theirs = logrank_test(times[row, one], times[row, other], events[row, one], events[row, other])
        assert statistic == pytest.approx(theirs.test_statistic, rel=1e-9)


def test_freireichs_remissions() -> None:
    """R: survdiff(Surv(time, status) ~ group) gives chi squared 16.8."""
    treated = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    events = [1] * 9 + [0] * 12 + [1] * 21
    (statistic,) = log_rank([*treated, *placebo], events, [True] * 21 + [False] * 21)
    assert statistic == pytest.approx(16.793, abs=5e-4)


def test_it_agrees_with_r() -> None:
    for case in json.loads((ORACLES / "two_arms.json").read_text())["survival"]:
        (statistic,) = log_rank(case["time"], case["event"], case["arm"])
        assert stats.chi2.sf(statistic, 1) == pytest.approx(case["log_rank"], rel=1e-9)


def test_nothing_to_compare_is_no_difference() -> None:
    assert log_rank([1.0, 2.0], [False, False], [True, False]).tolist() == [0.0]
    assert log_rank([1.0, 2.0], [True, True], [True, True]).tolist() == [0.0]
