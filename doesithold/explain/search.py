"""What every search shares: the numbers it can start from, its limits, and the answer it gives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from doesithold.errors import InputError, shortened
from doesithold.numbers import PrintedNumber, read_number

LARGEST_N = 100_000
WEAK = Fraction(1, 5)
"""Chance above which an explanation is weak: the search explains one in five other values as well."""
MOST_PLACES = 6
LARGEST_VALUE = 10**9
Explanation = TypeVar("Explanation")


@dataclass(frozen=True)
class Search(Generic[Explanation]):
    """What a search found.

    Parameters
    ----------
    explanations : tuple
        Every set of assumptions that prints the reported digits, the simplest first; empty if nothing does.
    chance : Fraction
        Share of other values, printed as precisely, that the same search would also explain.
    among : str
        Which values those are: within reach of the data, or of whatever the query leaves open.
    """

    explanations: tuple[Explanation, ...]
    chance: Fraction
    among: str


def read_within(text: str, what: str, low: int | None = None, high: int | None = None) -> PrintedNumber:
    """Read a printed number that a search can start from.

    Parameters
    ----------
    text : str
        As printed, with up to six decimals and no limit (``<``).
    what : str
        Name of the number, for the error.
    low, high : int, optional
        Smallest and largest value that makes sense.

    Raises
    ------
    InputError
        If it is not such a number or lies outside that range.
    """
    printed = _searchable(text)
    if printed is None:
        rule = "write it in digits as printed, like 31.3 (a point, at most six decimals, no exponent)"
        raise InputError(f"{what} {shortened(text)}: {rule}")
    if (low is not None and printed.value < low) or (high is not None and printed.value > high):
        limits = f"between {low} and {high}" if high is not None else f"{low} or more"
        raise InputError(f"{what} {shortened(text)}: must be {limits}")
    return printed


def can_be_searched(text: str) -> bool:
    """Tell whether a search can start from a reported value."""
    return _searchable(text) is not None


def _searchable(text: str) -> PrintedNumber | None:
    try:
        printed = read_number(text)
    except ValueError:
        return None
    within = 0 <= printed.places <= MOST_PLACES and abs(printed.value) < LARGEST_VALUE
    return printed if within and not printed.relation else None


def check_size(name: str, value: int, low: int = 1, high: int = LARGEST_N) -> None:
    """Refuse a count outside the range that makes sense and can be searched.

    Raises
    ------
    InputError
        Unless ``low <= value <= high``.
    """
    if not low <= value <= high:
        raise InputError(f"{name} = {value}: must be between {low} and {high:,}")


def either_side(value: Fraction, places: int) -> tuple[int, int]:
    """Return the two numbers, in units of the last digit, that some rounding mode prints for `value`."""
    scaled = value * 10**places
    return math.floor(scaled), math.ceil(scaled)


def root_for_rounding(square: Fraction, places: int) -> Fraction:
    """Return a fraction that every mode rounds to `places` digits exactly as the square root of `square`.

    Only the position of the root among the halves of the last digit matters, and whether it is one of them.
    """
    doubled = 4 * square * 100**places
    root = math.isqrt(math.floor(doubled))
    nearest = Fraction(root) if root * root == doubled else Fraction(2 * root + 1, 2)
    return nearest * Fraction(1, 2 * 10**places)
