"""P values of common tests from counts, and from means and standard deviations, as papers print them.

Only `scipy.special` is loaded: an audit of many papers calls these functions often.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doesithold.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Counts = Sequence[Sequence[int]]
MOST_TABLES = 200_000
"""How many tables with the same margins Fisher's exact test goes through."""
TIE = 1e-7
"""Relative error within which two tables count as equally likely, as in R's ``fisher.test``."""


def _margins(table: Counts) -> tuple[list[int], list[int], int]:
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    return rows, columns, sum(rows)


def _check_table(table: Counts) -> None:
    widths = {len(row) for row in table}
    if len(table) < 2 or len(widths) != 1 or widths.pop() < 2 or min(map(min, table)) < 0:
        raise InputError(f"table {list(map(list, table))}: needs two or more rows of equally many counts")
    rows, columns, _ = _margins(table)
    if 0 in rows or 0 in columns:
        raise InputError(f"table {list(map(list, table))}: no test exists where a row or a column is empty")


def chi_squared(table: Counts, *, correction: bool = False) -> float:
    """Pearson's chi-squared test of homogeneity.

    Parameters
    ----------
    table : sequence of sequence of int
        Counts; each row an arm, each column an outcome.
    correction : bool
        Yates's continuity correction; only for two by two.

    Returns
    -------
    float
        The p value.

    Raises
    ------
    InputError
        If a count is negative, a margin is 0, or the correction is asked for a larger table.

    References
    ----------
    Pearson K (1900), On the criterion …; Yates F (1934), Contingency tables involving small numbers.
    """
    from scipy.special import chdtrc

    _check_table(table)
    rows, columns, total = _margins(table)
    if correction and (len(rows), len(columns)) != (2, 2):
        raise InputError("the continuity correction is for tables of two by two")
    statistic = 0.0
    for row, row_sum in zip(table, rows, strict=True):
        for count, column_sum in zip(row, columns, strict=True):
            expected = row_sum * column_sum / total
            off = abs(count - expected)
            off -= min(0.5, off) if correction else 0
            statistic += off * off / expected
    return float(chdtrc((len(rows) - 1) * (len(columns) - 1), statistic))


def likelihood_ratio(table: Counts) -> float:
    """Likelihood-ratio (G) test of homogeneity: p value; `table` as in `chi_squared`.

    References
    ----------
    Wilks SS (1935), The likelihood test of independence in contingency tables.
    """
    from scipy.special import chdtrc

    _check_table(table)
    rows, columns, total = _margins(table)
    statistic = 2 * sum(
        count * math.log(count * total / (row_sum * column_sum))
        for row, row_sum in zip(table, rows, strict=True)
        for count, column_sum in zip(row, columns, strict=True)
        if count
    )
    return float(chdtrc((len(rows) - 1) * (len(columns) - 1), max(statistic, 0.0)))


def fisher(table: Counts) -> float:
    """Fisher's exact test, two-sided, for two arms (rows or columns) and any number of levels.

    Parameters
    ----------
    table : sequence of sequence of int
        Counts, two by any or any by two.

    Returns
    -------
    float
        Probability, given the margins, of a table no likelier than this one.

    Raises
    ------
    InputError
        If neither side has two lines, or more than `MOST_TABLES` tables have these margins.

    References
    ----------
    Fisher RA (1922), On the interpretation of chi-squared from contingency tables; Freeman GH, Halton JH
    (1951), Note on an exact treatment of contingency.
    """
    likelihood, observed = _hypergeometric(table)
    return min(1.0, float(likelihood[likelihood <= observed * (1 + TIE)].sum()))


def fisher_mid_p(table: Counts) -> float:
    """Fisher's exact test with only half the probability of the table itself (mid-P); see `fisher`."""
    likelihood, observed = _hypergeometric(table)
    return min(1.0, float(likelihood[likelihood <= observed * (1 + TIE)].sum() - observed / 2))


def fisher_one_sided(table: Counts) -> float:
    """Fisher's exact test of two by two towards the side on which the table lies; see `fisher`."""
    if len(table) != 2 or len(table[0]) != 2:
        raise InputError("a one-sided exact test needs a table of two by two")
    likelihood, observed = _hypergeometric(table)
    below = likelihood.cumsum()
    at = int(abs(likelihood - observed).argmin())
    return float(min(below[at], below[-1] - below[at] + likelihood[at]))


