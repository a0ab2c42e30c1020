"""Measures of two arms: ratios, differences and hazard ratios, and the bounds of their intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from doesithold.errors import InputError
from doesithold.explain.p_value import ArmWindow
from doesithold.labels import EXCHANGED
from doesithold.measures.arms import arm_rows, counted, rounded_windows, summarised
from doesithold.measures.core import ClaimId, Context, Recomputed, measure
from doesithold.numbers import to_decimal
from doesithold.paper.selection import Selection
from doesithold.statistics import effects, two_curves
from doesithold.statistics.effects import (
    Effect,
    MeanDifferenceMethod,
    OddsRatioMethod,
    RiskDifferenceMethod,
    RiskRatioMethod,
)
from doesithold.statistics.tests import ArmSummary
from doesithold.statistics.two_curves import HazardRatioMethod

Bound = Literal["lower", "upper"]
SLACK = Fraction(1, 10**9)


@dataclass(frozen=True)
class _Asked:
    """What a claim asks of an effect: a method, and a bound with the claim of the other one."""

    name: str
    method: str | None
    bound: Bound | None
    other: str | None

    def answer(
        self,
        context: Context,
        ways: dict[str, Effect],
        rests_on: tuple[str, ...],
        exact: Fraction | None,
        exchanged: dict[str, Effect] | None = None,
    ) -> Recomputed:
        """Return the estimate, or a bound with the bounds that all methods give."""
        usable = {
            way: one
            for way, one in (ways | (exchanged or {})).items()
            if self.bound is None or (math.isfinite(one.lower) and math.isfinite(one.upper))
        }
        offered = [way for way in ways if way in usable]
        chosen = self.method or context.paper.about.methods.get(self.name) or next(iter(offered), "")
        if chosen not in offered:
            raise InputError(
                f"nothing comes out by method {chosen!r}: {', '.join(offered) or 'none'} can be used"
            )
        if self.bound is None:
            estimates = {way: Fraction(effect.estimate) for way, effect in usable.items()}
            plain = estimates[chosen]
            value = exact if exact is not None and abs(exact - plain) < SLACK else plain
            return Recomputed(value, rests_on, methods=estimates)
        pairs = {way: (Fraction(one.lower), Fraction(one.upper)) for way, one in usable.items()}
        rests_on = (*rests_on, self.other) if self.other else rests_on
        value = pairs[chosen][self.bound == "upper"]
        return Recomputed(value, rests_on, pairs=pairs, bound=self.bound, other=self.other)


@measure
def risk_ratio(
    context: Context,
    *,
    counts: list[int] | None = None,
    row: str | None = None,
    of_table: str | None = None,
    event: Selection | None = None,
    arms: list[str] | None = None,
    bound: Bound | None = None,
    other: ClaimId | None = None,
    method: RiskRatioMethod | None = None,
) -> Recomputed:
    """Divide the share with an event in the first arm by that in the second, or take a bound.

    Parameters
    ----------
    counts : list of int, optional
        Events and people of each arm in turn.
    row, of_table : str, optional
        Or a row of ``cells.csv``, and its table.
    event : selection, optional
        Or the rows of the paper's table that have the event.
    arms : list of str, optional
        The groups compared; the arms of ``study.yaml`` by default.
    bound : str, optional
        ``lower`` or ``upper`` for a bound of the 95 % interval.
    other : claim id, optional
        The claim that reports the other bound.
    method : str, optional
        ``log``, ``log_adjusted``, ``koopman`` or ``miettinen_nurminen``; as ``study.yaml`` states under
        ``methods: risk_ratio``, or ``log``.

    Examples
    --------
    says: Relief was 4.3 times as likely with ginger.
    reported: "4.33"
    unit: ratio
    measure: {risk_ratio: {row: relieved}}

    References
    ----------
    Katz D et al (1978), Obtaining confidence intervals for the risk ratio.
    """
    found = counted(context, counts=counts, row=row, of_table=of_table, event=event, arms=arms)
    two = found.two
    exact = _ratio(Fraction(two.events, two.n), Fraction(two.other_events, two.other_n))
    ways = _ways(lambda name: effects.risk_ratio(two, name), get_args(RiskRatioMethod))
    others = _inverted(ways) | _ways(lambda _: effects.odds_ratio(two), ["odds_ratio"], 0)
    return _Asked("risk_ratio", method, bound, other).answer(context, ways, found.rests_on, exact, others)


@measure
def odds_ratio(
    context: Context,
    *,
    counts: list[int] | None = None,
    row: str | None = None,
    of_table: str | None = None,
    event: Selection | None = None,
    arms: list[str] | None = None,
    bound: Bound | None = None,
    other: ClaimId | None = None,
    method: OddsRatioMethod | None = None,
) -> Recomputed:
    """Divide the odds of an event in the first arm by those in the second, or take a bound of the interval.

    Parameters
    ----------
    counts, row, of_table, event, arms, bound, other
        As in ``risk_ratio``.
    method : str, optional
        ``logit``, ``logit_adjusted``, ``score``, ``miettinen_nurminen`` or ``exact``; as stated under
        ``methods: odds_ratio``, or ``logit``.

    Examples
    --------
    says: The odds of relief were 10.5 times as high with ginger.
    reported: "10.5"
    unit: ratio
    measure: {odds_ratio: {event: {relieved: true}}}

    References
    ----------
    Woolf B (1955), On estimating the relation between blood group and disease.
    """
    found = counted(context, counts=counts, row=row, of_table=of_table, event=event, arms=arms)
    (a, b), (c, d) = found.two.table
    exact = _ratio(Fraction(a * d), Fraction(b * c))
    ways = _ways(lambda name: effects.odds_ratio(found.two, name), get_args(OddsRatioMethod))
    others = _inverted(ways) | _ways(lambda _: effects.risk_ratio(found.two), ["risk_ratio"], 0)
    return _Asked("odds_ratio", method, bound, other).answer(context, ways, found.rests_on, exact, others)


@measure
def risk_difference(
    context: Context,
    *,
    counts: list[int] | None = None,
    row: str | None = None,
    of_table: str | None = None,
    event: Selection | None = None,
    arms: list[str] | None = None,
    bound: Bound | None = None,
    other: ClaimId | None = None,
    method: RiskDifferenceMethod | None = None,
) -> Recomputed:
    """Subtract the share with an event in the second arm from that in the first, in percent.

    Parameters
    ----------
    counts, row, of_table, event, arms, bound, other
        As in ``risk_ratio``.
    method : str, optional
        ``wald``, ``wald_corrected``, ``newcombe``, ``agresti_caffo``, ``mee`` or ``miettinen_nurminen``; as
        stated under ``methods: risk_difference``, or ``wald``.

    Examples
    --------
    says: Relief was 50 percentage points more common with ginger.
    reported: "50"
    unit: percent
    measure: {risk_difference: {counts: [13, 20, 3, 20]}}

    References
    ----------
    Newcombe RG (1998), Interval estimation for the difference between independent proportions.
    """
    found = counted(context, counts=counts, row=row, of_table=of_table, event=event, arms=arms)
    two = found.two
    exact = 100 * (Fraction(two.events, two.n) - Fraction(two.other_events, two.other_n))

    def _percent(name: str) -> Effect:
        one = effects.risk_difference(two, name)
        return Effect(100 * one.estimate, 100 * one.lower, 100 * one.upper)

    ways = _ways(_percent, get_args(RiskDifferenceMethod))
    answer = _Asked("risk_difference", method, bound, other).answer(context, ways, found.rests_on, exact)
    return answer if bound else replace(answer, rounded=_of_rounded(two))


@measure
def mean_difference(
    context: Context,
    *,
    means: list[float] | None = None,
    sds: list[float] | None = None,
    ns: list[int] | None = None,
    row: str | None = None,
    of_table: str | None = None,
    column: str | None = None,
    arms: list[str] | None = None,
    bound: Bound | None = None,
    other: ClaimId | None = None,
    method: MeanDifferenceMethod | None = None,
) -> Recomputed:
    """Subtract the mean of the second arm from that of the first, or take a bound of the interval.

    Parameters
    ----------
    means, sds, ns : lists of numbers, optional
        Mean, standard deviation and size of each arm.
    row, of_table : str, optional
        Or a row of ``cells.csv``, and its table.
    column : str, optional
        Or a column of numbers in the paper's table.
    arms, bound, other
        As in ``risk_ratio``.
    method : str, optional
        ``student``, ``welch`` or ``normal``; as stated under ``methods: mean_difference``, or ``student``.

    Examples
    --------
    says: People on ginger were 2.3 years older.
    reported: "2.3"
    unit: years
    measure: {mean_difference: {column: age}}

    References
    ----------
    Student (1908), The probable error of a mean; Welch BL (1947).
    """
    summaries, rests_on = summarised(
        context, means=means, sds=sds, ns=ns, row=row, of_table=of_table, column=column, arms=arms
    )
    if len(summaries) != 2:
        raise InputError(f"{len(summaries)} arms are given; this measure compares two")
    one, two = summaries
    exact = Fraction(str(one.mean)) - Fraction(str(two.mean))
    ways = _ways(lambda name: effects.mean_difference(one, two, name), get_args(MeanDifferenceMethod))
    answer = _Asked("mean_difference", method, bound, other).answer(context, ways, rests_on, exact)
    chosen = method or context.paper.about.methods.get("mean_difference") or "student"
    within = _allowed(rounded_windows(context, row, of_table, arms), chosen, bound)
    return replace(answer, within=within)


def _allowed(arms: Sequence[ArmWindow], method: str, bound: Bound | None) -> tuple[Fraction, Fraction] | None:
    """Return the least and the largest difference, or bound of it, that rounded numbers allow."""
    if not arms:
        return None
    one, two = arms
    gaps = (one.mean[0] - two.mean[1], one.mean[1] - two.mean[0])
    ends = [(ArmSummary(one.n, 0.0, one.sd[end]), ArmSummary(two.n, 0.0, two.sd[end])) for end in (0, 1)]
    short, long = (effects.mean_difference(*pair, method).upper for pair in ends)
    moved = {None: (0.0, 0.0), "lower": (-long, -short), "upper": (short, long)}[bound]
    return Fraction(gaps[0] + moved[0]), Fraction(gaps[1] + moved[1])


@measure
def hazard_ratio(
    context: Context,
    *,
    time: str,
    event: str,
    arms: list[str] | None = None,
    bound: Bound | None = None,
    other: ClaimId | None = None,
    method: HazardRatioMethod | None = None,
) -> Recomputed:
    """Compare how fast events come in the first arm with the second, or take a bound of the interval.

    Parameters
    ----------
    time : str
        Column of the times to the event or to the end of observation.
    event : str
        Column that is true where the event was seen.
    arms, bound, other
        As in ``risk_ratio``.
    method : str, optional
        ``cox`` (ties by Efron), ``cox_breslow``, ``pike`` or ``peto``; as stated under ``methods:
        hazard_ratio``, or ``cox``.

    Examples
    --------
    says: The hazard of stopping was 0.60 times as high with ginger.
    reported: "0.60"
    unit: ratio
    measure: {hazard_ratio: {time: weeks, event: stopped}}

    References
    ----------
    Cox DR (1972), Regression models and life tables; Efron B (1977).
    """
    times, events, first = followed(context, time, event, arms)
    ways = _ways(
        lambda name: two_curves.hazard_ratio(times, events, first, name), get_args(HazardRatioMethod)
    )
    return _Asked("hazard_ratio", method, bound, other).answer(context, ways, (time, event), None)


def followed(
    context: Context, time: str, event: str, arms: Sequence[str] | None
) -> tuple[list[float], list[bool], list[bool]]:
    """Return times, events, and who is in the first of two arms.

    Raises
    ------
    InputError
        If a column does not exist, a time or an event is missing, or there are not two arms.
    """
    members = arm_rows(context, arms)
    if len(members) != 2:
        raise InputError(f"{len(members)} arms are given; this measure compares two")
    rows = [(row, arm == 0) for arm, people in enumerate(members) for row in people]
    if any(row[time] is None or row[event] is None for row, _ in rows):
        raise InputError(f"columns {time} and {event} must not be empty for anybody in an arm")
    context.paper.table().number_column(time)
    if any(row[event] not in (False, True) for row, _ in rows):
        raise InputError(f"column {event} must hold true or false")
    return (
        [float(row[time]) for row, _ in rows],
        [bool(row[event]) for row, _ in rows],
        [first for _, first in rows],
    )


def _inverted(ways: dict[str, Effect]) -> dict[str, Effect]:
    """Return ratios of the second arm to the first."""
    return {
        f"{name}{EXCHANGED}": Effect(*(1 / end for end in (one.estimate, one.upper, one.lower)))
        for name, one in ways.items()
        if min(one.estimate, one.lower) > 0 and math.isfinite(one.upper)
    }


def _of_rounded(two: effects.TwoByTwo) -> dict[str, Fraction]:
    """Return the difference of percentages that were rounded before they were subtracted."""
    shares = (Fraction(100 * two.events, two.n), Fraction(100 * two.other_events, two.other_n))
    return {
        f"the difference of percentages with {places} decimals": Fraction(first) - Fraction(second)
        for places in (0, 1)
        for first, second in [[to_decimal(share, places) for share in shares]]
    }


def _ratio(numerator: Fraction, denominator: Fraction) -> Fraction | None:
    return numerator / denominator if denominator else None


def _ways(compute: Callable[[str], Effect], methods: Sequence[str], least: int = 1) -> dict[str, Effect]:
    """Return what each method gives; why the first gives nothing is told where fewer than `least` do."""
    found, refused = {}, list[InputError]()
    for name in methods:
        try:
            found[name] = compute(name)
        except InputError as error:
            refused.append(error)
    finite = {name: effect for name, effect in found.items() if math.isfinite(effect.estimate)}
    if refused and len(finite) < least:
        raise refused[0]
    return finite
