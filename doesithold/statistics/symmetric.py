"""The interval symmetric about a median survival time: median plus and minus z standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doesithold.statistics.survival import TOLERANCE, Flat, Floats, KaplanMeier, critical_value

MARGIN = 0.05
"""How far above and below one half the density at the median is measured (Collett's epsilon)."""


@dataclass(frozen=True)
class SymmetricMedian:
    """Medians of a stack of data sets with their standard errors; every field has shape (draws,).

    Attributes
    ----------
    median : array
        First event time at which the curve is at or below 0.5, or the middle of a stretch where it rests at
        0.5; infinite where there is none.
    standard_error : array
        ``survival_error / density``; NaN where one of the two times below does not exist.
    survival_error : array
        Greenwood's standard error of the curve at the median, as a proportion.
    before, after : array
        Last event time at which the curve is at or above 0.55, first at which it is at or below 0.45;
        infinite (negative, positive) where there is none. Time zero does not count as an event.
    drop : array
        How far the curve comes down between those two times, as a proportion.
    lower, upper : array
        Bounds of the interval; the lower one can be negative.

    References
    ----------
    Collett D (2015), Modelling survival data in medical research, 3rd ed., section 2.4: standard error of a
    percentile, with the density between the event times at one half plus and minus 0.05. Marques de Sá JP
    (2007), Applied statistics using SPSS, STATISTICA, MATLAB and R, section 9.2: the same as in SPSS, the
    median being the first time at or below 0.5 even where the curve rests there.
    """

    median: Floats
    standard_error: Floats
    survival_error: Floats
    before: Floats
    after: Floats
    drop: Floats
    lower: Floats
    upper: Floats


def symmetric_median(curves: KaplanMeier, level: float = 0.95, flat: Flat = "first") -> SymmetricMedian:
    """Compute the median of every data set with the symmetric interval that SPSS prints.

    Parameters
    ----------
    curves : KaplanMeier
        Curves of the data sets.
    level : float
        Confidence level; the critical value is the exact normal one.
    flat : {"first", "midpoint"}
        The median where the curve rests at one half, as in `KaplanMeier.median`.
    """
    times, s, events = curves.times, curves.survival, curves.events
    high, half, low = (
        events & (s >= 0.5 + MARGIN - TOLERANCE),
        events & (s <= 0.5 + TOLERANCE),
        events & (s <= 0.5 - MARGIN + TOLERANCE),
    )
    median = np.min(times, axis=1, initial=np.inf, where=half) if flat == "first" else curves.median(flat)
    height = np.max(s, axis=1, initial=0, where=half)
    greenwood = np.min(curves.greenwood, axis=1, initial=np.inf, where=half)
    before = np.max(times, axis=1, initial=-np.inf, where=high)
    after = np.min(times, axis=1, initial=np.inf, where=low)
    drop = np.min(s, axis=1, initial=np.inf, where=high) - np.max(s, axis=1, initial=-np.inf, where=low)
    with np.errstate(invalid="ignore"):
        survival_error = height * np.sqrt(greenwood)
        error = survival_error * (after - before) / drop
        half_width = critical_value(level) * error
        return SymmetricMedian(
            median, error, survival_error, before, after, drop, median - half_width, median + half_width
        )
