"""Values that several methods compute: the methods that print a value, or both bounds of an interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from doesithold.explain.search import Search, either_side, read_within
from doesithold.numbers import MODES, PrintedNumber, to_decimal

Bound = Literal["lower", "upper"]
Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class MethodExplanation:
    """A method that prints a value under a rounding.

    Attributes
    ----------
    partner : str or None
        What the method prints for the other bound, where that is not what the paper prints.
    """

    method: str
    rounding: str
    partner: str | None = None


def explain_by_method(reported: str, values: Mapping[str, Fraction]) -> Search[MethodExplanation]:
    """Find the methods and roundings that print a value.

    Parameters
    ----------
    reported : str
        The value as printed.
    values : mapping of str to Fraction
        What each method gives, the usual one first.

    Returns
    -------
    Search of MethodExplanation
        Half up first. The chance is the share of equally precise values between the smallest and the largest
        that some method and rounding prints.

    Raises
    ------
    InputError
        If `reported` is no number.
    """
    printed = read_within(reported, "value")
    found = _ways(printed, values)
    return Search(tuple(found), _chance(printed, values.values()), "the equally precise values in reach")


def explain_bound(
    reported: str, other: str, pairs: Mapping[str, Pair], bound: Bound
) -> Search[MethodExplanation]:
    """Find the methods and roundings that print a bound of an interval, both bounds together if any does.

    Parameters
    ----------
    reported, other : str
        This bound and its partner, as printed.
    pairs : mapping of str to (Fraction, Fraction)
        Lower and upper bound by each method, the usual one first.
    bound : str
        Which of the two `reported` is.

    Returns
    -------
    Search of MethodExplanation
        Methods that print both bounds; if there are none, those that print this one, each with what its other
        bound would be. A bound is so never blamed for its partner.

    Raises
    ------
    InputError
        If a bound is no number.
    """
    printed, partner = read_within(reported, "bound"), read_within(other, "other bound")
    side = int(bound == "upper")
    own = {method: pair[side] for method, pair in pairs.items()}
    others = {method: pair[1 - side] for method, pair in pairs.items()}
    chance, among = _chance(printed, own.values()), "the equally precise bounds in reach"
    ways = _ways(printed, own)
    both = [way for way in ways if partner.modes(others[way.method], (way.rounding,))]
    if both:
        chance *= _chance(partner, others.values())
        return Search(tuple(both), chance, f"{among}, both together")
    alone = [
        MethodExplanation(
            way.method, way.rounding, to_decimal(others[way.method], partner.places, way.rounding)
        )
        for way in ways
    ]
    return Search(tuple(alone), chance, among)


def _ways(printed: PrintedNumber, values: Mapping[str, Fraction]) -> list[MethodExplanation]:
    found = [
        MethodExplanation(method, mode) for method, value in values.items() for mode in printed.modes(value)
    ]
    return sorted(found, key=lambda way: MODES.index(way.rounding))


def _chance(printed: PrintedNumber, values: Iterable[Fraction]) -> Fraction:
    explained = {units for value in values for units in either_side(value, printed.places)}
    return Fraction(len(explained), max(explained) - min(explained) + 1)
