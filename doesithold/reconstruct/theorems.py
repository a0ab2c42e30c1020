"""What each kind of theorem forbids, and whether a data set agrees with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import singledispatch
from typing import Any, get_args

import numpy as np

from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import (
    Constraint,
    LeftOut,
    MedianTime,
    Reading,
    Status,
    TimeBound,
    Wait,
)
from doesithold.reconstruct.constraints.durations import Duration
from doesithold.reconstruct.constraints.theorems import (
    FreeAt,
    Later,
    MedianAmong,
    MedianRange,
    MissingAmong,
    Statement,
    WaitBetween,
)
from doesithold.reconstruct.ensemble import Ensemble, everywhere
from doesithold.reconstruct.limits import left_out_by, limits_of, target_of
from doesithold.reconstruct.patients import by_name, names
from doesithold.reconstruct.waits import KnownWait, wait_of
from doesithold.statistics.survival import Bools, Flat, kaplan_meier

SUPPOSED = "supposed"
Opposite = tuple[Constraint, ...]
UNPROVABLE: Opposite = ()
"""Supposes nothing, so that it is contradicted only where no data are possible at all."""


def suppose(kind: Any, **details: Any) -> Constraint:
    """Make a constraint that nobody states, to see whether it contradicts those that are stated."""
    (name,) = get_args(kind.model_fields["kind"].annotation)
    made: Constraint = kind(id=SUPPOSED, place="none", says="supposed", basis="chosen", kind=name, **details)
    return made


def months(duration: Any, reading: Reading) -> Any:
    """Return a duration in the months of a reading."""
    return duration.under(reading.convention) if isinstance(duration, Duration) else duration


@singledispatch
def opposites(theorem: Statement, paper: Paper, reading: Reading, usual: Reading) -> Iterator[Opposite]:
    """Yield suppositions of which one is true wherever the theorem is false.

    Parameters
    ----------
    theorem : Statement
    paper : Paper
    reading : Reading
        The reading under which it is tried.
    usual : Reading
        The default reading with what the theorem itself supposes, from which its numbers come.
    """
    raise NotImplementedError(type(theorem).__name__)


@singledispatch
def holds(theorem: Statement, ensemble: Ensemble, paper: Paper, reading: Reading, usual: Reading) -> Bools:
    """Mark the draws that agree with a theorem, shape (draws,)."""
    raise NotImplementedError(type(theorem).__name__)


def numbers(theorem: Statement, paper: Paper, usual: Reading) -> Mapping[str, str]:
    """Return the numbers that a theorem's sentences name."""
    if isinstance(theorem, FreeAt):
        free, among = names(paper, theorem.who), names(paper, theorem.among)
        share = 100 * len(free) / len(among)
        return {
            "free": str(len(free)),
            "gone": str(len(among) - len(free)),
            "among": str(len(among)),
            "percent": f"{share:.1f}",
            "time": f"{float(months(theorem.at, usual)):.2f}",
        }
    if isinstance(theorem, MedianRange) and (target := target_of(usual, theorem.endpoint)):
        low, high = target.median.low, target.median.high
        return {
            "low": f"{float(low):g}",
            "high": f"{float(high):g}",
            "first_day": f"{float(low * usual.convention.month):.1f}",
            "last_day": f"{float(high * usual.convention.month):.1f}",
        }
    if isinstance(theorem, WaitBetween) and (known := _wait(theorem, paper, usual)):
        return {
            "first": str(known.first),
            "second": str(known.second),
            "least": f"{float(known.least):.3f}",
            "most": f"{float(known.most):.3f}",
            "days": f"{float((known.least + known.most) / 2 * usual.convention.month):.0f}",
            "error": f"{known.error:.4f}",
        }
    if isinstance(theorem, MedianAmong | MissingAmong):
        return {"who": " or ".join(names(paper, theorem.who)), "number": str(len(names(paper, theorem.who)))}
    return {}


@opposites.register
def _(theorem: FreeAt, paper: Paper, reading: Reading, _usual: Reading) -> Iterator[Opposite]:
    at = months(theorem.at, reading)
    free = names(paper, theorem.who)
    for patient in names(paper, theorem.among):
        one = {"endpoint": theorem.endpoint, "who": by_name(paper, patient)}
        if patient in free:
            yield (suppose(TimeBound, at_most=at, **one),)
        else:
            yield (suppose(TimeBound, more_than=at, **one),)
            yield (suppose(Status, status="censored", **one),)


@holds.register
def _(theorem: FreeAt, ensemble: Ensemble, paper: Paper, reading: Reading, _usual: Reading) -> Bools:
    asked, at = ensemble.times[theorem.endpoint], float(months(theorem.at, reading))
    among = [ensemble.column(patient) for patient in names(paper, theorem.among)]
    free = np.isin(np.array(ensemble.patients), names(paper, theorem.who))[among]
    times, events = asked.times[:, among], asked.events[:, among]
    return everywhere(np.where(free, times > at, (times <= at) & events) | np.isnan(times))


