"""Measures of numbers that stand beside the printed value, so that a sentence can be checked by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Literal

from doesithold.errors import InputError
from doesithold.measures.core import ClaimId, Context, Recomputed, measure
from doesithold.numbers import Share, read_number, to_fraction
from doesithold.statistics.p_of_interval import Scale, p_by_any_method, p_of_interval
from doesithold.statistics.proportions import binomial_interval

Statistic = Literal["t", "F", "chi2", "z", "r"]
FREEDOMS: dict[Statistic, int] = {"t": 1, "F": 2, "chi2": 1, "z": 0, "r": 1}
TWO_SIDED = frozenset(["t", "z", "r"])


@measure
def given_percent(context: Context, count: int, of: int) -> Recomputed:
    """Take the percentage of a count in a number of people, both as the sentence gives them.

    Parameters
    ----------
    count : int
        How many.
    of : int
        Among how many.

    Examples
    --------
    {says: "41.2 % is the share of 7 in 17.", reported: "41.2", unit: percent,
     measure: {given_percent: {count: 7, of: 17}}}
    """
    share = _share(count, of)
    return Recomputed(share.percent, (), share)


@measure
def given_interval(
    context: Context, count: int, of: int, bound: Literal["lower", "upper"], other: ClaimId
) -> Recomputed:
    """Take a bound, in percent, of the 95 % interval of a count in a number of people.

    `other` is the claim that reports the other bound; the method is the paper's, or the assumed one.

    Parameters
    ----------
    count : int
        How many.
    of : int
        Among how many.
    bound : str
        ``lower`` or ``upper``.
    other : claim id
        The claim that reports the other bound.

    Examples
    --------
    - {id: high, says: The upper bound., reported: "64.6", unit: percent,
       measure: {given_interval: {count: 7, of: 17, bound: upper, other: low}}}
    - {id: low, says: The lower bound., reported: "17.8", unit: percent,
       measure: {given_interval: {count: 7, of: 17, bound: lower, other: high}}}
    """
    share = _share(count, of)
    bounds = binomial_interval(count, of, context.assumptions.binomial_interval)
    return Recomputed(Fraction(bounds[bound == "upper"]) * 100, (), share)


@measure
def rising(context: Context, values: list[str]) -> Recomputed:
    """Tell whether printed numbers rise, or at least never fall, such as a bound, its estimate and a bound.

    Parameters
    ----------
    values : list of str
        The numbers as printed.

    Examples
    --------
    {says: The median lies within its range., reported: "true", unit: statement,
     measure: {rising: {values: ["46", "59", "81"]}}}
    """
    if len(values) < 2:
        raise InputError("name at least two numbers")
    numbers = [to_fraction(value) for value in values]
    falls = [
        f"{values[place + 1]} is below {values[place]}"
        for place in range(len(numbers) - 1)
        if numbers[place + 1] < numbers[place]
    ]
    return Recomputed(not falls, (), why="; ".join(falls))


@measure
def ratio_fits(context: Context, estimate: str, lower: str, upper: str) -> Recomputed:
    """Tell whether a ratio is, to the printed digits, the geometric mean of its bounds.

    Wald intervals of hazard, odds and risk ratios are symmetric on the logarithmic scale; exact and profile
    intervals are not, so a claim should list those as a reading.

    Parameters
    ----------
    estimate, lower, upper : str
        The ratio and its bounds as printed.

    Examples
    --------
    {says: The hazard ratio fits its interval., reported: "true", unit: statement,
     measure: {ratio_fits: {estimate: "0.72", lower: "0.55", upper: "0.94"}}}
    """
    (low, high), (below, above) = read_number(lower).nearest, read_number(upper).nearest
    least, most = read_number(estimate).nearest
    if high <= 0 or above <= 0:
        raise InputError(f"the bounds of a ratio are above 0, not {lower} and {upper}")
    first, last = math.sqrt(max(low, Fraction(0)) * max(below, Fraction(0))), math.sqrt(high * above)
    why = f"the bounds are midway, on the logarithmic scale, at {first:.3g} to {last:.3g}"
    return Recomputed(first <= most and least <= last, (), why=why)


@measure
def middle_fits(context: Context, estimate: str, lower: str, upper: str) -> Recomputed:
    """Tell whether an estimate is, to the printed digits, the middle of its bounds.

    Intervals of means and of their differences are symmetric; those of medians, ratios and shares are not.

    Parameters
    ----------
    estimate, lower, upper : str
        The estimate and its bounds as printed.

    Examples
    --------
    {says: The difference is the middle of its interval., reported: "true", unit: statement,
     measure: {middle_fits: {estimate: "-2.3", lower: "-4.1", upper: "-0.5"}}}
    """
    (low, high), (below, above) = read_number(lower).nearest, read_number(upper).nearest
    least, most = read_number(estimate).nearest
    start, end = (low + below) / 2, (high + above) / 2
    why = f"the bounds have their middle at {float(start):.4g} to {float(end):.4g}"
    return Recomputed(start <= most and least <= end, (), why=why)


@measure
def p_fits(
    context: Context,
    p: str,
    test: Statistic,
    value: str,
    *,
    freedom: list[str],
    sides: Literal[1, 2] = 2,
    comparisons: int = 1,
) -> Recomputed:
    """Tell whether a printed p value belongs to a printed test statistic, both as far as they were rounded.

    The statistics are t, F, chi2, z and r (a correlation), each with its degrees of freedom.

    Parameters
    ----------
    p : str
        The p value as printed, such as ``< .05``.
    test : str
        ``t``, ``F``, ``chi2``, ``z`` or ``r``.
    value : str
        The statistic as printed; it may be a limit, such as ``< 1``.
    freedom : list of str
        Its degrees of freedom.
    sides : int
        2, or 1 for a one-sided test.
    comparisons : int
        By how many comparisons p was multiplied (Bonferroni).

    References
    ----------
    Nuijten MB and others (2016), The prevalence of statistical reporting errors in psychology.

    Examples
    --------
    {says: The p value fits its test., reported: "true", unit: statement,
     measure: {p_fits: {p: "= .042", test: t, value: "2.10", freedom: ["38"]}}}
    """
    if len(freedom) != FREEDOMS[test]:
        raise InputError(f"{test} has {FREEDOMS[test]} degrees of freedom to name, not {len(freedom)}")
    degrees = [float(to_fraction(number)) for number in freedom]
    if any(number <= 0 for number in degrees):
        raise InputError("degrees of freedom must be above 0")
    relation = read_number(value).relation
    ends = [abs(float(end)) for end in read_number(value).nearest]
    if to_fraction(value) == 0:
        ends[0] = 0.0
    ends.sort()
    tail = _tail(test, degrees)
    if comparisons < 1:
        raise InputError(f"comparisons {comparisons}: must be 1 or more")
    scale = comparisons * (sides if test in TWO_SIDED else 1)
    most, least = (min(1.0, scale * tail(end)) for end in ends)
    if relation:
        least, most = (least, 1.0) if relation in ("<", "≤") else (0.0, most)
    span = f"{least:.2g}" if f"{least:.2g}" == f"{most:.2g}" else f"{least:.2g} to {most:.2g}"
    return Recomputed(_p_agrees(p, least, most), (), why=f"{test} = {value} gives p {span}")


@measure
def p_fits_interval(
    context: Context,
    p: str,
    estimate: str,
    lower: str,
    upper: str,
    *,
    scale: Scale = "ratio",
    sides: Literal[1, 2] = 2,
) -> Recomputed:
    """Tell whether a printed p value can belong to a printed estimate with its 95 % interval.

    All values that rounding allows are tried, and the test may be another than that of the interval: exact,
    score, likelihood-ratio and Wald results of the same counts differ. p is refused only where it is further
    off than these tests are on the same counts (half a standard error where p is 0.05). An interval that just
    excludes no effect therefore agrees with p = 0.08, and not with p = 0.3.

    Parameters
    ----------
    p : str
        The p value as printed, such as ``0.02`` or ``< .05``.
    estimate, lower, upper : str
        The estimate and its bounds as printed.
    scale : str
        ``ratio`` (a hazard, odds or risk ratio) or ``difference``.
    sides : int
        2, or 1 for a one-sided test.

    References
    ----------
    Altman DG, Bland JM (2011), How to obtain the P value from a confidence interval, BMJ 343:d2304.

    Examples
    --------
    {says: The p value fits the interval of the ratio., reported: "true", unit: statement,
     measure: {p_fits_interval: {p: "0.038", estimate: "2.98", lower: "1.05", upper: "8.51"}}}
    """
    value, low, high = (read_number(text).nearest for text in (estimate, lower, upper))
    plain, allowed = p_of_interval(value, low, high, scale), p_by_any_method(value, low, high, scale)
    told = list(dict.fromkeys(f"{end * sides / 2:.2g}" for end in plain))
    why = (
        f"the interval from {lower} to {upper} stands for p {' to '.join(told)}, no usual test of it for {p}"
    )
    return Recomputed(_p_agrees(p, *(end * sides / 2 for end in allowed)), (), why=why)


def _share(count: int, of: int) -> Share:
    if not 0 <= count <= of:
        raise InputError(f"count {count}: must be between 0 and {of}")
    return Share(count, of)


def _tail(test: Statistic, degrees: Sequence[float]) -> Callable[[float], float]:
    """Return the upper tail of a statistic's distribution."""
    from scipy import special

    def correlation(r: float) -> float:
        bounded = min(r, 1 - 1e-12)
        return float(special.stdtr(degrees[0], -bounded * math.sqrt(degrees[0] / (1 - bounded**2))))

    tails: dict[Statistic, Callable[[float], float]] = {
        "t": lambda t: float(special.stdtr(degrees[0], -t)),
        "F": lambda f: float(special.fdtrc(degrees[0], degrees[1], f)),
        "chi2": lambda x: float(special.chdtrc(degrees[0], x)),
        "z": lambda z: float(special.ndtr(-z)),
        "r": correlation,
    }
    return tails[test]


def _p_agrees(printed: str, least: float, most: float) -> bool:
    p = read_number(printed)
    if p.relation in ("<", "≤"):
        return least < float(p.value)
    if p.relation:
        return most > float(p.value)
    low, high = p.nearest
    return float(low) <= most and least <= float(high)
