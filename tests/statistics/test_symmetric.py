"""The symmetric interval about a median agrees with worked examples in the literature."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from doesithold.statistics.survival import kaplan_meier
from doesithold.statistics.symmetric import symmetric_median

# Collett 2015, section 2.4: weeks until an intrauterine device was given up; 0 marks censoring.
IUD = {
    "times": [10, 13, 18, 19, 23, 30, 36, 38, 54, 56, 59, 75, 93, 97, 104, 107, 107, 107],
    "events": [1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0],
}
# Freireich et al. 1963: weeks of remission under 6-mercaptopurine and under placebo.
MERCAPTOPURINE = {
    "times": [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
    "events": [1] * 9 + [0] * 12,
}
PLACEBO = {
    "times": [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
    "events": [1] * 21,
}


def test_collett_intrauterine_devices() -> None:
    ours = symmetric_median(kaplan_meier(**IUD))
    assert ours.median == 93
    assert (ours.before, ours.after) == (75, 97)
    assert ours.survival_error == pytest.approx(0.1452, abs=5e-5)
    assert ours.standard_error == pytest.approx(17.13, abs=5e-3)
    assert (round(ours.lower[0]), round(ours.upper[0])) == (59, 127)


def test_freireich_both_arms() -> None:
    treated, control = (symmetric_median(kaplan_meier(**arm)) for arm in (MERCAPTOPURINE, PLACEBO))
    assert (treated.median, control.median) == (23, 8)
    assert treated.standard_error == pytest.approx(5.255, abs=5e-4)
    # Without censoring all is arithmetic on 21sts: 12 are left after week 5, 8 after week 8.
    density = Fraction(12 - 8, 21) / (8 - 5)
    assert control.standard_error == pytest.approx(sqrt(8 * 13 / 21**3) / float(density), rel=1e-12)


def test_heights_of_exactly_055_and_045_belong_to_the_window() -> None:
    ours = symmetric_median(kaplan_meier(np.arange(1.0, 21), np.ones(20)))
    assert (ours.before, ours.median, ours.after) == (9, 10, 11)


def test_ties_across_the_median_make_it_the_end_of_the_window() -> None:
    ours = symmetric_median(kaplan_meier([1, 2, 3, 7, 7, 7, 9, 10], np.ones(8)))
    assert (ours.before, ours.median, ours.after) == (3, 7, 7)


def test_what_is_not_reached_is_infinite_and_leaves_no_standard_error() -> None:
    ours = symmetric_median(kaplan_meier([[1, 2, 3, 4], [1, 1, 1, 2]], [[1, 0, 0, 0], [1, 1, 1, 1]]))
    assert ours.median.tolist() == [np.inf, 1]
    assert np.isnan(ours.standard_error).all()
    assert ours.after[0] == np.inf
    assert ours.before[1] == -np.inf
