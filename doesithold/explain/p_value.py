"""P values: the tests of counts, or of means and standard deviations, that print a given one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from doesithold.errors import InputError
from doesithold.explain.search import Search, read_within
from doesithold.numbers import PrintedNumber, read_p
from doesithold.statistics.tests import COUNT_TESTS, MEAN_TESTS, ArmSummary, Counts, anova

SLACK = 1e-9
Window = tuple[float, float]
MOST_ARMS = 8
LEAST_PLACES = 3
"""Digits of the largest p value, 0.001, that may stand for the limit p < 0.001."""


def p_window(printed: PrintedNumber) -> Window:
    """Return the p values that print so when rounded to the nearest digit, or that lie beyond a limit."""
    if printed.relation:
        value = float(printed.value)
        return (-SLACK, value + SLACK) if printed.relation in "<≤" else (value - SLACK, 1 + SLACK)
    low, high = printed.nearest
    return float(low) - SLACK, float(high) + SLACK


def p_fits(printed: PrintedNumber, found: Window, *, cut: bool = False) -> bool:
    """Tell whether some p value of a range prints so; `cut` where the paper cuts digits off."""
    low, high = p_window(printed)
    if cut and not printed.relation:
        low, high = float(printed.value) - SLACK, float(printed.value + printed.unit) + SLACK
    return found[0] <= high and found[1] >= low


def stands_for_limit(printed: PrintedNumber, found: Window) -> bool:
    """Tell whether a number is a usual limit, 0.001 or smaller, that all p values of a range lie below."""
    is_usual = printed.places >= LEAST_PLACES and printed.value == printed.unit
    return not printed.relation and is_usual and found[1] < float(printed.value)


@dataclass(frozen=True)
class PExplanation:
    """A test that prints the p value.

    Parameters
    ----------
    test : str
        One of `COUNT_TESTS`, `MEAN_TESTS` or ``anova``.
    p : float
        What it gives from the numbers as they are printed.
    lowest, highest : float
        The range it can have, as means and standard deviations are rounded; both `p` for counts.
    """

    test: str
    p: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class ArmWindow:
    """Size of an arm, and the ranges that its printed mean and standard deviation stand for."""

    n: int
    mean: Window
    sd: Window


def explain_p_of_counts(reported: str, table: Counts) -> Search[PExplanation]:
    """Find the tests of a table of counts that print a p value.

    Parameters
    ----------
    reported : str
        The p value as printed; a limit (``"<0.001"``) is printed by every smaller value.
    table : sequence of sequence of int
        Counts; each row an arm, each column an outcome.

    Returns
    -------
    Search of PExplanation
        In the order of `COUNT_TESTS`. The chance is the share of equally precise values between the smallest
        and the largest of all tests that one of them prints; of a limit, the share of tests below it.

    Raises
    ------
    InputError
        If the p value or the table makes no sense.
    """
    printed = read_p(reported)
    tried = [PExplanation(name, p, p, p) for name, p in p_of_counts(table)]
    if not tried:
        raise InputError(f"table {list(map(list, table))}: no test of counts can be computed")
    return _search(printed, tried)


def p_of_counts(table: Counts, tests: Iterable[str] = COUNT_TESTS) -> Iterator[tuple[str, float]]:
    """Yield the p value of each named test that exists for a table."""
    for name in tests:
        with suppress(InputError):
            yield name, COUNT_TESTS[name](table)


def printed_arms(means: Sequence[str], sds: Sequence[str], ns: Sequence[int]) -> list[ArmWindow]:
    """Return arms with all values that printed means and standard deviations, rounded to nearest, stand for.

    Raises
    ------
    InputError
        If a number is none, or there are not equally many of each.
    """
    if not len(means) == len(sds) == len(ns):
        raise InputError(
            f"{len(means)} means, {len(sds)} standard deviations and {len(ns)} sizes: give one an arm"
        )
    windows = [
        (_nearest(read_within(mean, "mean")), _nearest(read_within(sd, "standard deviation", 0)))
        for mean, sd in zip(means, sds, strict=True)
    ]
    return [ArmWindow(n, mean, (max(sd[0], 0.0), sd[1])) for n, (mean, sd) in zip(ns, windows, strict=True)]


def _nearest(printed: PrintedNumber) -> Window:
    low, high = printed.nearest
    return float(low), float(high)


def explain_p_of_means(reported: str, arms: Sequence[ArmWindow]) -> Search[PExplanation]:
    """Find the tests of means that print a p value, over all values that printed means and deviations allow.

    Parameters
    ----------
    reported : str
        The p value as printed.
    arms : sequence of ArmWindow
        Two arms or more; with more than two only ``anova`` is tried.

    Raises
    ------
    InputError
        If the p value makes no sense, or there are fewer than two arms or one of fewer than two people.
    """
    printed = read_p(reported)
    if not 2 <= len(arms) <= MOST_ARMS or min(arm.n for arm in arms) < 2:
        raise InputError(f"a test of means needs 2 to {MOST_ARMS} arms with two people or more in each")
    tests = [*MEAN_TESTS] if len(arms) == 2 else ["anova"]
    tried = [PExplanation(name, middle_p(name, arms), *p_range(name, arms)) for name in tests]
    return _search(printed, tried)


def middle_p(test: str, arms: Sequence[ArmWindow]) -> float:
    """Return the p value of a test at the middle of all windows: the numbers as printed."""
    points = [ArmWindow(arm.n, (_middle(arm.mean),) * 2, (_middle(arm.sd),) * 2) for arm in arms]
    return p_range(test, points)[0]


def _middle(window: Window) -> float:
    return (window[0] + window[1]) / 2


def p_range(test: str, arms: Sequence[ArmWindow]) -> Window:
    """Return the smallest and the largest p value that rounded means and deviations allow.

    The extremes lie at the least or the largest difference with deviations at an end of their windows.
    """
    if test == "anova":
        between = _between(arms)
        within = [sum((arm.n - 1) * arm.sd[end] ** 2 for arm in arms) for end in (0, 1)]
        total = sum(arm.n for arm in arms)
        low = anova(between[1], within[0], len(arms), total)
        return low, anova(between[0], within[1], len(arms), total)
    one, other = arms
    gaps = (one.mean[0] - other.mean[1], one.mean[1] - other.mean[0])
    least = 0.0 if gaps[0] <= 0 <= gaps[1] else min(abs(gap) for gap in gaps)
    most = max(abs(gap) for gap in gaps)
    run: Callable[[ArmSummary, ArmSummary], float] = MEAN_TESTS[test]
    ps = [
        run(ArmSummary(one.n, gap, first), ArmSummary(other.n, 0.0, second))
        for gap in {least, most}
        for first, second in itertools.product(set(one.sd), set(other.sd))
    ]
    return min(ps), max(ps)


def _between(arms: Sequence[ArmWindow]) -> Window:
    """Return the least and the largest sum of squares between arms whose means lie in their windows."""

    def _squares(means: Sequence[float]) -> float:
        centre = sum(arm.n * mean for arm, mean in zip(arms, means, strict=True)) / sum(arm.n for arm in arms)
        return sum(arm.n * (mean - centre) ** 2 for arm, mean in zip(arms, means, strict=True))

    largest = max(_squares(means) for means in itertools.product(*(arm.mean for arm in arms)))
    low, high = min(arm.mean[0] for arm in arms), max(arm.mean[1] for arm in arms)
    for _ in range(60):
        third = (high - low) / 3
        left, right = (
            _squares([min(max(centre, arm.mean[0]), arm.mean[1]) for arm in arms])
            for centre in (low + third, high - third)
        )
        low, high = (low, high - third) if left < right else (low + third, high)
    centre = (low + high) / 2
    return _squares([min(max(centre, arm.mean[0]), arm.mean[1]) for arm in arms]), largest


def _search(printed: PrintedNumber, tried: Sequence[PExplanation]) -> Search[PExplanation]:
    found = tuple(way for way in tried if p_fits(printed, (way.lowest, way.highest)))
    if printed.relation:
        return Search(found, Fraction(len(found), len(tried)), "the tests tried")
    return Search(found, p_chance(printed, [(way.lowest, way.highest) for way in tried]), P_AMONG)


P_AMONG = "the equally precise p values between the smallest and the largest of all tests tried"


def p_chance(printed: PrintedNumber, ranges: Sequence[Window]) -> Fraction:
    """Return the share of equally precise p values between all of these ranges that one of them prints."""
    grid = 10**printed.places
    explained: set[int] = set()
    for low, high in ranges:
        explained.update(range(math.floor(low * grid + 0.5), math.floor(high * grid + 0.5) + 1))
    return Fraction(len(explained), max(explained) - min(explained) + 1)
