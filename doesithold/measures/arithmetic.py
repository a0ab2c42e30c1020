"""Measures of what other claims report: whether parts add up and statements fit together."""

from __future__ import annotations

import math
import operator
from fractions import Fraction
from typing import Literal

from doesithold.errors import InputError
from doesithold.measures.core import ClaimId, Context, Recomputed, measure
from doesithold.numbers import DAYS_A_MONTH, DAYS_A_WEEK

RELATIONS = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}
IN_WORDS = {"<": "below", "<=": "at most", "=": "equal to", ">=": "at least", ">": "above"}


@measure
def sum_(context: Context, claims: list[ClaimId]) -> Recomputed:
    """Add up what claims report.

    Parameters
    ----------
    claims : list of claim id
        The claims whose numbers are added.

    Examples
    --------
    - {id: one, says: 13 people on ginger had relief., reported: "13", unit: people,
       measure: {count: {where: {arm: ginger, relieved: true}}}}
    - {id: other, says: 3 people on placebo had relief., reported: "3", unit: people,
       measure: {count: {where: {arm: placebo, relieved: true}}}}
    - {says: 16 people had relief., reported: "16", unit: people,
       measure: {sum: {claims: [one, other]}}}
    """
    return Recomputed(sum(map(context.number, claims), Fraction(0)), tuple(claims))


@measure
def difference(context: Context, claims: list[ClaimId]) -> Recomputed:
    """Subtract all later claims from the first.

    Parameters
    ----------
    claims : list of claim id
        The claim to subtract from, then those that are subtracted.

    Examples
    --------
    - {id: one, says: 13 people on ginger had relief., reported: "13", unit: people,
       measure: {count: {where: {arm: ginger, relieved: true}}}}
    - {id: other, says: 3 people on placebo had relief., reported: "3", unit: people,
       measure: {count: {where: {arm: placebo, relieved: true}}}}
    - {says: 10 more had relief on ginger., reported: "10", unit: people,
       measure: {difference: {claims: [one, other]}}}
    """
    if len(claims) < 2:
        raise InputError("name the claim that is taken from, then at least one to subtract")
    first, *others = map(context.number, claims)
    return Recomputed(first - sum(others), tuple(claims))


@measure
def product(context: Context, claims: list[ClaimId]) -> Recomputed:
    """Multiply what claims report.

    Parameters
    ----------
    claims : list of claim id
        The claims whose numbers are multiplied.

    Examples
    --------
    - {id: one, says: 13 people on ginger had relief., reported: "13", unit: people,
       measure: {count: {where: {arm: ginger, relieved: true}}}}
    - {id: other, says: 3 people on placebo had relief., reported: "3", unit: people,
       measure: {count: {where: {arm: placebo, relieved: true}}}}
    - {says: There are 39 pairs of them., reported: "39", unit: pairs,
       measure: {product: {claims: [one, other]}}}
    """
    return Recomputed(math.prod(map(context.number, claims), start=Fraction(1)), tuple(claims))


@measure
def quotient(context: Context, numerator: ClaimId, denominator: ClaimId) -> Recomputed:
    """Divide one claim's number by another's.

    Parameters
    ----------
    numerator, denominator : claim id
        The claims that report the two numbers.

    Examples
    --------
    - {id: one, says: 13 people on ginger had relief., reported: "13", unit: people,
       measure: {count: {where: {arm: ginger, relieved: true}}}}
    - {id: other, says: 3 people on placebo had relief., reported: "3", unit: people,
       measure: {count: {where: {arm: placebo, relieved: true}}}}
    - {says: 4.3 times as many had relief., reported: "4.3", unit: ratio,
       measure: {quotient: {numerator: one, denominator: other}}}
    """
    return Recomputed(_ratio(context, numerator, denominator), (numerator, denominator))


