"""What a reading of the paper demands of each patient, as arrays: windows for times and changes, targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from doesithold.measures.selection import Selection, select
from doesithold.numbers import decimal_places
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import (
    ENDPOINTS,
    ChangeBound,
    Endpoint,
    Grid,
    Interval,
    LeftOut,
    Median,
    Order,
    Reading,
    Status,
    TimeBound,
)
from doesithold.statistics.survival import Bools, Floats


@dataclass(frozen=True)
class Range:
    """Values from `low` on and below `high`, such as those that print as the same digits."""

    low: Fraction
    high: Fraction

    @classmethod
    def printing(cls, reported: str) -> Range:
        """Return the values that print as `reported` when rounded half up."""
        half = Fraction(1, 2 * 10 ** decimal_places(reported))
        return cls(Fraction(reported) - half, Fraction(reported) + half)

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
    """

    median: Range
    lower: Range | None
    upper: Range | None
    level: float


@dataclass(frozen=True)
class Demands:
    """What is demanded of the times to one endpoint; arrays have the shape (patients,).

    Attributes
    ----------
    low, high : array
        Earliest and latest time in months, both allowed.
    may_happen, may_be_censored : array of bool
        Whether the time may end with an event, whether it may be censored.
    grid : tuple of Fraction
        Durations in months of which every event time is a whole multiple.
    target : Target or None
        What the Kaplan-Meier median and its interval must print.
    """

    low: Floats
    high: Floats
    may_happen: Bools
    may_be_censored: Bools
    grid: tuple[Fraction, ...]
    target: Target | None


@dataclass(frozen=True)
class Problem:
    """One reading of the paper, patient by patient.

    Attributes
    ----------
    patients : tuple of str
        Patients who may be analysed, in the order of Table 1.
    possibly_missing : array of bool (patients,)
        Among whom `missing` patients are left out, nobody knows which.
    times : dict
        Demands on each endpoint.
    change_low, change_high : array (patients,)
        Bounds for the best tumour change in percent, both allowed.
    """

    patients: tuple[str, ...]
    possibly_missing: Bools
    missing: int
    times: dict[Endpoint, Demands]
    change_low: Floats
    change_high: Floats

    def among(self, paper: Paper, who: Selection | None) -> Bools:
        """Mark the patients that match a selection of columns."""
        chosen = {patient.patient for patient in select(paper, who)}
        return np.array([patient in chosen for patient in self.patients])


def compile_problem(paper: Paper, reading: Reading) -> Problem:
    """Turn the constraints of a reading into demands on each patient.

    Constraints between values (order, bars, deepest shrinkage, treatment) are not part of it; the sampler and
    the checker read them from the reading itself.
    """
    left_out = {
        patient.patient
        for constraint in reading.of(LeftOut)
        if constraint.how_many is None
        for patient in select(paper, constraint.who)
    }
    patients = tuple(patient.patient for patient in paper.rows() if patient.patient not in left_out)
    bare = Problem(patients, np.zeros(len(patients), bool), 0, {}, np.empty(0), np.empty(0))
    possibly_missing, missing = bare.possibly_missing, 0
    for constraint in reading.of(LeftOut):
        if constraint.how_many is not None:
            possibly_missing, missing = bare.among(paper, constraint.who), constraint.how_many
    bounds = [(bare.among(paper, bound.who), bound) for bound in reading.of(ChangeBound)]
    change_low, change_high = _windows(
        bounds, np.full(len(patients), -np.inf), np.full(len(patients), np.inf)
    )
    times = {endpoint: _demands(paper, reading, endpoint, bare) for endpoint in ENDPOINTS}
    for order in reading.of(Order):
        low = np.maximum(times[order.longer].low, times[order.shorter].low)
        times[order.longer] = _with_low(times[order.longer], low)
    return Problem(patients, possibly_missing, missing, times, change_low, change_high)


def _with_low(demands: Demands, low: Floats) -> Demands:
    return Demands(
        low, demands.high, demands.may_happen, demands.may_be_censored, demands.grid, demands.target
    )


def _demands(paper: Paper, reading: Reading, endpoint: Endpoint, problem: Problem) -> Demands:
    n = len(problem.patients)
    bounds = [
        (problem.among(paper, bound.who), bound)
        for bound in reading.of(TimeBound)
        if bound.endpoint == endpoint
    ]
    low, high = _windows(bounds, np.full(n, np.nextafter(0, 1)), np.full(n, np.inf))
    may_happen, may_be_censored = np.ones(n, bool), np.ones(n, bool)
    for status in reading.of(Status):
        if status.endpoint == endpoint:
            (may_happen if status.status == "censored" else may_be_censored)[
                problem.among(paper, status.who)
            ] = False
    grid = tuple(grid.every for grid in reading.of(Grid) if grid.endpoint == endpoint)
    return Demands(low, high, may_happen, may_be_censored, grid, target_of(reading, endpoint))


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


def target_of(reading: Reading, endpoint: Endpoint) -> Target | None:
    """Return what the summaries of an endpoint must print, None where nothing is demanded."""
    medians = [Range.printing(median.printed) for median in reading.of(Median) if median.endpoint == endpoint]
    intervals = [interval for interval in reading.of(Interval) if interval.endpoint == endpoint]
    if not medians and not intervals:
        return None
    if not intervals:
        return Target(medians[0], None, None, 0.95)
    lower, upper = Range.printing(intervals[0].lower), Range.printing(intervals[0].upper)
    median = Range((lower.low + upper.low) / 2, (lower.high + upper.high) / 2)
    for printed in medians:
        median = median.and_also(printed)
    return Target(median, lower, upper, float(intervals[0].level))
