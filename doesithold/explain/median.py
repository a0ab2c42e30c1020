"""Medians and ranges: the convention and rounding that print given digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from doesithold.errors import InputError
from doesithold.explain.search import Search, either_side, read_within
from doesithold.numbers import MODES


@dataclass(frozen=True)
class MedianExplanation:
    """The convention for the middle value, that value unrounded, and the rounding that prints the median."""

    convention: str
    value: Fraction
    rounding: str


def medians(values: Sequence[int | Fraction]) -> dict[str, Fraction]:
    """Compute the median by every convention in use.

    Parameters
    ----------
    values : sequence of int or Fraction
        The observations, in any order.

    Returns
    -------
    dict
        ``mid`` is the mean of the two central values (quantile types 2 and 5 to 9), ``lower`` and ``upper``
        are those two (type 1 is the lower), ``nearest even`` is type 3 and ``interpolated`` type 4. A
        convention that gives the same value as one before it is left out.

    Raises
    ------
    InputError
        If there are no values.

    References
    ----------
    Hyndman RJ, Fan Y (1996), Sample quantiles in statistical packages.
    """
    if not values:
        raise InputError("a median needs at least one value")
    ordered = [Fraction(value) for value in sorted(values)]
    n = len(ordered)
    lower, upper = ordered[(n - 1) // 2], ordered[n // 2]
    below = ordered[max(n // 2 - 1, 0)]
    conventions = {
        "mid": (lower + upper) / 2,
        "lower": lower,
        "upper": upper,
        "nearest even": upper if n % 4 == 3 else below,
        "interpolated": (below + upper) / 2 if n % 2 else lower,
    }
    first = {value: name for name, value in reversed(conventions.items())}
    return {name: value for name, value in conventions.items() if first[value] == name}


def explain_median(reported: str, values: Sequence[int | Fraction]) -> Search[MedianExplanation]:
    """Find every convention and rounding mode under which the median of `values` prints as reported.

    Parameters
    ----------
    reported : str
        The median as printed.
    values : sequence of int or Fraction
        The observations.

    Returns
    -------
    Search of MedianExplanation
        The mean of the central values first, and half up first.

    Raises
    ------
    InputError
        If `reported` is no number or there are no values.
    """
    printed = read_within(reported, "median")
    conventions = medians(values)
    found = [
        MedianExplanation(convention, value, mode)
        for convention, value in conventions.items()
        for mode in printed.modes(value)
    ]
    names = list(conventions)
    found.sort(key=lambda way: (_unusual(way), names.index(way.convention), MODES.index(way.rounding)))
    scale = 10**printed.places
    lowest, highest = math.floor(min(values) * scale), math.ceil(max(values) * scale)
    explained = {units for value in conventions.values() for units in either_side(value, printed.places)}
    return Search(
        tuple(found),
        Fraction(len(explained), highest - lowest + 1),
        "equally precise values within the range of the data",
    )


def _unusual(way: MedianExplanation) -> int:
    return (way.convention != "mid") + (way.rounding != MODES[0])