@measure
def ratio_percent(context: Context, numerator: ClaimId, denominator: ClaimId) -> Recomputed:
    """Express one claim's number in percent of another's.

    Parameters
    ----------
    numerator, denominator : claim id
        The claims that report the two numbers.

    Examples
    --------
    - {id: one, says: 13 people on ginger had relief., reported: "13", unit: people,
       measure: {count: {where: {arm: ginger, relieved: true}}}}
    - {id: other, says: 3 people on placebo had relief., reported: "3", unit: people,
       measure: {count: {where: {arm: placebo, relieved: true}}}}
    - {says: Relief on placebo was 23.1 % of that on ginger., reported: "23.1", unit: percent,
       measure: {ratio_percent: {numerator: other, denominator: one}}}
    """
    return Recomputed(100 * _ratio(context, numerator, denominator), (numerator, denominator))


def _ratio(context: Context, numerator: ClaimId, denominator: ClaimId) -> Fraction:
    if context.number(denominator) == 0:
        raise InputError(f"claim {denominator} reports 0, by which nothing can be divided")
    return context.number(numerator) / context.number(denominator)


@measure
def weeks_from_days(context: Context, claim: ClaimId) -> Recomputed:
    """Convert days to weeks.

    Parameters
    ----------
    claim : claim id
        The claim that reports the days.

    Examples
    --------
    - {id: visit, says: The last visit was on day 84., reported: "84", unit: days, needs: the protocol}
    - {says: The last visit was in week 12., reported: "12", unit: weeks,
       measure: {weeks_from_days: {claim: visit}}}
    """
    return Recomputed(context.number(claim) / DAYS_A_WEEK, (claim,))


@measure
def months_from_weeks(context: Context, claim: ClaimId) -> Recomputed:
    """Convert weeks to months of 30.4375 days.

    Parameters
    ----------
    claim : claim id
        The claim that reports the weeks.

    Examples
    --------
    - {id: visit, says: The last visit was in week 12., reported: "12", unit: weeks, needs: the protocol}
    - {says: The last visit was after 2.8 months., reported: "2.8", unit: months,
       measure: {months_from_weeks: {claim: visit}}}
    """
    return Recomputed(context.number(claim) * DAYS_A_WEEK / DAYS_A_MONTH, (claim,))


@measure
def midpoint(context: Context, lower: ClaimId, upper: ClaimId) -> Recomputed:
    """Take the middle of two reported bounds, on the assumed scale (arithmetic or geometric mean).

    The scale is what ``study.yaml`` states under ``methods: median_interval``, or else ``symmetric``.

    Parameters
    ----------
    lower, upper : claim id
        The claims that report the bounds.

    Examples
    --------
    - {id: from, says: The youngest person on ginger was 30 years old., reported: "30", unit: years,
       measure: {minimum: {column: age, where: {arm: ginger}}}}
    - {id: to, says: The oldest person on ginger was 68 years old., reported: "68", unit: years,
       measure: {maximum: {column: age, where: {arm: ginger}}}}
    - {says: Midway between them are 49 years., reported: "49", unit: years,
       measure: {midpoint: {lower: from, upper: to}}}
    """
    low, high = context.number(lower), context.number(upper)
    if context.assumptions.median_interval == "symmetric":
        return Recomputed((low + high) / 2, (lower, upper))
    return Recomputed(Fraction(math.sqrt(low * high)), (lower, upper))


@measure
def compare(
    context: Context, left: ClaimId, relation: Literal["<", "<=", "=", ">=", ">"], right: ClaimId
) -> Recomputed:
    """Tell whether two reported numbers of the same unit stand in a relation.

    Parameters
    ----------
    left, right : claim id
        The claims that report the two numbers.
    relation : str
        ``<``, ``<=``, ``=``, ``>=`` or ``>``.

    Examples
    --------
    - {id: one, says: 13 people on ginger had relief., reported: "13", unit: people,
       measure: {count: {where: {arm: ginger, relieved: true}}}}
    - {id: other, says: 3 people on placebo had relief., reported: "3", unit: people,
       measure: {count: {where: {arm: placebo, relieved: true}}}}
    - {says: More had relief on ginger., reported: "true", unit: statement,
       measure: {compare: {left: one, relation: '>', right: other}}}
    """
    holds = RELATIONS[relation](context.number(left), context.number(right))
    negation = "" if holds else "not "
    why = f"{context.reported[left]} is {negation}{IN_WORDS[relation]} {context.reported[right]}"
    return Recomputed(bool(holds), (left, right), why=why)