def _hypergeometric(table: Counts) -> tuple[NDArray[np.float64], float]:
    """Return the probability of every table with these margins, and that of the table itself.

    One level, the most frequent, is what is left once the counts of all others are chosen.
    """
    import numpy as np
    from scipy.special import gammaln

    _check_table(table)
    first, second = table if len(table) == 2 else _as_two_rows(table)
    levels = sorted(zip(first, second, strict=True), key=sum)
    *free, (_, _) = levels
    sizes = [sum(level) for level in levels]
    if math.prod(size + 1 for size in sizes[:-1]) > MOST_TABLES:
        raise InputError(f"more than {MOST_TABLES:,} tables have these margins: too many to go through")
    counts = np.meshgrid(*(np.arange(size + 1) for size in sizes[:-1]), indexing="ij")
    rest = sum(first) - np.sum(counts, axis=0)
    possible = (rest >= 0) & (rest <= sizes[-1])
    chosen = [count[possible] for count in (*counts, rest)]
    logs = sum(
        gammaln(size + 1) - gammaln(count + 1) - gammaln(size - count + 1)
        for size, count in zip(sizes, chosen, strict=True)
    )
    total = sum(sizes)
    everything = gammaln(total + 1) - gammaln(sum(first) + 1) - gammaln(sum(second) + 1)
    likelihood = np.exp(logs - everything)
    here = np.all([count == level[0] for count, level in zip(chosen, free, strict=False)], axis=0)
    return likelihood, float(likelihood[here][0])


def _as_two_rows(table: Counts) -> tuple[Sequence[int], Sequence[int]]:
    if len(table[0]) != 2:
        raise InputError("Fisher's exact test is offered for two rows or two columns")
    first, second = zip(*table, strict=True)
    return first, second


@dataclass(frozen=True)
class ArmSummary:
    """Size, mean and standard deviation of one arm."""

    n: int
    mean: float
    sd: float


def student(one: ArmSummary, other: ArmSummary) -> float:
    """Student's t test with a pooled variance, two-sided: p value.

    References
    ----------
    Student (1908), The probable error of a mean.
    """
    df = one.n + other.n - 2
    pooled = ((one.n - 1) * one.sd**2 + (other.n - 1) * other.sd**2) / df
    return _t(one.mean - other.mean, pooled * (1 / one.n + 1 / other.n), df)


def welch(one: ArmSummary, other: ArmSummary) -> float:
    """Welch's t test, two-sided, with the degrees of freedom of Satterthwaite: p value.

    References
    ----------
    Welch BL (1947), The generalization of Student's problem.
    """
    first, second = one.sd**2 / one.n, other.sd**2 / other.n
    if not first + second:
        return _t(one.mean - other.mean, 0.0, 1)
    df = (first + second) ** 2 / (first**2 / (one.n - 1) + second**2 / (other.n - 1))
    return _t(one.mean - other.mean, first + second, df)


def _t(difference: float, variance: float, df: float) -> float:
    from scipy.special import stdtr

    if variance <= 0:
        return 0.0 if difference else 1.0
    return float(2 * stdtr(df, -abs(difference) / math.sqrt(variance)))


def z_test(one: ArmSummary, other: ArmSummary) -> float:
    """Compare two means by the normal distribution, variances not pooled, two-sided: p value."""
    from scipy.special import ndtr

    variance = one.sd**2 / one.n + other.sd**2 / other.n
    if variance <= 0:
        return 0.0 if one.mean != other.mean else 1.0
    return float(2 * ndtr(-abs(one.mean - other.mean) / math.sqrt(variance)))


def anova(between: float, within: float, arms: int, total: int) -> float:
    """One-way analysis of variance from the sums of squares between and within arms: p value.

    References
    ----------
    Fisher RA (1925), Statistical Methods for Research Workers.
    """
    from scipy.special import fdtrc

    if within <= 0:
        return 0.0 if between > 0 else 1.0
    return float(fdtrc(arms - 1, total - arms, between / (arms - 1) / (within / (total - arms))))


def least_mann_whitney(one: int, other: int) -> float:
    """Return the smallest two-sided p value that a Mann-Whitney test of untied values can have.

    It belongs to two arms that do not overlap; the smaller of the exact test and the normal approximation
    without continuity correction is taken.

    References
    ----------
    Mann HB, Whitney DR (1947), On a test of whether one of two random variables is stochastically larger.
    """
    from scipy.special import ndtr

    exact = 2 / math.comb(one + other, one)
    z = math.sqrt(3 * one * other / (one + other + 1))
    return float(min(1.0, exact, 2 * ndtr(-z)))


COUNT_TESTS: dict[str, Callable[[Counts], float]] = {
    "chi_squared": chi_squared,
    "chi_squared_corrected": lambda table: chi_squared(table, correction=True),
    "fisher": fisher,
    "fisher_mid_p": fisher_mid_p,
    "fisher_one_sided": fisher_one_sided,
    "likelihood_ratio": likelihood_ratio,
}
"""Tests of counts by name."""
MEAN_TESTS: dict[str, Callable[[ArmSummary, ArmSummary], float]] = {
    "student": student,
    "welch": welch,
    "z": z_test,
    "student_one_sided": lambda one, other: student(one, other) / 2,
}
"""Tests of two means by name."""
