"""The p value that an estimate with its 95 % interval stands for, as far as rounding and method allow."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Literal

from doesithold.errors import InputError

Scale = Literal["ratio", "difference"]
Ends = tuple[Fraction, Fraction]
Window = tuple[float, float]
Z95 = 1.959963984540054
SMALLEST = 1e-300
"""Stands for 0, which a ratio printed 0.0 may almost be, and which has no logarithm."""
LESS, MORE = (0.45, 0.25), (0.25, 0.3)
"""How far the z of another test may lie below and above that of an interval: at least so much, or this part.

Fisher's, the chi-squared, Yates's, the mid-P and the likelihood-ratio test of random tables of two arms lie
so in more than 99 % of all pairs with a logarithmic, adjusted, score, exact, Wald or Newcombe interval.
"""


def p_of_interval(estimate: Ends, lower: Ends, upper: Ends, scale: Scale) -> Window:
    """Return the least and the largest two-sided p value that an estimate and its 95 % interval allow.

    z is the distance of the estimate from no effect in standard errors. The error comes from the width of the
    interval, or from its side that faces no effect, which differs where the interval is not symmetric.

    Parameters
    ----------
    estimate, lower, upper : pair of Fraction
        The least and the largest value that each printed number stands for.
    scale : str
        ``ratio`` (no effect is 1, symmetric on the logarithmic scale) or ``difference`` (no effect is 0).

    Raises
    ------
    InputError
        If a ratio or bound is not above 0, or the bounds are the wrong way round.

    References
    ----------
    Altman DG, Bland JM (2011), How to obtain the P value from a confidence interval, BMJ 343:d2304.
    """
    low, high = z_of_interval(estimate, lower, upper, scale)
    return _p(high), _p(low)


def p_by_any_method(estimate: Ends, lower: Ends, upper: Ends, scale: Scale) -> Window:
    """Return the least and the largest p value where the test may be another than that of the interval."""
    low, high = z_of_interval(estimate, lower, upper, scale)
    return _p(high + max(MORE[0], MORE[1] * high)), _p(max(0.0, low - max(LESS[0], LESS[1] * low)))


def z_of_interval(estimate: Ends, lower: Ends, upper: Ends, scale: Scale) -> Window:
    """Return the least and the largest z; arguments as in `p_of_interval`."""
    value, low, high = (_scaled(ends, scale) for ends in (estimate, lower, upper))
    if low[0] > high[1]:
        raise InputError("the lower bound must not be above the upper one")
    found = [z for corner in itertools.product(value, low, high) for z in _z(*corner)]
    return 0.0 if value[0] <= 0 <= value[1] else min(found), max(found)


def _z(value: float, low: float, high: float) -> Window:
    """Return z by half the width of an interval, and by its side that faces no effect."""
    facing = value - low if value > 0 else high - value
    half, side = (abs(value) * Z95 / width if width > 0 else math.inf for width in ((high - low) / 2, facing))
    return half, side


def _scaled(ends: Ends, scale: Scale) -> Window:
    if scale == "difference":
        return float(ends[0]), float(ends[1])
    if ends[1] <= 0:
        raise InputError("a ratio and its bounds are above 0")
    return math.log(max(float(ends[0]), SMALLEST)), math.log(ends[1])


def _p(z: float) -> float:
    return math.erfc(z / math.sqrt(2))
