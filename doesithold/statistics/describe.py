"""Exact summaries of a column of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from doesithold.errors import InputError


def median(values: Sequence[int | Fraction]) -> Fraction:
    """Return the exact median, the mean of the two middle values where their number is even.

    Raises
    ------
    InputError
        If there are no values.
    """
    if not values:
        raise InputError("a median needs at least one value")
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return Fraction(low + high) / 2
