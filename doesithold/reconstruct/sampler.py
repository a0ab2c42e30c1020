"""Drawing data sets that satisfy every constraint of a reading."""

from __future__ import annotations

import numpy as np

from doesithold.errors import InputError
from doesithold.paper.paper import Paper
from doesithold.reconstruct.check import satisfied
from doesithold.reconstruct.clashes import shrink
from doesithold.reconstruct.constraints import Reading, Treatment
from doesithold.reconstruct.ensemble import Ensemble, everywhere
from doesithold.reconstruct.feasible import contradiction
from doesithold.reconstruct.interval import move, solve_anchors
from doesithold.reconstruct.limits import Demands, PatientLimits, limits_of
from doesithold.reconstruct.propose import Candidates, Proposed, propose, propose_after, treatment_of
from doesithold.statistics.survival import Bools, Floats, Rows, Times, kaplan_meier

BATCH = 8192
TRIES_AFTER = 5
TRIES = 250
"""Batches in which nothing may be found before giving up: two million proposals for twenty patients."""


def reconstruct(
    paper: Paper, draws: int = 1000, seed: int = 1, *, readings: Reading, tries: int = TRIES
) -> Ensemble:
    """Draw data sets that agree with all constraints under one reading of the paper.

    Parameters
    ----------
    paper : Paper
    draws : int
        Number of data sets, at least 1.
    seed : int
        Seed of the random numbers; the same seed gives the same ensemble.
    readings : Reading
        What to hold the data to, from `Constraints.under`.
    tries : int
        Batches in which nothing may be found before giving up, for twenty patients or fewer.

    Returns
    -------
    Ensemble
        Every draw satisfies every constraint of the reading, held to them by `check` before it is returned.

    Raises
    ------
    InputError
        If `draws` is below 1, the seed is negative, or the constraints contradict one another.
    """
    if draws < 1:
        raise InputError(f"draws = {draws}: at least one data set must be drawn")
    if seed < 0:
        raise InputError(f"seed = {seed}: a seed must not be negative")
    if contradiction(paper, readings):
        clash = readings.only(*shrink(paper, readings))
        ids = ", ".join(constraint.id for constraint in clash.constraints)
        raise InputError(f"no data satisfy {ids}: {contradiction(paper, clash)}")
    limits = limits_of(paper, readings)
    random = np.random.default_rng(seed)
    kept: list[Ensemble] = []
    fruitless, tries = 0, max(tries * 20 // max(len(limits.patients), 20), 10)
    while sum(map(len, kept)) < draws:
        batch = _batch(paper, readings, limits, random)
        kept.append(batch.rows(satisfied(batch, paper, readings)))
        fruitless = 0 if len(kept[-1]) else fruitless + 1
        if fruitless == tries:
            raise InputError(
                f"no data found in {tries * BATCH:,} attempts, though none is known to be impossible"
            )
    return _joined(kept).rows(slice(draws))


def _batch(paper: Paper, reading: Reading, limits: PatientLimits, random: np.random.Generator) -> Ensemble:
    """Draw one batch; those data sets come back that meet the printed medians and intervals."""
    drawn = propose(paper, reading, limits, BATCH, random)
    solved: Rows = slice(None)
    for endpoint in limits.times:
        drawn = drawn.rows(solved)
        drawn.times[endpoint], solved = _settled(limits, drawn, endpoint, random)
    lanes = [(limits.among(paper, constraint.who), constraint) for constraint in reading.of(Treatment)]
    treated = treatment_of(lanes, drawn, random)
    times = {endpoint: Times(each.times, each.events) for endpoint, each in drawn.times.items()}
    return Ensemble(limits.patients, times, drawn.best_change, treated).rows(solved)


def _settled(
    limits: PatientLimits, drawn: Candidates, endpoint: str, random: np.random.Generator
) -> tuple[Proposed, Bools]:
    """Meet what is printed of an endpoint; times after others are drawn anew where they do not fit."""
    shape, demands = drawn.present.shape, limits.times[endpoint]
    kept = Proposed(np.full(shape, np.nan), np.zeros(shape, bool), np.zeros(shape, bool))
    found, fixed = np.zeros(len(drawn.present), bool), _fixed(limits, demands)
    for _ in range(TRIES_AFTER if demands.shorter else 1):
        left = np.flatnonzero(~found)
        rest = drawn.rows(left) if found.any() else drawn
        before = [rest.times[shorter].times for shorter in demands.shorter]
        proposed = propose_after(limits, rest, endpoint, random) if before else rest.times[endpoint]
        knots = np.tile(fixed, (len(left), 1))
        if before:
            ties = [np.where(proposed.times == shorter, shorter, 0.0) for shorter in before]
            knots = np.sort(np.concatenate([*ties, knots], axis=1), axis=1)
        times, solved = _meet_target(proposed, demands, knots, random)
        for shorter in before:
            solved &= everywhere(~(times < shorter))
        kept.times[left[solved]] = times[solved]
        kept.events[left[solved]] = proposed.events[solved]
        kept.final[left[solved]] = proposed.final[solved]
        found[left[solved]] = True
    return kept, found


def _meet_target(
    drawn: Times, demands: Demands, knots: Floats, random: np.random.Generator
) -> tuple[Floats, Bools]:
    """Move the times of every data set until its interval prints the wanted digits, if it can."""
    times, solved = drawn.times, np.ones(len(drawn.times), bool)
    if demands.target is not None:
        anchors = solve_anchors(kaplan_meier(times, drawn.events), demands.target, knots, random)
        times, solved = move(times, anchors, knots), anchors.solved
    for every, within in demands.grid:
        step, room = float(every), float(within)
        nearest = np.maximum(np.round(times / step), 1) * step
        times = np.where(drawn.events, np.clip(times, nearest - room, nearest + room), times)
    return times, solved


def _fixed(limits: PatientLimits, demands: Demands) -> list[float]:
    """Return the times that must stay: scheduled scans, the ends of the scale, and edges of windows.

    A shorter time keeps to its own edges, and a longer one to what is left of the shorter.
    """
    inherited = {edge for shorter in demands.shorter for edge in _edges(limits.times[shorter])}
    return sorted({*(_edges(demands) - inherited), *demands.scans, 0.0, 2 * limits.horizon})


def _edges(demands: Demands) -> set[float]:
    edges = np.concatenate([demands.low, demands.high])
    return {*edges[np.isfinite(edges)].tolist()}


def _joined(parts: list[Ensemble]) -> Ensemble:
    def stacked(endpoint: str) -> Times:
        each = [part.times[endpoint] for part in parts]
        return Times(
            np.concatenate([one.times for one in each]), np.concatenate([one.events for one in each])
        )

    return Ensemble(
        parts[0].patients,
        {endpoint: stacked(endpoint) for endpoint in parts[0].times},
        np.concatenate([part.best_change for part in parts]),
        np.concatenate([part.treatment for part in parts]),
    )
