"""What a reading of the paper demands of each patient, as arrays: windows for times and changes, targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from doesithold.numbers import read_number
from doesithold.paper.paper import Paper
from doesithold.paper.selection import Selection
from doesithold.reconstruct.constraints import (
    ChangeBound,
    Grid,
    Interval,
    LeftOut,
    Median,
    MedianTime,
    Reading,
    Status,
    TimeBound,
)
from doesithold.reconstruct.constraints.kinds import Rounding
from doesithold.reconstruct.patients import names
from doesithold.statistics.survival import Bools, Flat, Floats

LONGEST = 96.0
"""Months to which times are drawn where no constraint limits them, unless twice what is asked for is more."""


@dataclass(frozen=True)
class Range:
    """Values from `low` on and below `high`, such as those that print as the same digits."""

    low: Fraction
    high: Fraction

    @classmethod
    def printing(cls, reported: str, rounding: Rounding = "half_up") -> Range:
        """Return the values that print as `reported` when rounded half up, or when digits are cut off."""
        printed = read_number(reported)
        low = printed.nearest[0] if rounding == "half_up" else printed.value
        return cls(low, low + printed.unit)

    def and_also(self, other: Range) -> Range:
        """Return the values in both ranges; empty where `low` is not below `high`."""
        return Range(max(self.low, other.low), min(self.high, other.high))


@dataclass(frozen=True)
class Target:
    """Printed summaries of one endpoint, in months.

    Attributes
    ----------
    median : Range
        Values the median may have: those that print, and lie midway between bounds that print.
    lower, upper : Range or None
        Values the bounds of the symmetric interval may have; None where no interval is demanded.
    level : float
        Confidence level of the interval.
    flat : {"first", "midpoint"}
        Which time is the median where the curve rests at one half.
    must_rest : bool
        Whether the curve has to rest there.
    """

    median: Range
    lower: Range | None
    upper: Range | None
    level: float
    flat: Flat
    must_rest: bool = False


@dataclass(frozen=True)
class Demands:
    """What is demanded of the times to one endpoint; arrays have the shape (patients,).

    Attributes
    ----------
    low, high : array
        Earliest and latest time in months, both allowed.
    may_happen, may_be_censored : array of bool
        Whether the time may end with an event, whether it may be censored.
    grid : tuple of (Fraction, Fraction)
        Durations in months to a whole multiple of which every event time is close, and how close.
    target : Target or None
        What the Kaplan-Meier median and its interval must print.
    scans : array
        Months at which scheduled scans may show it.
    shorter : tuple of str
        Endpoints whose times are never longer in the same patient.
    """

    low: Floats
    high: Floats
    may_happen: Bools
    may_be_censored: Bools
    grid: tuple[tuple[Fraction, Fraction], ...]
    target: Target | None
    scans: Floats
    shorter: tuple[str, ...]


@dataclass(frozen=True)
class PatientLimits:
    """What one reading of the paper allows, patient by patient.

    Attributes
    ----------
    patients : tuple of str
        Patients who may be analysed, in the order of Table 1.
    possibly_missing : array of bool (patients,)
        Among whom `missing` patients are left out, nobody knows which.
    times : dict
        Demands on each endpoint, after those on endpoints that are never longer.
    change_low, change_high : array (patients,)
        Bounds for the best tumour change in percent, both allowed.
    """

    patients: tuple[str, ...]
    possibly_missing: Bools
    missing: int
    times: dict[str, Demands]
    change_low: Floats
    change_high: Floats

    @cached_property
    def horizon(self) -> float:
        """Months to which times are drawn where no constraint limits them."""
        latest = [demands.low.max(initial=0) for demands in self.times.values()]
        medians = [demands.target.median.low for demands in self.times.values() if demands.target]
        return max(LONGEST, *(2 * float(asked) for asked in (*latest, *medians)))

    def among(self, paper: Paper, who: Selection | None) -> Bools:
        """Mark the patients that match a selection of columns."""
        chosen = names(paper, who)
        return np.array([patient in chosen for patient in self.patients])


def limits_of(paper: Paper, reading: Reading) -> PatientLimits:
    """Turn the constraints of a reading into demands on each patient.

    Constraints between values (bars, deepest shrinkage, treatment) are not part of it; the sampler and the
    checker read them from the reading itself.
    """
    left_out = left_out_by(paper, reading)
    patients = tuple(patient for patient in names(paper) if patient not in left_out)
    bare = PatientLimits(patients, np.zeros(len(patients), bool), 0, {}, np.empty(0), np.empty(0))
    possibly_missing, missing = bare.possibly_missing, 0
    for constraint in reading.of(LeftOut):
        if constraint.how_many is not None:
            possibly_missing, missing = bare.among(paper, constraint.who), constraint.how_many
    bounds = [(bare.among(paper, bound.who), bound) for bound in reading.of(ChangeBound)]
    change_low, change_high = _windows(
        bounds, np.full(len(patients), -np.inf), np.full(len(patients), np.inf)
    )
    times = {endpoint: _demands(paper, reading, endpoint, bare) for endpoint in reading.shorter}
    _put_in_order(times)
    return PatientLimits(patients, possibly_missing, missing, times, change_low, change_high)


def left_out_by(paper: Paper, reading: Reading) -> frozenset[str]:
    """Return the patients who are certainly not analysed."""
    return frozenset(
        patient
        for constraint in reading.of(LeftOut)
        if constraint.how_many is None
        for patient in names(paper, constraint.who)
    )


def _put_in_order(times: dict[str, Demands]) -> None:
    """Let no time begin before a shorter one, nor end after a longer one."""
    for endpoint, demands in times.items():
        lows = [demands.low, *(times[shorter].low for shorter in demands.shorter)]
        times[endpoint] = replace(demands, low=np.maximum.reduce(lows))
    for demands in reversed(times.values()):
        for shorter in demands.shorter:
            high = np.minimum(times[shorter].high, demands.high)
            times[shorter] = replace(times[shorter], high=high)


def _demands(paper: Paper, reading: Reading, endpoint: str, limits: PatientLimits) -> Demands:
    n = len(limits.patients)
    bounds = [
        (limits.among(paper, bound.who), bound)
        for bound in reading.of(TimeBound)
        if bound.endpoint == endpoint
    ]
    low, high = _windows(bounds, np.full(n, np.nextafter(0, 1)), np.full(n, np.inf))
    may_happen, may_be_censored = np.ones(n, bool), np.ones(n, bool)
    for status in reading.of(Status):
        if status.endpoint == endpoint:
            (may_happen if status.status == "censored" else may_be_censored)[
                limits.among(paper, status.who)
            ] = False
    grid = tuple((grid.every, grid.within) for grid in reading.of(Grid) if grid.endpoint == endpoint)
    target = target_of(reading, endpoint)
    every = float(reading.convention.scan / reading.convention.month)
    shows = reading.endpoints[endpoint].at_scans
    scans = every * np.arange(1, LONGEST // every + 1) if shows else np.empty(0)
    shorter = reading.shorter[endpoint]
    return Demands(low, high, may_happen, may_be_censored, grid, target, scans, shorter)


def _windows(
    bounds: Iterable[tuple[Bools, TimeBound | ChangeBound]], low: Floats, high: Floats
) -> tuple[Floats, Floats]:
    """Tighten closed windows; a strict bound excludes itself by the smallest step there is."""
    for who, bound in bounds:
        if bound.at_least is not None:
            low[who] = np.maximum(low[who], float(bound.at_least))
        if bound.more_than is not None:
            low[who] = np.maximum(low[who], np.nextafter(float(bound.more_than), np.inf))
        if bound.at_most is not None:
            high[who] = np.minimum(high[who], float(bound.at_most))
        if bound.less_than is not None:
            high[who] = np.minimum(high[who], np.nextafter(float(bound.less_than), -np.inf))
    return low, high


def target_of(reading: Reading, endpoint: str) -> Target | None:
    """Return what the summaries of an endpoint must print, None where nothing is demanded."""
    medians = [summary for summary in reading.of(Median) if summary.endpoint == endpoint]
    intervals = [summary for summary in reading.of(Interval) if summary.endpoint == endpoint]
    bounds = [bound for bound in reading.of(MedianTime) if bound.endpoint == endpoint]
    if not medians and not intervals and not bounds:
        return None
    median = Range(Fraction(0), LAST)
    for printed in medians:
        median = median.and_also(Range.printing(printed.printed, printed.rounding))
    for bound in bounds:
        median = median.and_also(Range(bound.at_least or median.low, bound.less_than or median.high))
    flats: list[Flat] = (
        [each.flat for each in medians] + [each.flat for each in intervals] + [each.flat for each in bounds]
    )
    flat = flats[0]
    must_rest = any(bound.rests for bound in bounds)
    if not intervals:
        return Target(median, None, None, 0.95, flat, must_rest)
    (interval,) = intervals
    lower, upper = (Range.printing(value, interval.rounding) for value in (interval.lower, interval.upper))
    midway = Range((lower.low + upper.low) / 2, (lower.high + upper.high) / 2)
    return Target(median.and_also(midway), lower, upper, float(interval.level), flat, must_rest)


LAST = Fraction(10**6)
"""Months that no median reaches."""
