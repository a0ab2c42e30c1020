"""Measures of what other claims report: whether parts add up and statements fit together."""

from __future__ import annotations

import math
import operator
from fractions import Fraction
from typing import Literal

from doesithold.errors import InputError
from doesithold.measures.core import ClaimId, Context, Recomputed, measure

DAYS_A_WEEK = 7
DAYS_A_MONTH = Fraction(36525, 1200)
RELATIONS = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


@measure
def sum_(context: Context, claims: list[ClaimId]) -> Recomputed:
    """Add up what claims report."""
    return Recomputed(sum(map(context.number, claims), Fraction(0)), tuple(claims))


@measure
def difference(context: Context, claims: list[ClaimId]) -> Recomputed:
    """Subtract all later claims from the first."""
    first, *others = map(context.number, claims)
    return Recomputed(first - sum(others), tuple(claims))


@measure
def product(context: Context, claims: list[ClaimId]) -> Recomputed:
    """Multiply what claims report."""
    return Recomputed(math.prod(map(context.number, claims), start=Fraction(1)), tuple(claims))


@measure
def quotient(context: Context, numerator: ClaimId, denominator: ClaimId) -> Recomputed:
    """Divide one claim's number by another's."""
    return Recomputed(_ratio(context, numerator, denominator), (numerator, denominator))


@measure
def ratio_percent(context: Context, numerator: ClaimId, denominator: ClaimId) -> Recomputed:
    """Express one claim's number in percent of another's."""
    return Recomputed(100 * _ratio(context, numerator, denominator), (numerator, denominator))


def _ratio(context: Context, numerator: ClaimId, denominator: ClaimId) -> Fraction:
    if context.number(denominator) == 0:
        raise InputError(f"claim {denominator} reports 0, by which nothing can be divided")
    return context.number(numerator) / context.number(denominator)


@measure
def weeks_from_days(context: Context, claim: ClaimId) -> Recomputed:
    """Convert days to weeks."""
    return Recomputed(context.number(claim) / DAYS_A_WEEK, (claim,))


@measure
def months_from_weeks(context: Context, claim: ClaimId) -> Recomputed:
    """Convert weeks to months of 30.4375 days."""
    return Recomputed(context.number(claim) * DAYS_A_WEEK / DAYS_A_MONTH, (claim,))


@measure
def midpoint(context: Context, lower: ClaimId, upper: ClaimId) -> Recomputed:
    """Take the middle of two reported bounds, on the assumed scale (arithmetic or geometric mean)."""
    low, high = context.number(lower), context.number(upper)
    if context.assumptions.median_interval == "symmetric":
        return Recomputed((low + high) / 2, (lower, upper))
    return Recomputed(Fraction(math.sqrt(low * high)), (lower, upper))


@measure
def compare(
    context: Context, left: ClaimId, relation: Literal["<", "<=", "=", ">=", ">"], right: ClaimId
) -> Recomputed:
    """Tell whether two reported numbers of the same unit stand in a relation."""
    holds = RELATIONS[relation](context.number(left), context.number(right))
    why = f"{context.reported[left]} against {context.reported[right]}"
    return Recomputed(bool(holds), (left, right), why=why)
