"""Random data sets inside all windows, as different from one another as the windows allow.

How fast events come, how many times are censored, how many events are only seen on scan days, how many deaths
come without progression: each is itself drawn anew for every data set, from a wide range. None of these is an
estimate; they only make the draws spread over what the constraints leave open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Bars, ChangeBound, Reading, Treatment
from doesithold.reconstruct.limits import Demands, PatientLimits
from doesithold.statistics.survival import Bools, Floats, Rows, Times

LONGEST = 96.0
"""Months to which times are drawn where no constraint limits them."""

DEEPEST_CHANGE, LARGEST_CHANGE = -100.0, 100.0


@dataclass(frozen=True)
class Candidates:
    """Drawn data before the printed summaries are met; all arrays have the shape (draws, patients)."""

    pfs: Times
    died: Bools
    best_change: Floats
    present: Bools

    def rows(self, which: Rows) -> Candidates:
        """Return some of the draws."""
        return Candidates(
            self.pfs.rows(which), self.died[which], self.best_change[which], self.present[which]
        )


def propose(
    paper: Paper, reading: Reading, limits: PatientLimits, size: int, random: np.random.Generator
) -> Candidates:
    """Draw progression-free times and tumour changes inside their windows."""
    demands = limits.times["pfs"]
    unmeasured, latest = _without_bar(paper, reading, limits, size, random)
    high = np.minimum(np.broadcast_to(demands.high, unmeasured.shape), LONGEST)
    high = np.where(unmeasured, np.minimum(high, np.nextafter(latest, 0)), high)
    times = _times(demands.low, high, _scales(random, high.shape, 0.3, 40), random)
    events = _statuses(demands, unmeasured, random)
    times = _on_scan_days(times, high, events, scan_times(reading), random)
    died = events & (random.random(times.shape) < _rare_share(random, size, 0.5))
    change = _changes(limits, size, random)
    measured = _measurable(paper, reading, limits) & ~unmeasured
    present = _present(limits, size, random)
    absent = np.where(present, 0.0, np.nan)
    return Candidates(
        Times(times + absent, events & present), died & present, np.where(measured, change, np.nan), present
    )


def propose_survival(limits: PatientLimits, drawn: Candidates, random: np.random.Generator) -> Times:
    """Draw overall survival after the given progression-free times."""
    demands, pfs = limits.times["os"], drawn.pfs
    start = np.maximum(np.where(drawn.present, pfs.times, 0.0), demands.low)
    high = np.maximum(np.broadcast_to(np.minimum(demands.high, LONGEST), start.shape), start)
    times = _times(start, high, _scales(random, start.shape, 2, 40), random)
    events = _statuses(demands, np.zeros(times.shape, bool), random)
    last_seen = ~pfs.events & ~events & (start == pfs.times) & (random.random(times.shape) < 0.5)
    died = drawn.died & (start == pfs.times) & demands.may_happen
    times = np.where(died | last_seen, pfs.times, times)
    return Times(np.where(drawn.present, times, np.nan), (events | died) & drawn.present)


def treatment_of(
    lanes: Sequence[tuple[Bools, Treatment]], pfs: Floats, os: Floats, random: np.random.Generator
) -> Floats:
    """Draw months on treatment about the end of progression-free survival, for those who have a lane."""
    months = np.full(pfs.shape, np.nan)
    for lane, constraint in lanes:
        shift = random.uniform(-1, 1, pfs.shape) * float(constraint.within)
        ended = np.where(shift == 0, pfs, np.clip(pfs + shift, pfs / 2, os))
        months = np.where(lane, ended, months)
    return months


def _per_draw(random: np.random.Generator, size: int, low: float, high: float) -> Floats:
    """Draw one positive number for each data set, evenly on a logarithmic scale."""
    return np.exp(random.uniform(np.log(low), np.log(high), (size, 1)))


def _scales(random: np.random.Generator, shape: tuple[int, ...], low: float, high: float) -> Floats:
    """Draw the mean wait of every patient: in some data sets all alike, in others each on its own."""
    common = np.log(_per_draw(random, shape[0], low, high))
    own = random.uniform(np.log(low), np.log(high), shape)
    alike = random.random((shape[0], 1))
    scales: Floats = np.exp(alike * common + (1 - alike) * own)
    return scales


def _rare_share(random: np.random.Generator, size: int, most: float) -> Floats:
    """Draw one share for each data set: nothing in half of them, up to `most` in the others."""
    return np.where(random.random((size, 1)) < 0.5, 0.0, random.uniform(0, most, (size, 1)))


def _times(low: Floats, high: Floats, scale: Floats, random: np.random.Generator) -> Floats:
    """Draw from exponential distributions that start at `low` and are cut off at `high`."""
    share = random.random(high.shape)
    reach = -np.expm1(-(high - low) / scale)
    return np.clip(low - scale * np.log1p(-share * reach), low, high)


def _statuses(demands: Demands, must_happen: Bools, random: np.random.Generator) -> Bools:
    share = random.uniform(0.3, 1, (len(must_happen), 1))
    free = random.random(must_happen.shape) < share
    return (free & demands.may_happen) | ~demands.may_be_censored | must_happen


def _measurable(paper: Paper, reading: Reading, limits: PatientLimits) -> Bools:
    """Mark the patients who may have a bar: those the plot is of, or else all whose change is bounded."""
    asked = [bars.who for bars in reading.of(Bars)] or [bound.who for bound in reading.of(ChangeBound)]
    measurable = np.zeros(len(limits.patients), bool)
    for who in asked:
        measurable |= limits.among(paper, who)
    return measurable


def scan_times(reading: Reading) -> Floats:
    """Return the months at which scans are scheduled; none without a schedule."""
    every = float(reading.convention.scan / reading.convention.month)
    return every * np.arange(1, LONGEST // every + 1) if every else np.empty(0)


def _on_scan_days(
    times: Floats, high: Floats, events: Bools, scans: Floats, random: np.random.Generator
) -> Floats:
    """Put some events off to the next scheduled scan, where their window allows it."""
    if not len(scans):
        return times
    following = scans[np.minimum(np.searchsorted(scans, times), len(scans) - 1)]
    put_off = events & (random.random(times.shape) < _rare_share(random, len(times), 1))
    return np.where(put_off & (following <= high) & (following >= times), following, times)


def _without_bar(
    paper: Paper, reading: Reading, limits: PatientLimits, size: int, random: np.random.Generator
) -> tuple[Bools, float]:
    """Choose which evaluable patients were not measured, and say before when these progressed."""
    nobody = np.zeros((size, len(limits.patients)), bool)
    for bars in reading.of(Bars):
        without = int(limits.among(paper, bars.who).sum()) - bars.count
        return _some(limits.among(paper, bars.open_among), without, size, random), float(bars.before)
    return nobody, LONGEST


def _some(candidates: Bools, count: int, size: int, random: np.random.Generator) -> Bools:
    """Choose `count` of the candidates in every data set, all choices equally likely."""
    order = np.where(candidates, random.random((size, len(candidates))), np.inf)
    return (np.argsort(np.argsort(order, axis=1), axis=1) < count) & candidates


def _present(limits: PatientLimits, size: int, random: np.random.Generator) -> Bools:
    return ~_some(limits.possibly_missing, limits.missing, size, random)


def _changes(limits: PatientLimits, size: int, random: np.random.Generator) -> Floats:
    low = np.maximum(limits.change_low, DEEPEST_CHANGE)
    width = np.maximum(np.minimum(limits.change_high, LARGEST_CHANGE) - low, 0)
    first, second = _per_draw(random, size, 0.5, 3), _per_draw(random, size, 0.5, 3)
    share = random.beta(first, second, (size, len(low)))
    changes: Floats = np.minimum(low + width * share, limits.change_high)
    return changes
