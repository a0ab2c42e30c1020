"""Intervals for a median survival time: the family of formulas and the standard error behind given bounds.

Two families tie the three printed numbers together: limits symmetric about the median (median ± z·SE, as SPSS
prints them) and limits symmetric about its logarithm (median · exp(±z·SE/median)). Limits read off a
confidence band of the survival curve (Brookmeyer and Crowley, whichever transformation: none, log or log-log)
are event times and obey no equation with the median; no printed triple can confirm or exclude them, so they
are never offered as an explanation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from doesithold.errors import InputError
from doesithold.explain.search import Search, read_within, root_for_rounding
from doesithold.numbers import PrintedNumber
from doesithold.statistics.proportions import normal_quantile

# How far below and above a printed number the unrounded one can lie, in units of the last digit. The other
# modes have the same ends as one of these.
REACH = {
    "half_up": (Fraction(-1, 2), Fraction(1, 2)),
    "truncate": (Fraction(0), Fraction(1)),
    "ceiling": (Fraction(-1), Fraction(0)),
}


DIGITS_SHOWN = 6


@dataclass(frozen=True)
class MedianIntervalExplanation:
    """A family and rounding under which one unrounded median and standard error print all three numbers.

    Parameters
    ----------
    family : str
        ``"symmetric"`` or ``"log"``.
    rounding : str
        Rounding mode of all three numbers.
    standard_error : float
        Of the median, from the printed bounds, in the unit of the times.
    standard_error_range, median_range : tuple of float
        What the standard error and the unrounded median can be, given the rounding of the printed numbers.
    """

    family: str
    rounding: str
    standard_error: float
    standard_error_range: tuple[float, float]
    median_range: tuple[float, float]


Span = tuple[Fraction, Fraction]


def explain_median_interval(
    median: str, lower: str, upper: str, level: float = 0.95
) -> Search[MedianIntervalExplanation]:
    """Find which families of intervals print a median with these bounds.

    Parameters
    ----------
    median, lower, upper : str
        As printed, in any unit of time.
    level : float
        Confidence level.

    Returns
    -------
    Search of MedianIntervalExplanation
        Half up first. `chance` is about the medians that could be printed between the two bounds.

    Raises
    ------
    InputError
        If a number is none or negative, or the bounds are equal or in the wrong order.

    References
    ----------
    Collett D (2015), Modelling survival data in medical research, section 2.4. Brookmeyer R, Crowley J
    (1982), A confidence interval for the median survival time.
    """
    middle = read_within(median, "median", 0)
    low, high = read_within(lower, "lower bound", 0), read_within(upper, "upper bound", 0)
    if low.value >= high.value:
        raise InputError(f"the lower bound {lower} is not below the upper bound {upper}")
    if not 0 < level < 1:
        raise InputError(f"level = {level}: a confidence level must lie between 0 and 1")
    scale = 10**middle.places
    medians = range(math.ceil(low.value * scale), math.floor(high.value * scale) + 1)
    z = float(normal_quantile(level))
    found, explained = [], []
    for mode in REACH:
        for family, implied in _implied_medians(low, high, mode, middle.places).items():
            printable = _printable(implied, mode, scale)
            explained.append(printable)
            if middle.units in printable and middle.units in medians:
                found.append(_explanation(family, mode, (middle, low, high), z))
    return Search(
        tuple(found),
        Fraction(_in_any(explained, medians), max(len(medians), 1)),
        f"the {len(medians):,} equally precise medians from {lower} to {upper}",
    )


def _implied_medians(low: PrintedNumber, high: PrintedNumber, mode: str, places: int) -> dict[str, Span]:
    """Return, for each family, the open interval of unrounded medians that these bounds leave."""
    (l0, l1), (u0, u1) = _unrounded(low, mode), _unrounded(high, mode)
    spans = {"symmetric": ((l0 + u0) / 2, (l1 + u1) / 2)}
    if l0 > 0:
        spans["log"] = (root_for_rounding(l0 * u0, places), root_for_rounding(l1 * u1, places))
    return spans


def _unrounded(printed: PrintedNumber, mode: str) -> Span:
    below, above = REACH[mode]
    scale = 10**printed.places
    return (printed.units + below) / scale, (printed.units + above) / scale


def _printable(implied: Span, mode: str, scale: int) -> range:
    """List the medians, in units of the last digit, that some value inside `implied` prints."""
    below, above = REACH[mode]
    return range(math.floor(implied[0] * scale - above) + 1, math.ceil(implied[1] * scale - below))


def _in_any(ranges: Iterable[range], medians: range) -> int:
    """Count the `medians` that lie in at least one of the ranges."""
    counted, reached = 0, medians.start
    for each in sorted(ranges, key=lambda each: each.start):
        start, stop = max(each.start, reached), min(each.stop, medians.stop)
        counted += max(stop - start, 0)
        reached = max(reached, stop)
    return counted


def _explanation(
    family: str, mode: str, numbers: tuple[PrintedNumber, PrintedNumber, PrintedNumber], z: float
) -> MedianIntervalExplanation:
    (m0, m1), (l0, l1), (u0, u1) = (_unrounded(number, mode) for number in numbers)
    _, low, high = (number.value for number in numbers)
    if family == "symmetric":
        medians = max(float(m0), float(l0 + u0) / 2), min(float(m1), float(l1 + u1) / 2)
        errors = [float(width) / (2 * z) for width in (high - low, u0 - l1, u1 - l0)]
    else:
        medians = max(float(m0), math.sqrt(l0 * u0)), min(float(m1), math.sqrt(l1 * u1))
        centred = ((math.sqrt(low * high), high / low), (medians[0], u0 / l1), (medians[1], u1 / l0))
        errors = [median * math.log(ratio) / (2 * z) for median, ratio in centred]
    central, least, most = (round(error, DIGITS_SHOWN) for error in errors)
    first, last = (round(median, DIGITS_SHOWN) for median in medians)
    return MedianIntervalExplanation(family, mode, central, (least, most), (first, last))
