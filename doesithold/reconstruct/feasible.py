"""Why no data can satisfy a set of constraints, decided by reasoning on order statistics.

A median lies where the survival curve comes down to one half. Whatever the data, the curve just before a
time m cannot be higher than it is when only those have had the event who must have had it by then, and the
curve at m cannot be lower than it is when everyone who may have had the event has, and all others who need
not be observed until then were censored at the very start. If the first bound is at or below one half, or
the second above it, m is not the median. Where the median may be the middle of a flat stretch, the curve must
also be kept from resting at exactly one half.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np

from doesithold.labels import sentence_case
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Deepest, Distinct, Observed, Reading, Status, TimeBound, Wait
from doesithold.reconstruct.limits import Demands, PatientLimits, Range, Target, left_out_by, limits_of
from doesithold.reconstruct.patients import names
from doesithold.reconstruct.waits import wait_of
from doesithold.statistics.survival import Bools

MOST_CANDIDATES = 2000
"""Medians, and choices of missing patients, that are tried at most; beyond that nothing is claimed."""


def contradiction(paper: Paper, reading: Reading) -> str | None:
    """Say why no data can satisfy the constraints of a reading.

    Returns
    -------
    str or None
        A proof in plain words; None where no contradiction was found, which does not promise that there is
        none.
    """
    limits = limits_of(paper, reading)
    checks = (
        _absent(paper, reading),
        _empty_window(limits, reading),
        _shallow(paper, reading, limits),
        *(_no_median(limits, endpoint, reading) for endpoint in limits.times),
        *(_no_wait(limits, reading, wait) for wait in reading.of(Wait)),
    )
    return next((proof for proof in checks if proof), None)


def _absent(paper: Paper, reading: Reading) -> str | None:
    """Somebody is both left out and analysed."""
    left_out = left_out_by(paper, reading)
    demands: tuple[Status | TimeBound, ...] = (*reading.of(Status), *reading.of(TimeBound))
    for constraint in demands:
        demanded = set(names(paper, constraint.who))
        if demanded and demanded <= left_out:
            return (
                f"{', '.join(sorted(demanded))} cannot count in {reading.label(constraint.endpoint)} "
                f"and be left out of the analysis: {len(names(paper)) - len(left_out)} patients, "
                f"or {len(names(paper))}."
            )
    return None


def _empty_window(limits: PatientLimits, reading: Reading) -> str | None:
    for endpoint, demands in limits.times.items():
        name = sentence_case(reading.label(endpoint))
        for column, patient in enumerate(limits.patients):
            if not (demands.may_happen[column] or demands.may_be_censored[column]):
                return f"{name} of {patient} would have to be both an event and censored."
            if demands.low[column] > demands.high[column]:
                return (
                    f"{name} of {patient} would have to be at least "
                    f"{demands.low[column]:.2f} and at most {demands.high[column]:.2f} months."
                )
    for column, patient in enumerate(limits.patients):
        if limits.change_low[column] > limits.change_high[column]:
            return (
                f"The best change of {patient} would have to be at least {limits.change_low[column]:.0f} "
                f"and at most {limits.change_high[column]:.0f} %."
            )
    return None


def _shallow(paper: Paper, reading: Reading, limits: PatientLimits) -> str | None:
    """Somebody outside the named values shrank at least as much as any of them can have."""
    for deepest in reading.of(Deepest):
        apart = limits.among(paper, deepest.apart_from) if deepest.apart_from else False
        ranked = limits.among(paper, deepest.among) & ~np.asarray(apart)
        others = ranked & ~limits.among(paper, {deepest.column: deepest.values})
        for value in deepest.values:
            theirs = ranked & limits.among(paper, {deepest.column: value})
            if not theirs.any():
                continue
            least = limits.change_low[theirs].min()
            for column in np.flatnonzero(others & (limits.change_high <= least)):
                return (
                    f"{limits.patients[column]} is at {limits.change_high[column]:.0f} % and nothing can "
                    f"shrink by more, so {value} cannot lie deeper."
                )
    return None


def _no_wait(limits: PatientLimits, reading: Reading, wait: Wait) -> str | None:
    """Hold a wait against the interval's width, which fixes it where nothing is tied or censored."""
    distinct = any(each.endpoint == wait.endpoint for each in reading.of(Distinct))
    observed = any(each.endpoint == wait.endpoint for each in reading.of(Observed))
    target = limits.times[wait.endpoint].target
    if target is None or not distinct or not observed:
        return None
    known = wait_of(len(limits.patients) - limits.missing, target)
    if known is None or (known.first, known.second) != (wait.first, wait.second):
        return None
    below = wait.less_than is not None and wait.less_than <= known.least
    above = wait.more_than is not None and wait.more_than >= known.most
    if below or above:
        return f"The interval's width does not let {reading.label(wait.endpoint)} wait so."
    return None


