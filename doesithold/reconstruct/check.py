"""Holding data sets to the constraints: each kind has its own rule, and none is shared with the sampler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from doesithold.measures.selection import Selection, select
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import (
    Bars,
    ChangeBound,
    Constraint,
    Deepest,
    Grid,
    Interval,
    LeftOut,
    Median,
    Order,
    Reading,
    Status,
    TimeBound,
    Treatment,
)
from doesithold.reconstruct.ensemble import Ensemble, everywhere
from doesithold.reconstruct.problem import Range
from doesithold.statistics.survival import Bools, Floats, kaplan_meier
from doesithold.statistics.symmetric import symmetric_median

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
    chosen = {patient.patient for patient in select(paper, who)}
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
    return _within(ensemble.of(bound.endpoint).times[:, columns], bound)


def _change(bound: ChangeBound, ensemble: Ensemble, paper: Paper) -> Bools:
    return _within(ensemble.best_change[:, _columns(ensemble, paper, bound.who)], bound)


def _status(status: Status, ensemble: Ensemble, paper: Paper) -> Bools:
    asked = ensemble.of(status.endpoint)
    columns = _columns(ensemble, paper, status.who)
    present = ~np.isnan(asked.times[:, columns])
    right = asked.events[:, columns] == (status.status == "event")
    return everywhere(right | ~present)


def _left_out(left_out: LeftOut, ensemble: Ensemble, paper: Paper) -> Bools:
    columns = _columns(ensemble, paper, left_out.who)
    if left_out.how_many is None:
        return np.full(len(ensemble), not columns)
    absent = np.isnan(ensemble.pfs.times) & np.isnan(ensemble.os.times)
    theirs, all_absent = absent[:, columns].sum(axis=1), absent.sum(axis=1)
    return everywhere(np.stack([theirs == left_out.how_many, theirs == all_absent], axis=1))


def _deepest(deepest: Deepest, ensemble: Ensemble, paper: Paper) -> Bools:
    apart = set(_columns(ensemble, paper, deepest.apart_from)) if deepest.apart_from else set()
    mutated = set(_columns(ensemble, paper, {"mutated": True})) - apart
    named = {
        variant: sorted(set(_columns(ensemble, paper, {"variant": variant})) & mutated)
        for variant in deepest.variants
    }
    others = sorted(mutated - {column for columns in named.values() for column in columns})
    shallow = np.fmin.reduce(ensemble.best_change[:, others], axis=1, initial=np.inf)
    bests = [np.fmin.reduce(ensemble.best_change[:, c], axis=1, initial=np.inf) for c in named.values()]
    return everywhere(np.stack([best < shallow for best in bests], axis=1))


def _bars(bars: Bars, ensemble: Ensemble, paper: Paper) -> Bools:
    measured = ~np.isnan(ensemble.best_change)
    evaluable = _columns(ensemble, paper, {"evaluable": True})
    others = [column for column in evaluable if column not in _columns(ensemble, paper, bars.open_among)]
    early = (ensemble.pfs.times < float(bars.before)) | np.isnan(ensemble.pfs.times)
    rules = (
        measured.sum(axis=1) == bars.count,
        measured[:, evaluable].sum(axis=1) == bars.count,
        measured[:, others].all(axis=1),
        (early | measured)[:, evaluable].all(axis=1),
    )
    return everywhere(np.stack(rules, axis=1))


def _order(order: Order, ensemble: Ensemble, _: Paper) -> Bools:
    shorter, longer = ensemble.of(order.shorter), ensemble.of(order.longer)
    return everywhere((shorter.times <= longer.times) | np.isnan(shorter.times))


def _treatment(treatment: Treatment, ensemble: Ensemble, paper: Paper) -> Bools:
    lanes = _columns(ensemble, paper, treatment.who)
    months, pfs = ensemble.treatment[:, lanes], ensemble.pfs.times[:, lanes]
    near = np.abs(months - pfs) <= float(treatment.within)
    near &= (months > 0) & (months <= ensemble.os.times[:, lanes])
    return everywhere(near | np.isnan(pfs))


def _prints(values: Floats, reported: str) -> Bools:
    printed = Range.printing(reported)
    return everywhere(np.stack([values >= float(printed.low), values < float(printed.high)], axis=1))


def _median(median: Median, ensemble: Ensemble, _: Paper) -> Bools:
    asked = ensemble.of(median.endpoint)
    return _prints(kaplan_meier(asked.times, asked.events).median(), median.printed)


def _interval(interval: Interval, ensemble: Ensemble, _: Paper) -> Bools:
    asked = ensemble.of(interval.endpoint)
    found = symmetric_median(kaplan_meier(asked.times, asked.events), float(interval.level))
    return _prints(found.lower, interval.lower) & _prints(found.upper, interval.upper)


def _grid(grid: Grid, ensemble: Ensemble, _: Paper) -> Bools:
    asked, step = ensemble.of(grid.endpoint), float(grid.every)
    off = np.abs(asked.times - np.round(asked.times / step) * step) > SLACK
    return everywhere(~off | ~asked.events)


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
}
