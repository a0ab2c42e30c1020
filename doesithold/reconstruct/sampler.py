"""Drawing data sets that satisfy every constraint of a reading."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from doesithold.errors import InputError
from doesithold.paper.paper import Paper
from doesithold.reconstruct.check import satisfied
from doesithold.reconstruct.clashes import shrink
from doesithold.reconstruct.constraints import Endpoint, Reading, Treatment
from doesithold.reconstruct.ensemble import Ensemble, everywhere
from doesithold.reconstruct.feasible import contradiction
from doesithold.reconstruct.interval import move, solve_anchors
from doesithold.reconstruct.limits import Demands, PatientLimits, limits_of
from doesithold.reconstruct.propose import (
    LONGEST,
    Candidates,
    propose,
    propose_survival,
    scan_times,
    treatment_of,
)
from doesithold.statistics.survival import Bools, Floats, Times, kaplan_meier

BATCH = 8192
SURVIVAL_TRIES = 5
TRIES = 250
"""Batches in which nothing may be found before giving up: two million proposals for twenty patients."""


def reconstruct(
    paper: Paper,
    endpoint: Endpoint = "pfs",
    draws: int = 1000,
    seed: int = 1,
    *,
    readings: Reading,
    tries: int = TRIES,
) -> Ensemble:
    """Draw data sets that agree with all constraints under one reading of the paper.

    Parameters
    ----------
    paper : Paper
    endpoint : {"pfs", "os"}
        What `Ensemble.of` returns by default; every draw has both, and both are the same for either choice.
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
    if endpoint not in ("pfs", "os"):
        raise InputError(f"unknown endpoint {endpoint!r}: choose from pfs, os")
    if contradiction(paper, readings):
        clash = readings.only(*shrink(paper, readings))
        ids = ", ".join(constraint.id for constraint in clash.constraints)
        raise InputError(f"no data satisfy {ids}: {contradiction(paper, clash)}")
    limits = limits_of(paper, readings)
    random = np.random.default_rng(seed)
    kept: list[Ensemble] = []
    fruitless, tries = 0, max(tries * 20 // max(len(limits.patients), 20), 10)
    while sum(map(len, kept)) < draws:
        batch = _batch(paper, readings, limits, endpoint, random)
        kept.append(batch.rows(satisfied(batch, paper, readings)))
        fruitless = 0 if len(kept[-1]) else fruitless + 1
        if fruitless == tries:
            raise InputError(
                f"no data found in {tries * BATCH:,} attempts, though none is known to be impossible"
            )
    return _joined(kept).rows(slice(draws))


def _batch(
    paper: Paper, reading: Reading, limits: PatientLimits, endpoint: Endpoint, random: np.random.Generator
) -> Ensemble:
    """Draw one batch; those data sets come back that meet the printed medians and intervals."""
    drawn = propose(paper, reading, limits, BATCH, random)
    knots = np.tile(_edges(limits.times["pfs"], scan_times(reading)), (BATCH, 1))
    times, solved = _meet_target(drawn.pfs, limits.times["pfs"], knots, random)
    drawn = replace(drawn, pfs=Times(times, drawn.pfs.events)).rows(solved)
    survival, solved = _survival_after(limits, drawn, random)
    lanes = [(limits.among(paper, constraint.who), constraint) for constraint in reading.of(Treatment)]
    treated = treatment_of(lanes, drawn.pfs.times, survival.times, random)
    batch = Ensemble(
        limits.patients, reading.choices, endpoint, drawn.pfs, survival, drawn.best_change, treated
    )
    return batch.rows(solved)


def _survival_after(
    limits: PatientLimits, drawn: Candidates, random: np.random.Generator
) -> tuple[Times, Bools]:
    """Draw overall survival for each data set, a few times over where a draw did not fit."""
    found = np.zeros(len(drawn.present), bool)
    survival = Times(np.full(drawn.present.shape, np.nan), np.zeros(drawn.present.shape, bool))
    for _ in range(SURVIVAL_TRIES):
        left = np.flatnonzero(~found)
        rest = drawn.rows(left)
        proposed = propose_survival(limits, rest, random)
        ties = np.where(proposed.times == rest.pfs.times, proposed.times, 0.0)
        ends = np.tile([0.0, 2 * LONGEST], (len(left), 1))
        knots = np.sort(np.concatenate([ties, ends], axis=1), axis=1)
        times, solved = _meet_target(proposed, limits.times["os"], knots, random)
        solved &= everywhere(~(times < rest.pfs.times))
        survival.times[left[solved]] = times[solved]
        survival.events[left[solved]] = proposed.events[solved]
        found[left[solved]] = True
    return survival, found


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


def _edges(demands: Demands, scans: Floats) -> Floats:
    """Return the times that must stay: window edges, scheduled scans, and the ends of the scale."""
    edges = np.concatenate([demands.low, demands.high, scans, [0.0, 2 * LONGEST]])
    return np.unique(edges[np.isfinite(edges)])


def _joined(parts: list[Ensemble]) -> Ensemble:
    def stacked(endpoint: Endpoint) -> Times:
        each = [part.of(endpoint) for part in parts]
        return Times(
            np.concatenate([part.times for part in each]), np.concatenate([part.events for part in each])
        )

    return replace(
        parts[0],
        pfs=stacked("pfs"),
        os=stacked("os"),
        best_change=np.concatenate([part.best_change for part in parts]),
        treatment=np.concatenate([part.treatment for part in parts]),
    )