def _no_median(limits: PatientLimits, endpoint: str, reading: Reading) -> str | None:
    target = limits.times[endpoint].target
    if target is None:
        return None
    if target.median.low >= target.median.high:
        return f"The printed median of {reading.label(endpoint)} is not midway between its printed bounds."
    return _nowhere(limits, endpoint, target, reading)


def _nowhere(limits: PatientLimits, endpoint: str, target: Target, reading: Reading) -> str | None:
    """Say why the median can be nowhere in its range, None where nothing speaks against one place in it."""
    demands, wanted, name = limits.times[endpoint], target.median, reading.label(endpoint)
    rests = target.flat == "midpoint"
    candidates = list(_candidates(demands, wanted))
    if not candidates and not rests:
        return _off_grid(demands, wanted, name, reading)
    if math.comb(int(limits.possibly_missing.sum()), limits.missing) * len(candidates) > MOST_CANDIDATES:
        return None
    proof = None
    for missing in combinations(np.flatnonzero(limits.possibly_missing), limits.missing):
        present = np.ones(len(limits.patients), bool)
        present[list(missing)] = False
        for median in () if target.must_rest else candidates:
            proof = _not_here(demands, present, median, wanted, name)
            if proof is None:
                return None
        if rests and _can_rest_at_half(demands, present, wanted):
            return None
    return proof or f"No curve of {name} rests at one half where the printed median would be."


def _can_rest_at_half(demands: Demands, present: Bools, wanted: Range) -> bool:
    """Tell whether the curve can be at exactly one half before the end of the wanted range.

    That the flat stretch must also have its middle in the range is left out of account, so the answer may be
    yes too often, never no.
    """
    end = float(wanted.high)
    order = {edge: rank for rank, edge in enumerate(sorted({end, *demands.low, *demands.high}))}
    people = zip(demands.low, demands.high, demands.may_happen, demands.may_be_censored, present, strict=True)
    kinds = Counter(
        (order[low], order[high], bool(happens), bool(censored))
        for low, high, happens, censored, here in people
        if here
    )
    return _reaches_half(tuple(sorted(kinds.items())), order[end])


