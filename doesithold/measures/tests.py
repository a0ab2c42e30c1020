"""Measures of tests and sample sizes: p values by named tests, log-rank, designs."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Literal, get_args

from doesithold.errors import InputError
from doesithold.explain.p_value import middle_p, p_of_counts, p_range
from doesithold.measures.arms import counted, rounded_windows, summarised, windows
from doesithold.measures.core import Context, Recomputed, measure
from doesithold.measures.effects import followed
from doesithold.paper.selection import Selection
from doesithold.statistics import sample_size, two_curves
from doesithold.statistics.tests import COUNT_TESTS, MEAN_TESTS

CountTest = Literal[
    "chi_squared", "chi_squared_corrected", "fisher", "fisher_mid_p", "fisher_one_sided", "likelihood_ratio"
]
MeanTest = Literal["student", "welch", "z", "student_one_sided", "anova"]


@measure
def p_of_counts_(
    context: Context,
    *,
    counts: list[int] | None = None,
    row: str | None = None,
    of_table: str | None = None,
    event: Selection | None = None,
    arms: list[str] | None = None,
    method: CountTest | None = None,
) -> Recomputed:
    """Test whether an event is as common in one arm as in the others.

    Parameters
    ----------
    counts, row, of_table, event, arms
        As in ``risk_ratio``; more than two arms may be given.
    method : str, optional
        ``fisher``, ``chi_squared``, ``chi_squared_corrected``, ``fisher_mid_p``, ``fisher_one_sided`` or
        ``likelihood_ratio``; as stated under ``methods: count_test``, or ``fisher``.

    Examples
    --------
    says: Relief was more common with ginger.
    reported: "0.003"
    unit: p value
    measure: {p_of_counts: {row: relieved, method: fisher}}

    References
    ----------
    Fisher RA (1922); Pearson K (1900); Yates F (1934).
    """
    found = counted(context, counts=counts, row=row, of_table=of_table, event=event, arms=arms)
    chosen = method or context.paper.about.methods.get("count_test") or "fisher"
    return _p(dict(p_of_counts(found.table)), chosen, found.rests_on)


@measure
def p_of_means(
    context: Context,
    *,
    means: list[float] | None = None,
    sds: list[float] | None = None,
    ns: list[int] | None = None,
    row: str | None = None,
    of_table: str | None = None,
    column: str | None = None,
    arms: list[str] | None = None,
    method: MeanTest | None = None,
) -> Recomputed:
    """Test whether means differ between arms, from means and standard deviations.

    Parameters
    ----------
    means, sds, ns, row, of_table, column, arms
        As in ``mean_difference``; with more than two arms the test is ``anova``.
    method : str, optional
        ``student``, ``welch``, ``z``, ``student_one_sided`` or ``anova``; as stated under ``methods:
        mean_test``, or ``student``.

    Examples
    --------
    says: Age did not differ between arms.
    reported: "0.59"
    unit: p value
    measure: {p_of_means: {column: age}}

    References
    ----------
    Student (1908); Welch BL (1947); Fisher RA (1925).
    """
    summaries, rests_on = summarised(
        context, means=means, sds=sds, ns=ns, row=row, of_table=of_table, column=column, arms=arms
    )
    tests = ("anova",) if len(summaries) > 2 else tuple(MEAN_TESTS)
    found = {test: middle_p(test, windows(summaries)) for test in tests}
    chosen = method or context.paper.about.methods.get("mean_test") or tests[0]
    answer = _p(found, chosen, rests_on)
    allowed = rounded_windows(context, row, of_table, arms)
    if not allowed:
        return answer
    low, high = p_range(chosen, allowed)
    return replace(answer, within=(Fraction(low), Fraction(high)))


@measure
def log_rank(context: Context, time: str, event: str, arms: list[str] | None = None) -> Recomputed:
    """Compare two arms over time by the log-rank test.

    Parameters
    ----------
    time, event, arms
        As in ``hazard_ratio``.

    Examples
    --------
    says: People on ginger stopped later.
    reported: "0.17"
    unit: p value
    measure: {log_rank: {time: weeks, event: stopped}}

    References
    ----------
    Mantel N (1966), Evaluation of survival data.
    """
    times, events, first = followed(context, time, event, arms)
    return Recomputed(Fraction(two_curves.log_rank(times, events, first)), (time, event))


def _p(found: dict[str, float], chosen: str, rests_on: tuple[str, ...]) -> Recomputed:
    if chosen not in found:
        raise InputError(f"no p value by {chosen!r}: {', '.join(found) or 'none'} can be computed")
    return Recomputed(
        Fraction(found[chosen]), rests_on, methods={name: Fraction(p) for name, p in found.items()}
    )


@measure
def sample_size_proportions(
    context: Context,
    *,
    first: float,
    second: float,
    alpha: float = 0.05,
    power: float = 0.8,
    dropout: float = 0.0,
    method: sample_size.TwoProportionsMethod = "pooled",
) -> Recomputed:
    """Take the people an arm that tell two proportions apart, two-sided, rounded up.

    Parameters
    ----------
    first, second : float
        The proportions expected, from 0 to 1.
    alpha, power : float
        Two-sided significance level and power.
    dropout : float
        Share expected to leave; the number is divided by what stays.
    method : str
        ``pooled``, ``unpooled``, ``corrected`` or ``arcsine``.

    Examples
    --------
    says: 82 people an arm were needed.
    reported: "82"
    unit: people
    measure: {sample_size_proportions: {first: 0.2, second: 0.4}}

    References
    ----------
    Fleiss JL, Tytun A, Ury HK (1980), A simple approximation for calculating sample sizes.
    """
    found = {
        name: sample_size.two_proportions(first, second, alpha, power, name)
        for name in get_args(sample_size.TwoProportionsMethod)
    }
    return _size(found, method, dropout)


@measure
def sample_size_means(
    context: Context,
    *,
    difference: float,
    sd: float,
    alpha: float = 0.05,
    power: float = 0.8,
    dropout: float = 0.0,
    method: sample_size.TwoMeansMethod = "t",
) -> Recomputed:
    """Take the people an arm that tell two means apart, two-sided, rounded up.

    Parameters
    ----------
    difference, sd : float
        The difference expected, and the standard deviation in the same unit.
    alpha, power, dropout : float
        As in ``sample_size_proportions``.
    method : str
        ``t`` or ``normal``.

    Examples
    --------
    says: 64 people an arm were needed.
    reported: "64"
    unit: people
    measure: {sample_size_means: {difference: 5, sd: 10}}

    References
    ----------
    Cohen J (1988), Statistical power analysis for the behavioral sciences.
    """
    found = {
        name: sample_size.two_means(difference, sd, alpha, power, name)
        for name in get_args(sample_size.TwoMeansMethod)
    }
    return _size(found, method, dropout)


@measure
def sample_size_events(
    context: Context,
    *,
    hazard_ratio: float,
    alpha: float = 0.05,
    power: float = 0.8,
    method: sample_size.EventsMethod = "schoenfeld",
) -> Recomputed:
    """Take the events that a log-rank test of two equal arms needs, rounded up.

    Parameters
    ----------
    hazard_ratio : float
        The ratio expected.
    alpha, power : float
        Two-sided significance level and power.
    method : str
        ``schoenfeld`` or ``freedman``.

    Examples
    --------
    says: 66 events were needed.
    reported: "66"
    unit: events
    measure: {sample_size_events: {hazard_ratio: 0.5}}

    References
    ----------
    Schoenfeld DA (1983); Freedman LS (1982).
    """
    found = {
        name: sample_size.events(hazard_ratio, alpha, power, name)
        for name in get_args(sample_size.EventsMethod)
    }
    return _size(found, method, 0.0)


@measure
def sample_size_one_arm(
    context: Context,
    *,
    p0: float,
    p1: float,
    alpha: float = 0.05,
    power: float = 0.8,
    part: Literal["n", "responses", "first_n", "first_responses"] = "n",
    method: Literal["one_stage", "optimal", "minimax"] = "one_stage",
) -> Recomputed:
    """Take a number of an exact design for one response rate: single-stage, or Simon's two-stage.

    Parameters
    ----------
    p0, p1 : float
        Response rates of no and of full interest, from 0 to 1.
    alpha, power : float
        One-sided significance level and power.
    part : str
        ``n`` (all people), ``responses`` (the least number that is promising); of two stages also ``first_n``
        and ``first_responses`` (the most with which the trial stops).
    method : str
        ``one_stage`` (A'Hern), ``optimal`` or ``minimax`` (Simon).

    Examples
    --------
    says: Simon's optimal design had 29 people.
    reported: "29"
    unit: people
    measure: {sample_size_one_arm: {p0: 0.1, p1: 0.3, method: optimal}}

    References
    ----------
    Simon R (1989), Optimal two-stage designs; A'Hern RP (2001), Sample size tables for exact designs.
    """
    values: dict[str, Fraction] = {}
    if part in ("n", "responses"):
        one = sample_size.one_stage(p0, p1, alpha, power)
        values["one_stage"] = Fraction(one.n if part == "n" else one.responses)
    criteria: tuple[Literal["optimal", "minimax"], ...] = ("optimal", "minimax")
    for criterion in criteria:
        with suppress(InputError):
            two = sample_size.two_stage(p0, p1, alpha, power, criterion)
            numbers = {"n": two.n, "responses": two.r + 1, "first_n": two.n1, "first_responses": two.r1}
            values[criterion] = Fraction(numbers[part])
    if method not in values:
        raise InputError(f"a design by {method!r} has no {part}")
    return Recomputed(values[method], (), methods=values)


def _size(found: dict[str, float], method: str, dropout: float) -> Recomputed:
    if not 0 <= dropout < 1:
        raise InputError(f"dropout {dropout}: must lie between 0 and 1")
    if not all(map(math.isfinite, found.values())):
        raise InputError("no number of people comes out of these numbers")
    sizes = {name: Fraction(math.ceil(round(n / (1 - dropout), 9))) for name, n in found.items()}
    return Recomputed(sizes[method], (), methods=sizes)


assert set(get_args(CountTest)) == set(COUNT_TESTS)
