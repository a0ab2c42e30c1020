"""Moving times, order and censoring untouched, until the symmetric interval prints the wanted digits.

The order of events and censorings alone fixes the heights of a Kaplan-Meier curve and Greenwood's error at
its median. Where the median lies, and how far apart the two times about it are between which the density is
measured, then decides the interval: its half width is z times the error over the density. So three times
are chosen to give the printed digits, and all others follow by a piecewise linear map that keeps their
order and leaves the edges of all windows where they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doesithold.reconstruct.limits import Range, Target
from doesithold.statistics.survival import Bools, Floats, KaplanMeier, critical_value
from doesithold.statistics.symmetric import symmetric_median

INSIDE = 0.002
"""Share of an open range that is kept free at either end, so that rounding cannot leave it."""


@dataclass(frozen=True)
class Anchors:
    """The three times that decide an interval, before and after; arrays have the shape (draws, 3)."""

    drawn: Floats
    wanted: Floats
    solved: Bools


def solve_anchors(curves: KaplanMeier, target: Target, knots: Floats, random: np.random.Generator) -> Anchors:
    """Choose new values for the median and the two times about it.

    Parameters
    ----------
    curves : KaplanMeier
        Curves of the drawn data sets.
    target : Target
        What median and interval must print.
    knots : array (draws, knots)
        Times that may not move, ascending; an anchor stays between the two knots it was drawn between.
    random : Generator
        Source of the choices among all values that print the digits.

    Returns
    -------
    Anchors
        ``solved`` is False for data sets that cannot print the digits without passing a knot.
    """
    drawn = symmetric_median(curves)
    rests = (curves.median("midpoint") > drawn.median) & (target.flat == "midpoint")
    anchors = np.stack([drawn.before, drawn.median, drawn.after], axis=1)
    with np.errstate(invalid="ignore"):
        solved = np.isfinite(anchors).all(axis=1) & np.isfinite(drawn.standard_error)
    anchors = np.where(np.isfinite(anchors), anchors, 1.0)
    low, high = _between_knots(anchors, knots)
    median = _inside(random, *_floats(target.median), len(anchors))
    if rests.any():
        start = _flat_start(median, low, high, random)
        low[:, 2] = np.where(rests, 2 * median - start, low[:, 2])
        high[:, 2] = np.where(rests, 2 * median - start, high[:, 2])
        median = np.where(rests, start, median)
    solved &= (low[:, 1] < median) & (median < high[:, 1])
    one_time = anchors[:, 2] == anchors[:, 1]
    high[:, 0] = np.minimum(high[:, 0], np.where(low[:, 0] < high[:, 0], median, high[:, 0]))
    low[:, 2] = np.where(one_time, median, np.maximum(low[:, 2], median))
    high[:, 2] = np.where(one_time, median, high[:, 2])
    if target.lower is None or target.upper is None:
        narrow, wide = np.zeros(len(anchors)), np.full(len(anchors), np.inf)
    else:
        printed = np.where(rests, (median + low[:, 2]) / 2, median)
        narrow, wide = _half_widths(printed, target.lower, target.upper)
        with np.errstate(invalid="ignore", divide="ignore"):
            scale = drawn.drop / drawn.survival_error / critical_value(target.level)
        scale = np.where(solved, scale, 1.0)
        narrow, wide = narrow * scale, wide * scale
    earliest = np.maximum(low[:, 0], low[:, 2] - wide)
    latest = np.minimum(high[:, 0], high[:, 2] - narrow)
    before = _inside(random, earliest, latest, len(anchors))
    after = _inside(
        random, np.maximum(low[:, 2], before + narrow), np.minimum(high[:, 2], before + wide), len(anchors)
    )
    solved &= (earliest <= latest) & (before < median) & (before + narrow <= after) & (after <= before + wide)
    solved &= (after >= median) & (after <= high[:, 2]) & (after >= low[:, 2])
    wanted = np.stack([before, median, after], axis=1)
    return Anchors(anchors, np.where(solved[:, None], wanted, anchors), solved)


def _flat_start(median: Floats, low: Floats, high: Floats, random: np.random.Generator) -> Floats:
    """Choose where a flat stretch begins whose middle is the median and which ends with the last anchor."""
    earliest = np.maximum(low[:, 1], 2 * median - high[:, 2])
    latest = np.minimum(np.minimum(high[:, 1], median), 2 * median - low[:, 2])
    return _inside(random, earliest, latest, len(median))


def move(times: Floats, anchors: Anchors, knots: Floats) -> Floats:
    """Map every time so that each anchor comes to its wanted value and every knot stays."""
    old = np.sort(np.concatenate([knots, anchors.drawn], axis=1), axis=1)
    new = np.sort(np.concatenate([knots, anchors.wanted], axis=1), axis=1)
    piece = np.sum(old[:, None, :] <= times[:, :, None], axis=2) - 1
    piece = np.clip(piece, 0, old.shape[1] - 2)
    start, end = np.take_along_axis(old, piece, 1), np.take_along_axis(old, piece + 1, 1)
    to, until = np.take_along_axis(new, piece, 1), np.take_along_axis(new, piece + 1, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(times == start, 0.0, (times - start) / (end - start))
    moved: Floats = np.where(times == end, until, to + share * (until - to))
    return moved


def _between_knots(times: Floats, knots: Floats) -> tuple[Floats, Floats]:
    """Return the knots on either side of each time; a time on a knot has that knot on both sides."""
    below = np.where(knots[:, None, :] <= times[:, :, None], knots[:, None, :], -np.inf).max(axis=2)
    above = np.where(knots[:, None, :] >= times[:, :, None], knots[:, None, :], np.inf).min(axis=2)
    return below, above


def _half_widths(median: Floats, lower: Range, upper: Range) -> tuple[Floats, Floats]:
    """Return the smallest and the largest half width with which both bounds print their digits."""
    (lower_low, lower_high), (upper_low, upper_high) = _floats(lower), _floats(upper)
    narrow = np.maximum(median - lower_high, upper_low - median)
    wide = np.minimum(median - lower_low, upper_high - median)
    room = INSIDE * (wide - narrow)
    return narrow + room, wide - room


def _floats(printed: Range) -> tuple[float, float]:
    return float(printed.low), float(printed.high)


def _inside(random: np.random.Generator, low: Floats | float, high: Floats | float, size: int) -> Floats:
    """Draw uniformly from the inner part of each range; a range of one value gives that value."""
    share = random.uniform(INSIDE, 1 - INSIDE, size)
    with np.errstate(invalid="ignore"):
        drawn: Floats = low + share * (np.minimum(high, 1e6) - low)
    return drawn
