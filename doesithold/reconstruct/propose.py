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

DEEPEST_CHANGE, LARGEST_CHANGE = -100.0, 100.0
FIRST_WAITS, LATER_WAITS = (0.3, 40.0), (2.0, 40.0)
"""Shortest and longest mean wait, in months, for an endpoint alone and after a shorter one."""


@dataclass(frozen=True)
class Proposed(Times):
    """Times to one endpoint, with marks on events that end longer times too, as a death does."""

    final: Bools

    def rows(self, which: Rows) -> Proposed:
        """Return some of the draws."""
        return Proposed(self.times[which], self.events[which], self.final[which])


@dataclass(frozen=True)
class Candidates:
    """Drawn data, so far as they are drawn; all arrays have the shape (draws, patients).

    Attributes
    ----------
    latest : dict
        Months to which times to each endpoint are drawn at most.
    present : array of bool
        Who is analysed.
    """

    times: dict[str, Proposed]
    latest: dict[str, Floats]
    best_change: Floats
    present: Bools

    def rows(self, which: Rows) -> Candidates:
        """Return some of the draws."""
        times = {endpoint: drawn.rows(which) for endpoint, drawn in self.times.items()}
        latest = {endpoint: months[which] for endpoint, months in self.latest.items()}
        return Candidates(times, latest, self.best_change[which], self.present[which])


def propose(
    paper: Paper, reading: Reading, limits: PatientLimits, size: int, random: np.random.Generator
) -> Candidates:
    """Draw tumour changes, and times to every endpoint that follows no other, inside their windows."""
    unmeasured = _without_bar(paper, reading, limits, size, random)
    latest = _latest(reading, limits, unmeasured)
    first = {
        endpoint: _wait(limits, endpoint, np.broadcast_to(demands.low, unmeasured.shape), latest, random)
        for endpoint, demands in limits.times.items()
        if not demands.shorter
    }
    change = _changes(limits, size, random)
    measured = _measurable(paper, reading, limits) & ~unmeasured
    present = _present(limits, size, random)
    times = {endpoint: _of_present(drawn, present) for endpoint, drawn in first.items()}
    return Candidates(times, latest, np.where(measured, change, np.nan), present)


def propose_after(
    limits: PatientLimits, drawn: Candidates, endpoint: str, random: np.random.Generator
) -> Proposed:
    """Draw times to an endpoint after those that are never longer."""
    demands = limits.times[endpoint]
    before = [drawn.times[shorter] for shorter in demands.shorter]
    ends = [np.where(drawn.present, shorter.times, 0.0) for shorter in before]
    start = np.maximum.reduce([*ends, np.broadcast_to(demands.low, drawn.present.shape)])
    found = _wait(limits, endpoint, start, drawn.latest, random)
    together = random.random(start.shape) < 0.5
    died, last_seen = np.zeros((2, *start.shape), bool)
    for shorter in before:
        at_end = start == shorter.times
        died |= shorter.final & at_end & demands.may_happen
        last_seen |= ~shorter.events & ~found.events & at_end & together
    times = np.where(died | last_seen, start, found.times)
    return _of_present(Proposed(times, found.events | died, found.final), drawn.present)


def treatment_of(
    lanes: Sequence[tuple[Bools, Treatment]], drawn: Candidates, random: np.random.Generator
) -> Floats:
    """Draw months on treatment about the end of an endpoint's time, for those who have a lane."""
    months = np.full(drawn.present.shape, np.nan)
    for lane, constraint in lanes:
        end = drawn.times[constraint.endpoint].times
        latest = drawn.times[constraint.until].times if constraint.until else np.inf
        shift = random.uniform(-1, 1, end.shape) * float(constraint.within)
        ended = np.where(shift == 0, end, np.clip(end + shift, end / 2, latest))
        months = np.where(lane, ended, months)
    return months


def _of_present(drawn: Proposed, present: Bools) -> Proposed:
    return Proposed(np.where(present, drawn.times, np.nan), drawn.events & present, drawn.final & present)


def _latest(reading: Reading, limits: PatientLimits, unmeasured: Bools) -> dict[str, Floats]:
    """Say to which month times are drawn, early for patients without a bar."""
    latest = {endpoint: np.full(unmeasured.shape, limits.horizon) for endpoint in limits.times}
    for bars in reading.of(Bars):
        latest[bars.endpoint][unmeasured] = np.nextafter(float(bars.before), 0)
    for endpoint, demands in reversed(limits.times.items()):
        for shorter in demands.shorter:
            latest[shorter] = np.minimum(latest[shorter], latest[endpoint])
    return latest


def _wait(
    limits: PatientLimits,
    endpoint: str,
    start: Floats,
    latest: dict[str, Floats],
    random: np.random.Generator,
) -> Proposed:
    """Draw times to an endpoint, and whether they end with an event."""
    demands, end = limits.times[endpoint], latest[endpoint]
    high = np.maximum(np.minimum(demands.high, end), start)
    waits = LATER_WAITS if demands.shorter else FIRST_WAITS
    times = _times(start, high, _scales(random, high.shape, *waits), random)
    events = _statuses(demands, end < limits.horizon, random)
    times = _on_scan_days(times, high, events, demands.scans, random)
    final = np.zeros(events.shape, bool)
    if any(endpoint in longer.shorter for longer in limits.times.values()):
        final = events & (random.random(times.shape) < _rare_share(random, len(times), 0.5))
    return Proposed(times, events, final)


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
) -> Bools:
    """Choose which patients were not measured though the plot is of them."""
    for bars in reading.of(Bars):
        without = int(limits.among(paper, bars.who).sum()) - bars.count
        return _some(limits.among(paper, bars.open_among), without, size, random)
    return np.zeros((size, len(limits.patients)), bool)


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