@opposites.register
def _(theorem: MedianAmong, paper: Paper, reading: Reading, _usual: Reading) -> Iterator[Opposite]:
    target = target_of(reading, theorem.endpoint)
    if target is None:
        yield UNPROVABLE
        return
    problem = limits_of(paper, reading)
    allowed = names(paper, theorem.who)
    for patient in problem.patients:
        if patient not in allowed:
            one = {"endpoint": theorem.endpoint, "who": by_name(paper, patient)}
            yield (
                suppose(TimeBound, at_least=target.median.low, less_than=target.median.high, **one),
                suppose(Status, status="event", **one),
            )
    if target.flat == "midpoint":
        yield (suppose(MedianTime, endpoint=theorem.endpoint, flat="midpoint", rests=True),)


@holds.register
def _(theorem: MedianAmong, ensemble: Ensemble, paper: Paper, reading: Reading, _usual: Reading) -> Bools:
    asked = ensemble.times[theorem.endpoint]
    median = kaplan_meier(asked.times, asked.events).median(flat_of(reading))[:, None]
    theirs = (asked.times == median) & asked.events
    allowed = np.isin(np.array(ensemble.patients), names(paper, theorem.who))
    others = theirs & ~allowed
    return everywhere(~others) & ~everywhere(~theirs)


@opposites.register
def _(theorem: MedianRange, _paper: Paper, reading: Reading, usual: Reading) -> Iterator[Opposite]:
    target = target_of(usual, theorem.endpoint)
    if target is None:
        yield UNPROVABLE
        return
    one = {"endpoint": theorem.endpoint, "flat": flat_of(reading)}
    yield (suppose(MedianTime, less_than=target.median.low, **one),)
    yield (suppose(MedianTime, at_least=target.median.high, **one),)


@holds.register
def _(theorem: MedianRange, ensemble: Ensemble, _paper: Paper, reading: Reading, usual: Reading) -> Bools:
    target, asked = target_of(usual, theorem.endpoint), ensemble.times[theorem.endpoint]
    found = kaplan_meier(asked.times, asked.events).median(flat_of(reading))
    if target is None:
        return np.zeros(len(ensemble), bool)
    return everywhere(
        np.stack([found >= float(target.median.low), found < float(target.median.high)], axis=1)
    )


@opposites.register
def _(theorem: MissingAmong, paper: Paper, reading: Reading, _usual: Reading) -> Iterator[Opposite]:
    allowed = names(paper, theorem.who)
    for missing in reading.of(LeftOut):
        if missing.how_many == 1:
            for patient in names(paper, missing.who):
                if patient not in allowed:
                    yield (suppose(LeftOut, who=by_name(paper, patient), how_many=1),)
            return
    yield UNPROVABLE


@holds.register
def _(theorem: MissingAmong, ensemble: Ensemble, paper: Paper, _reading: Reading, _usual: Reading) -> Bools:
    allowed = np.isin(np.array(ensemble.patients), names(paper, theorem.who))
    return ~everywhere(~ensemble.absent[:, allowed])


@opposites.register
def _(theorem: Later, paper: Paper, reading: Reading, _usual: Reading) -> Iterator[Opposite]:
    for patient in sorted(set(names(paper, theorem.who)) - left_out_by(paper, reading)):
        bound = {"endpoint": theorem.endpoint, "who": by_name(paper, patient)}
        yield (suppose(TimeBound, at_most=months(theorem.more_than, reading), **bound),)


@holds.register
def _(theorem: Later, ensemble: Ensemble, paper: Paper, reading: Reading, _usual: Reading) -> Bools:
    columns = np.isin(np.array(ensemble.patients), names(paper, theorem.who))
    times = ensemble.times[theorem.endpoint].times[:, columns]
    return everywhere((times > float(months(theorem.more_than, reading))) | np.isnan(times))


@opposites.register
def _(theorem: WaitBetween, paper: Paper, _reading: Reading, usual: Reading) -> Iterator[Opposite]:
    known = _wait(theorem, paper, usual)
    if known is None:
        yield UNPROVABLE
        return
    one = {"endpoint": theorem.endpoint, "first": known.first, "second": known.second}
    yield (suppose(Wait, less_than=known.least, **one),)
    yield (suppose(Wait, more_than=known.most, **one),)


@holds.register
def _(theorem: WaitBetween, ensemble: Ensemble, paper: Paper, _reading: Reading, usual: Reading) -> Bools:
    known, asked = _wait(theorem, paper, usual), ensemble.times[theorem.endpoint]
    if known is None:
        return np.zeros(len(ensemble), bool)
    times = np.sort(np.where(asked.events, asked.times, np.nan), axis=1)
    waited = times[:, known.second - 1] - times[:, known.first - 1]
    return everywhere(np.stack([waited >= float(known.least), waited <= float(known.most)], axis=1))


def _wait(theorem: WaitBetween, paper: Paper, usual: Reading) -> KnownWait | None:
    problem = limits_of(paper, usual)
    target = problem.times[theorem.endpoint].target
    return wait_of(len(problem.patients) - problem.missing, target) if target else None


def flat_of(reading: Reading) -> Flat:
    """Return which time is the median where a curve rests at one half."""
    return reading.convention.flat
