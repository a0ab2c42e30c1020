"""Why no data can satisfy a set of constraints, decided by reasoning on order statistics.

A median lies where the survival curve comes down to one half. Whatever the data, the curve just before a
time m cannot be higher than it is when only those have had the event who must have had it by then, and the
curve at m cannot be lower than it is when everyone who may have had the event has, and all others who need
not be observed until then were censored at the very start. If the first bound is at or below one half, or
the second above it, m is not the median.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np

from doesithold.measures.selection import select
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import (
    DAYS_PER_MONTH,
    ENDPOINTS,
    Deepest,
    Endpoint,
    LeftOut,
    Reading,
    Status,
    TimeBound,
)
from doesithold.reconstruct.problem import Demands, Problem, Range, compile_problem
from doesithold.statistics.survival import Bools

NAMES = {"pfs": "progression-free survival", "os": "overall survival"}


def contradiction(paper: Paper, reading: Reading) -> str | None:
    """Say why no data can satisfy the constraints of a reading.

    Returns
    -------
    str or None
        A proof in plain words; None where no contradiction was found, which does not promise that there is
        none.
    """
    problem = compile_problem(paper, reading)
    checks = (
        _absent(paper, reading),
        _empty_window(problem),
        _shallow(paper, reading, problem),
        *(_no_median(problem, endpoint) for endpoint in ENDPOINTS),
    )
    return next((proof for proof in checks if proof), None)


def _absent(paper: Paper, reading: Reading) -> str | None:
    """Somebody is both left out and analysed."""
    left_out = {
        patient.patient
        for constraint in reading.of(LeftOut)
        if constraint.how_many is None
        for patient in select(paper, constraint.who)
    }
    demands: tuple[Status | TimeBound, ...] = (*reading.of(Status), *reading.of(TimeBound))
    for constraint in demands:
        demanded = {patient.patient for patient in select(paper, constraint.who)}
        if demanded and demanded <= left_out:
            return (
                f"{', '.join(sorted(demanded))} cannot count in {NAMES[constraint.endpoint]} and be left out "
                f"of the analysis: {len(paper.rows()) - len(left_out)} patients, or {len(paper.rows())}."
            )
    return None


def _empty_window(problem: Problem) -> str | None:
    for endpoint, demands in problem.times.items():
        for column, patient in enumerate(problem.patients):
            if not (demands.may_happen[column] or demands.may_be_censored[column]):
                name = NAMES[endpoint].capitalize()
                return f"{name} of {patient} would have to be both an event and censored."
            if demands.low[column] > demands.high[column]:
                return (
                    f"{NAMES[endpoint].capitalize()} of {patient} would have to be at least "
                    f"{demands.low[column]:.2f} and at most {demands.high[column]:.2f} months."
                )
    for column, patient in enumerate(problem.patients):
        if problem.change_low[column] > problem.change_high[column]:
            return (
                f"The best change of {patient} would have to be at least {problem.change_low[column]:.0f} "
                f"and at most {problem.change_high[column]:.0f} %."
            )
    return None


def _shallow(paper: Paper, reading: Reading, problem: Problem) -> str | None:
    """Somebody outside the named variants shrank at least as much as any of them can have."""
    for deepest in reading.of(Deepest):
        apart = problem.among(paper, deepest.apart_from) if deepest.apart_from else False
        named = problem.among(paper, {"variant": deepest.variants})
        others = problem.among(paper, {"mutated": True}) & ~named & ~np.asarray(apart)
        for variant in deepest.variants:
            least = problem.change_low[problem.among(paper, {"variant": variant})].min()
            for column in np.flatnonzero(others & (problem.change_high <= least)):
                patient = problem.patients[column]
                carried = select(paper, {"patient": patient})[0].variant
                return (
                    f"{patient} ({carried}) is at {problem.change_high[column]:.0f} % and nothing can shrink "
                    f"by more, so {variant} cannot lie deeper than {carried}."
                )
    return None


def _no_median(problem: Problem, endpoint: Endpoint) -> str | None:
    demands = problem.times[endpoint]
    if demands.target is None:
        return None
    wanted = demands.target.median
    if wanted.low >= wanted.high:
        return f"The printed median of {NAMES[endpoint]} is not midway between its printed bounds."
    candidates = list(_candidates(demands, wanted))
    if not candidates:
        return _off_grid(demands, wanted, endpoint)
    proof = None
    for missing in combinations(np.flatnonzero(problem.possibly_missing), problem.missing):
        present = np.ones(len(problem.patients), bool)
        present[list(missing)] = False
        for median in candidates:
            proof = _not_here(demands, present, median, wanted, endpoint)
            if proof is None:
                return None
    return proof


def _candidates(demands: Demands, wanted: Range) -> Iterator[Fraction]:
    """Yield medians to try: multiples of every grid, or else one from each stretch between window edges."""
    if demands.grid:
        coarsest = max(demands.grid)
        for multiple in range(math.ceil(wanted.low / coarsest), math.ceil(wanted.high / coarsest)):
            if all((multiple * coarsest / step).denominator == 1 for step in demands.grid):
                yield multiple * coarsest
        return
    edges = [Fraction(edge) for edge in {*demands.low, *demands.high} if math.isfinite(edge)]
    cuts = [wanted.low, *sorted(edge for edge in edges if wanted.low < edge < wanted.high), wanted.high]
    yield from cuts[:-1]
    yield from ((start + end) / 2 for start, end in pairwise(cuts))


def _off_grid(demands: Demands, wanted: Range, endpoint: Endpoint) -> str:
    step = max(demands.grid)
    below = math.ceil(wanted.low / step) - 1
    around = " and ".join(
        f"{float(multiple * step * DAYS_PER_MONTH):g} days ({float(multiple * step):.3f} months)"
        for multiple in (below, below + 1)
    )
    return (
        f"The median of {NAMES[endpoint]} is an event time from {float(wanted.low):.3f} to below "
        f"{float(wanted.high):.3f} months; the nearest that can be are {around}."
    )


def _not_here(
    demands: Demands, present: Bools, median: Fraction, wanted: Range, endpoint: Endpoint
) -> str | None:
    """Say why a time cannot be the median, None where nothing speaks against it."""
    m, n = float(median), int(present.sum())
    over = present & (demands.high < m)
    forced = over & ~demands.may_be_censored
    if 2 * (n - forced.sum()) <= n:
        last = demands.high[forced].max()
        return (
            f"{forced.sum()} of {n} must have had the event by {last:.2f} months, so at most "
            f"{n - forced.sum()}/{n} = {100 * (n - forced.sum()) / n:.1f} % are left and the median of "
            f"{NAMES[endpoint]} is no later, not from {float(wanted.low):.2f} to {float(wanted.high):.2f}."
        )
    later = int((present & (demands.low > m)).sum())
    able = present & (demands.low <= m) & demands.may_happen
    if not (able & (demands.high >= m)).any():
        return (
            f"Nobody can have the event from {float(wanted.low):.2f} to {float(wanted.high):.2f} months, "
            f"where the median of {NAMES[endpoint]} is."
        )
    if later > able.sum():
        return (
            f"{later} of {n} must still be observed and free of the event at {m:.2f} months and only "
            f"{able.sum()} can have had it, so the curve of {NAMES[endpoint]} is above one half there."
        )
    return None
