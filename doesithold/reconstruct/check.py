"""Holding data sets to the constraints: each kind has its own rule, and none is shared with the sampler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from doesithold.paper.paper import Paper
from doesithold.paper.selection import Selection
from doesithold.reconstruct.constraints import (
    Bars,
    ChangeBound,
    Constraint,
    Deepest,
    Distinct,
    Grid,
    Interval,
    LeftOut,
    Median,
    MedianTime,
    NoDifference,
    Observed,
    Order,
    Reading,
    Status,
    TimeBound,
    Treatment,
    Wait,
)
from doesithold.reconstruct.constraints.kinds import Rounding
from doesithold.reconstruct.ensemble import Ensemble, everywhere
from doesithold.reconstruct.limits import Range
from doesithold.reconstruct.patients import names
from doesithold.statistics.survival import (
    TOLERANCE,
    Bools,
    Floats,
    critical_value,
    kaplan_meier,
    log_rank,
)
from doesithold.statistics.symmetric import MARGIN, symmetric_median

SLACK = 1e-9
"""Months by which a time on a grid may miss its multiple: only rounding errors are smaller."""


@dataclass(frozen=True)
class Violation:
    """A constraint that some draws break.

    Attributes
    ----------
    constraint : str
        Its id.
    draws : tuple of int
        Rows of the ensemble that break it.
    """

    constraint: str
    draws: tuple[int, ...]


def check(ensemble: Ensemble, paper: Paper, reading: Reading) -> tuple[Violation, ...]:
    """Return every constraint that any draw breaks, with the draws; empty means that all hold."""
    broken = ((constraint.id, ~_holds(constraint, ensemble, paper)) for constraint in reading.constraints)
    return tuple(
        Violation(name, tuple(map(int, np.flatnonzero(rows)))) for name, rows in broken if rows.any()
    )


def satisfied(ensemble: Ensemble, paper: Paper, reading: Reading) -> Bools:
    """Mark the draws that break nothing, shape (draws,)."""
    good = np.ones(len(ensemble), bool)
    for constraint in reading.constraints:
        good &= _holds(constraint, ensemble, paper)
    return good


def _holds(constraint: Constraint, ensemble: Ensemble, paper: Paper) -> Bools:
    return RULES[type(constraint)](constraint, ensemble, paper)


def _columns(ensemble: Ensemble, paper: Paper, who: Selection | None) -> list[int]:
    chosen = set(names(paper, who))
    return [column for column, patient in enumerate(ensemble.patients) if patient in chosen]


def _within(values: Floats, bound: TimeBound | ChangeBound) -> Bools:
    """Tell which rows lie within the bounds everywhere; missing values have nothing to break."""
    good = np.ones(values.shape, bool)
    if bound.at_least is not None:
        good &= values >= float(bound.at_least)
    if bound.more_than is not None:
        good &= values > float(bound.more_than)
    if bound.at_most is not None:
        good &= values <= float(bound.at_most)
    if bound.less_than is not None:
        good &= values < float(bound.less_than)
    return everywhere(good | np.isnan(values))


def _time(bound: TimeBound, ensemble: Ensemble, paper: Paper) -> Bools:
    columns = _columns(ensemble, paper, bound.who)
    return _within(ensemble.times[bound.endpoint].times[:, columns], bound)


def _change(bound: ChangeBound, ensemble: Ensemble, paper: Paper) -> Bools:
    return _within(ensemble.best_change[:, _columns(ensemble, paper, bound.who)], bound)


def _status(status: Status, ensemble: Ensemble, paper: Paper) -> Bools:
    asked = ensemble.times[status.endpoint]
    columns = _columns(ensemble, paper, status.who)
    present = ~np.isnan(asked.times[:, columns])
    right = asked.events[:, columns] == (status.status == "event")
    return everywhere(right | ~present)


def _left_out(left_out: LeftOut, ensemble: Ensemble, paper: Paper) -> Bools:
    columns = _columns(ensemble, paper, left_out.who)
    if left_out.how_many is None:
        return np.full(len(ensemble), not columns)
    absent = ensemble.absent
    theirs, all_absent = absent[:, columns].sum(axis=1), absent.sum(axis=1)
    return everywhere(np.stack([theirs == left_out.how_many, theirs == all_absent], axis=1))


def _deepest(deepest: Deepest, ensemble: Ensemble, paper: Paper) -> Bools:
    apart = set(_columns(ensemble, paper, deepest.apart_from)) if deepest.apart_from else set()
    ranked = set(_columns(ensemble, paper, deepest.among)) - apart
    named = [
        sorted(set(_columns(ensemble, paper, {deepest.column: value})) & ranked) for value in deepest.values
    ]
    others = sorted(ranked - {column for columns in named for column in columns})
    shallow = np.fmin.reduce(ensemble.best_change[:, others], axis=1, initial=np.inf)
    bests = [np.fmin.reduce(ensemble.best_change[:, columns], axis=1, initial=np.inf) for columns in named]
    return everywhere(np.stack([best < shallow for best in bests], axis=1))


def _bars(bars: Bars, ensemble: Ensemble, paper: Paper) -> Bools:
    measured = ~np.isnan(ensemble.best_change)
    everyone = _columns(ensemble, paper, bars.who)
    others = [column for column in everyone if column not in _columns(ensemble, paper, bars.open_among)]
    times = ensemble.times[bars.endpoint].times
    early = (times < float(bars.before)) | np.isnan(times)
    rules = (
        measured.sum(axis=1) == bars.count,
        measured[:, everyone].sum(axis=1) == bars.count,
        measured[:, others].all(axis=1),
        (early | measured)[:, everyone].all(axis=1),
    )
    return everywhere(np.stack(rules, axis=1))


def _order(order: Order, ensemble: Ensemble, _: Paper) -> Bools:
    shorter, longer = ensemble.times[order.shorter], ensemble.times[order.longer]
    return everywhere((shorter.times <= longer.times) | np.isnan(shorter.times))


def _treatment(treatment: Treatment, ensemble: Ensemble, paper: Paper) -> Bools:
    lanes = _columns(ensemble, paper, treatment.who)
    months, end = ensemble.treatment[:, lanes], ensemble.times[treatment.endpoint].times[:, lanes]
    near = (np.abs(months - end) <= float(treatment.within)) & (months > 0)
    if treatment.until is not None:
        near &= months <= ensemble.times[treatment.until].times[:, lanes]
    return everywhere(near | np.isnan(end))


def _prints(values: Floats, reported: str, rounding: Rounding) -> Bools:
    printed = Range.printing(reported, rounding)
    return everywhere(np.stack([values >= float(printed.low), values < float(printed.high)], axis=1))


def _median(median: Median, ensemble: Ensemble, _: Paper) -> Bools:
    asked = ensemble.times[median.endpoint]
    found = kaplan_meier(asked.times, asked.events).median(median.flat)
    return _prints(found, median.printed, median.rounding)


def _interval(interval: Interval, ensemble: Ensemble, _: Paper) -> Bools:
    asked = ensemble.times[interval.endpoint]
    found = symmetric_median(kaplan_meier(asked.times, asked.events), float(interval.level), interval.flat)
    return _prints(found.lower, interval.lower, interval.rounding) & _prints(
        found.upper, interval.upper, interval.rounding
    )


def _median_time(bound: MedianTime, ensemble: Ensemble, _: Paper) -> Bools:
    asked = ensemble.times[bound.endpoint]
    curves = kaplan_meier(asked.times, asked.events)
    found = curves.median(bound.flat)
    rests = found != curves.median() if bound.rests else True
    return np.asarray(
        rests & (found >= float(bound.at_least or 0)) & (found < float(bound.less_than or np.inf))
    )


def _grid(grid: Grid, ensemble: Ensemble, _: Paper) -> Bools:
    asked, step = ensemble.times[grid.endpoint], float(grid.every)
    multiples = np.maximum(np.round(asked.times / step), 1)
    off = np.abs(asked.times - multiples * step) > float(grid.within) + SLACK
    return everywhere(~off | ~asked.events)


def _no_difference(test: NoDifference, ensemble: Ensemble, paper: Paper) -> Bools:
    asked = ensemble.times[test.endpoint]
    one, other = (_columns(ensemble, paper, who) for who in (test.who, test.against))
    columns = [*one, *other]
    statistic = log_rank(
        asked.times[:, columns], asked.events[:, columns], [True] * len(one) + [False] * len(other)
    )
    return statistic <= critical_value(1 - float(test.level)) ** 2


def _observed(observed: Observed, ensemble: Ensemble, _: Paper) -> Bools:
    asked = ensemble.times[observed.endpoint]
    curves = kaplan_meier(asked.times, asked.events)
    low = curves.events & (curves.survival <= 0.5 - MARGIN + TOLERANCE)
    reached = np.min(curves.times, axis=1, initial=np.inf, where=low)
    return everywhere(asked.events | ~(asked.times < reached[:, None]))


def _distinct(distinct: Distinct, ensemble: Ensemble, _: Paper) -> Bools:
    asked = ensemble.times[distinct.endpoint]
    times = np.sort(np.where(asked.events, asked.times, np.nan), axis=1)
    return everywhere(~(np.diff(times, axis=1) <= SLACK))


def _wait(wait: Wait, ensemble: Ensemble, _: Paper) -> Bools:
    asked = ensemble.times[wait.endpoint]
    times = np.sort(np.where(asked.events, asked.times, np.nan), axis=1)
    waited = times[:, wait.second - 1] - times[:, wait.first - 1]
    below = waited < float(wait.less_than) if wait.less_than is not None else True
    return np.asarray(below & (waited > float(wait.more_than) if wait.more_than is not None else True))


RULES: dict[type[Constraint], Callable[[Any, Ensemble, Paper], Bools]] = {
    TimeBound: _time,
    ChangeBound: _change,
    Status: _status,
    LeftOut: _left_out,
    Deepest: _deepest,
    Bars: _bars,
    Order: _order,
    Treatment: _treatment,
    Median: _median,
    Interval: _interval,
    Grid: _grid,
    NoDifference: _no_difference,
    Observed: _observed,
    Distinct: _distinct,
    Wait: _wait,
    MedianTime: _median_time,
}