@lru_cache(maxsize=4096)
def _reaches_half(kinds: tuple[tuple[tuple[int, int, bool, bool], int], ...], end: int) -> bool:
    """Tell whether patients can leave, one after the other, so that one half of the curve is left.

    Each kind of patient has a first and a last place in the order of time, may leave by an event or not, may
    be censored or not, and is there a number of times. One can go next unless somebody must have gone before.
    """
    seen: set[tuple[tuple[int, ...], int, int]] = set()
    waiting = [(tuple(count for _, count in kinds), 1, 1)]
    while waiting:
        state = waiting.pop()
        left, above, below = state
        at_risk = sum(left)
        if 2 * above == below or len(seen) > MOST_STATES:
            return True
        if state in seen or 2 * above < below or not at_risk:
            continue
        seen.add(state)
        must_go = min(last for ((_, last, _, _), _), count in zip(kinds, left, strict=True) if count)
        for index, ((first, _, happens, censored), _) in enumerate(kinds):
            if left[index] and first <= min(must_go, end):
                rest = (*left[:index], left[index] - 1, *left[index + 1 :])
                common = math.gcd(above * (at_risk - 1), below * at_risk)
                if happens:
                    waiting.append((rest, above * (at_risk - 1) // common, below * at_risk // common))
                if censored:
                    waiting.append((rest, above, below))
    return False


MOST_STATES = 20_000
"""States of the search for a curve that rests at one half, beyond which it counts as possible."""


def _candidates(demands: Demands, wanted: Range) -> Iterator[Fraction]:
    """Yield medians to try: those that every grid allows, from each stretch between window edges."""
    exact = [every for every, within in demands.grid if not within]
    if exact:
        coarsest = max(exact)
        multiples = range(max(math.ceil(wanted.low / coarsest), 1), math.ceil(wanted.high / coarsest))
        yield from (
            multiple * coarsest
            for multiple in multiples[:MOST_CANDIDATES]
            if _on(demands, multiple * coarsest)
        )
        return
    edges = {Fraction(edge) for edge in {*demands.low, *demands.high} if math.isfinite(edge)}
    for every, within in demands.grid:
        around = range(math.floor(wanted.low / every), math.ceil(wanted.high / every) + 1)
        edges |= {
            multiple * every + side for multiple in around[:MOST_CANDIDATES] for side in (-within, within)
        }
    cuts = [wanted.low, *sorted(edge for edge in edges if wanted.low < edge < wanted.high), wanted.high]
    halves = ((start + end) / 2 for start, end in pairwise(cuts))
    yield from (time for time in (*cuts[:-1], *halves) if _on(demands, time))


def _on(demands: Demands, time: Fraction) -> bool:
    """Tell whether every grid allows an event at a time."""
    return all(
        round(time / every) >= 1 and abs(time - round(time / every) * every) <= within
        for every, within in demands.grid
    )


def _off_grid(demands: Demands, wanted: Range, name: str, reading: Reading) -> str:
    step, within = max(demands.grid)
    below = math.ceil(wanted.low / step) - 1
    month = reading.convention.month
    near = f" give or take {float(within * month):g}" if within else ""
    around = " and ".join(
        f"{float(multiple * step * month):g} days{near} ({float(multiple * step):.3f} months)"
        for multiple in (below, below + 1)
    )
    return (
        f"The median of {name} is an event time from {float(wanted.low):.3f} to below "
        f"{float(wanted.high):.3f} months; the nearest that can be are {around}."
    )


def _not_here(demands: Demands, present: Bools, median: Fraction, wanted: Range, name: str) -> str | None:
    """Say why a time cannot be the median, None where nothing speaks against it."""
    m, n = float(median), int(present.sum())
    over = present & (demands.high < m)
    forced = over & ~demands.may_be_censored
    if 2 * (n - forced.sum()) <= n:
        last = demands.high[forced].max()
        return (
            f"{forced.sum()} of {n} must have had the event by {last:.2f} months, so at most "
            f"{n - forced.sum()}/{n} = {100 * (n - forced.sum()) / n:.1f} % are left and the median of "
            f"{name} is no later, not from {float(wanted.low):.2f} to {float(wanted.high):.2f}."
        )
    later = int((present & (demands.low > m)).sum())
    able = present & (demands.low <= m) & demands.may_happen
    if not (able & (demands.high >= m)).any():
        return (
            f"Nobody can have the event from {float(wanted.low):.2f} to {float(wanted.high):.2f} months, "
            f"where the median of {name} is."
        )
    if later > able.sum():
        return (
            f"{later} of {n} must still be observed and free of the event at {m:.2f} months and only "
            f"{able.sum()} can have had it, so the curve of {name} is above one half there."
        )
    return None
