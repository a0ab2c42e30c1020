"""Median and interval of one data set by hand, as Collett has it, in code unrelated to the engine."""

import math
from collections.abc import Sequence
from fractions import Fraction


def median_and_interval(
    times: Sequence[float], events: Sequence[float], *, midpoint: bool
) -> tuple[float, float, float]:
    """Take exact heights, Greenwood's sum, and the density between 0.55 and 0.45."""
    height, greenwood, steps = Fraction(1), Fraction(0), []
    for time in sorted({time for time, event in zip(times, events, strict=True) if event}):
        at_risk = sum(other >= time for other in times)
        deaths = sum(other == time and bool(event) for other, event in zip(times, events, strict=True))
        height *= 1 - Fraction(deaths, at_risk)
        greenwood += Fraction(deaths, at_risk * (at_risk - deaths)) if deaths < at_risk else 0
        steps.append((time, height, greenwood))
    median, at_median, terms = next(step for step in steps if step[1] <= Fraction(1, 2))
    if midpoint and at_median == Fraction(1, 2):
        below_half = (time for time, height, _ in steps if height < Fraction(1, 2))
        median = (median + next(below_half, max(times))) / 2
    before, above, _ = next(step for step in reversed(steps) if step[1] >= Fraction(11, 20))
    after, below, _ = next(step for step in steps if step[1] <= Fraction(9, 20))
    density = float(above - below) / (after - before)
    half = 1.959963984540054 * float(at_median) * math.sqrt(terms) / density
    return median, median - half, median + half


def as_printed(value: float, places: int, rounding: str) -> str:
    """Print as a calculator would, or cut off; no value here lies close to a tie."""
    more = 0 if rounding == "truncate" else 0.5
    return f"{math.floor(value * 10**places + more) / 10**places:.{places}f}"
