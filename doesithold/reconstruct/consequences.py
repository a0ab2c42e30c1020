"""What all data that agree with the paper have in common, proved by refuting the opposite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

import numpy as np

from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import DAYS_PER_MONTH, ENDPOINTS, Constraints, Endpoint, LeftOut
from doesithold.reconstruct.ensemble import Ensemble, everywhere
from doesithold.reconstruct.problem import target_of
from doesithold.reconstruct.refute import Proof, missing, progression_bound, progression_status
from doesithold.statistics.survival import Bools, Floats, critical_value, kaplan_meier

FIRST_SCAN = Fraction(56) / DAYS_PER_MONTH


@dataclass(frozen=True)
class Consequence:
    """Something that holds in every data set that agrees with a reading of the paper.

    Attributes
    ----------
    says : str
        The consequence, with its numbers.
    proof : str
        Why it follows.
    choices : mapping
        The alternatives, other than defaults, under which it holds.
    rests_on : tuple of str
        Constraints it follows from.
    holds : callable
        Marks the draws of an ensemble that agree with it, shape (draws,).
    """

    id: str
    says: str
    proof: str
    choices: Mapping[str, str]
    rests_on: tuple[str, ...]
    holds: Callable[[Ensemble], Bools] = field(repr=False, compare=False)


def consequences(paper: Paper, constraints: Constraints) -> tuple[Consequence, ...]:
    """Return what follows from the constraints; nothing is listed that could not be proved."""
    candidates = (
        _share_at_first_scan(paper, constraints),
        _median_is_one_patient(paper, constraints),
        _who_the_median_is(paper, constraints, {}),
        _who_the_median_is(paper, constraints, {"confirmation": "confirmed"}),
        _sixteen(paper, constraints),
        _late_withdrawal(paper, constraints),
        *(_window(paper, constraints, endpoint) for endpoint in ENDPOINTS),
    )
    return tuple(candidate for candidate in candidates if candidate is not None)


def _groups(paper: Paper) -> tuple[list[str], list[str]]:
    """Return the evaluable patients with disease control, and those without."""
    control = [patient.patient for patient in paper.analysed if patient.disease_control]
    return control, [patient.patient for patient in paper.analysed if not patient.disease_control]


def _share_at_first_scan(paper: Paper, constraints: Constraints) -> Consequence | None:
    proof = Proof(paper, constraints.under())
    control, progressors = _groups(paper)
    proved = [
        *(proof.rules_out(progression_bound(patient, at_most=FIRST_SCAN)) for patient in control),
        *(proof.rules_out(progression_bound(patient, more_than=FIRST_SCAN)) for patient in progressors),
        *(proof.rules_out(progression_status(patient, "censored")) for patient in progressors),
    ]
    if not all(proved):
        return None
    share = Fraction(len(control), len(paper.analysed))

    def holds(ensemble: Ensemble) -> Bools:
        curves = kaplan_meier(ensemble.pfs.times, ensemble.pfs.events)
        return everywhere(np.abs(curves.at(float(FIRST_SCAN)) - float(share)) < 1e-9)

    return Consequence(
        "share-at-first-scan",
        f"At the first scan exactly {len(progressors)} of {len(paper.analysed)} patients had progressed or "
        f"died: progression-free survival at week 8 is {share} or {float(100 * share):.1f} %, which is the "
        "disease control rate again.",
        "Progression as best response was there by the first scan; response and stable disease were free of "
        "it.",
        {},
        _in_order(constraints, proof.used),
        holds,
    )


def _median_is_one_patient(paper: Paper, constraints: Constraints) -> Consequence | None:
    proof = Proof(paper, constraints.under())
    target = target_of(proof.reading, "pfs")
    if target is None:
        return None
    low, high = target.median.low, target.median.high
    control, _ = _groups(paper)
    sooner = (
        (progression_bound(patient, less_than=low), progression_status(patient, "event"))
        for patient in control
    )
    if not proof.rules_out(progression_bound(*control, at_least=high)):
        return None
    if not all(proof.rules_out(*opposite) for opposite in sooner):
        return None
    first_day, last_day = (float(months * DAYS_PER_MONTH) for months in (low, high))
    scan_day = float(FIRST_SCAN * DAYS_PER_MONTH)

    def holds(ensemble: Ensemble) -> Bools:
        columns = [ensemble.column(patient) for patient in control]
        first: Floats = np.where(ensemble.pfs.events, ensemble.pfs.times, np.inf)[:, columns].min(axis=1)
        return everywhere(np.stack([float(low) <= first, first < float(high)], axis=1))

    return Consequence(
        "median-is-one-patient",
        f"The printed median is the time of a single patient, the first of the {len(control)} with disease "
        f"control to progress or die: {float(low):.2f} to {float(high):.2f} months ({first_day:.1f} to "
        f"{last_day:.1f} days) after the start, {first_day - scan_day:.1f} to {last_day - scan_day:.1f} days "
        f"after the scan that still showed control and {2 * scan_day - last_day:.0f} days before the next.",
        f"The progressors alone leave {len(control)} of {len(paper.analysed)} free of progression, more "
        f"than half, so another event is needed by {float(high):.2f} months; one before {float(low):.2f} "
        "months would bring the curve to one half too early.",
        {},
        _in_order(constraints, proof.used | {"control-at-first-scan"}),
        holds,
    )


def _who_the_median_is(
    paper: Paper, constraints: Constraints, choices: Mapping[str, str]
) -> Consequence | None:
    proof = Proof(paper, constraints.under(choices))
    target = target_of(proof.reading, "pfs")
    if target is None:
        return None
    low, high = target.median.low, target.median.high
    possible = [
        patient
        for patient in paper.analysed
        if not proof.rules_out(
            progression_bound(patient.patient, at_least=low),
            progression_bound(patient.patient, less_than=high),
            progression_status(patient.patient, "event"),
        )
    ]
    names = {patient.patient for patient in possible}

    def holds(ensemble: Ensemble) -> Bools:
        median = kaplan_meier(ensemble.pfs.times, ensemble.pfs.events).median()[:, None]
        theirs = (ensemble.pfs.times == median) & ensemble.pfs.events
        others = [column for column, name in enumerate(ensemble.patients) if name not in names]
        return everywhere(~theirs[:, others])

    return Consequence(
        "who-the-median-is" + ("-if-confirmed" if choices else ""),
        f"{'If responses were confirmed by a second scan, the' if choices else 'The'} patient whose time is "
        "the median progression-free survival is "
        f"{' or '.join(f'{patient.patient} ({patient.best_response})' for patient in possible)}.",
        "Everybody else had progressed by the first scan, or is known to have been free of progression for "
        "longer.",
        dict(choices),
        _in_order(constraints, proof.used),
        holds,
    )


def _sixteen(paper: Paper, constraints: Constraints) -> Consequence | None:
    choices = {"missing": "one"}
    reading = constraints.under(choices)
    unknown = [constraint.id for constraint in reading.of(LeftOut) if constraint.how_many]
    proof = Proof(paper, reading.without(*unknown))
    control, progressors = _groups(paper)
    if not all(proof.rules_out(missing(patient)) for patient in control):
        return None
    left = len(paper.analysed) - 1

    def holds(ensemble: Ensemble) -> Bools:
        absent = np.isnan(ensemble.pfs.times)
        return ~everywhere(~absent[:, [ensemble.column(patient) for patient in progressors]])

    return Consequence(
        "sixteen-lacks-a-progressor",
        f"If {left} patients are in the survival analyses, the one missing is one of the {len(progressors)} "
        "whose best response was progression.",
        f"Without a patient with disease control, {len(progressors)} of {left} had progressed by the first "
        "scan, and the median would be no later than that scan.",
        choices,
        _in_order(constraints, proof.used | set(unknown)),
        holds,
    )


def _late_withdrawal(paper: Paper, constraints: Constraints) -> Consequence | None:
    choices = {"withdrawal": "event"}
    proof = Proof(paper, constraints.under(choices))
    target = target_of(proof.reading, "pfs")
    withdrawn = [patient.patient for patient in paper.rows() if not patient.evaluable]
    if target is None or len(withdrawn) != 1:
        return None
    low = target.median.low
    if not proof.rules_out(progression_bound(withdrawn[0], less_than=low)):
        return None
    _, progressors = _groups(paper)
    return Consequence(
        "withdrawal-after-first-scan",
        f"If the request of {withdrawn[0]} to stop counts as an event, it came {float(low):.2f} months "
        f"({float(low * DAYS_PER_MONTH):.1f} days) after the start or later, past the first scan on day 56, "
        "though no response was assessed.",
        f"Earlier it would be event {len(progressors) + 1} of {len(paper.rows())}, and half the patients "
        "would have had one too early for the printed median.",
        choices,
        _in_order(constraints, proof.used),
        lambda ensemble: ensemble.pfs.times[:, ensemble.column(withdrawn[0])] >= float(low),
    )


def _window(paper: Paper, constraints: Constraints, endpoint: Endpoint) -> Consequence | None:
    """Without ties, and without censoring before it, the interval fixes the wait between two events."""
    target = target_of(constraints.under(), endpoint)
    if target is None or target.lower is None or target.upper is None:
        return None
    n = len(paper.analysed)
    left = np.arange(n, -1, -1) / n
    before, after = int(np.flatnonzero(left >= 0.55).max()), int(np.flatnonzero(left <= 0.45).min())
    half = left[left <= 0.5].max()
    error = sqrt(half * (1 - half) / n)
    scale = (left[before] - left[after]) / error / critical_value(target.level)
    narrow = float(target.upper.low - target.lower.high) / 2 * scale
    wide = float(target.upper.high - target.lower.low) / 2 * scale
    latest = float(FIRST_SCAN if endpoint == "pfs" else target.median.high)
    rests_on = {f"{endpoint}-interval", "withdrawn-left-out"}
    if endpoint == "pfs":
        rests_on |= {"progressors-by-first-scan", "progressors-progressed"}

    def holds(ensemble: Ensemble) -> Bools:
        asked = ensemble.of(endpoint)
        order = np.argsort(asked.times, axis=1)[:, :after]
        times = np.take_along_axis(asked.times, order, axis=1)
        plain = everywhere(np.take_along_axis(asked.events, order, axis=1))
        plain &= everywhere(np.diff(times, axis=1) > 0)
        wait = times[:, after - 1] - times[:, before - 1]
        return everywhere(np.stack([~plain | (narrow <= wait), ~plain | (wait <= wide)], axis=1))

    return Consequence(
        f"{endpoint}-window",
        f"Where no two times are equal and nobody was censored sooner, {EVENTS[endpoint]} number {after} "
        f"came {narrow:.3f} to {wide:.3f} months (about {(narrow + wide) / 2 * float(DAYS_PER_MONTH):.0f} "
        f"days) after number {before}, at {latest + wide:.2f} months at the latest.",
        f"The interval's half width is 1.96 times Greenwood's error at the median, {error:.4f}, over the "
        f"density, which is {after - before}/{n} over that wait.",
        {},
        _in_order(constraints, rests_on),
        holds,
    )


EVENTS = {"pfs": "progression or death", "os": "death"}


def _in_order(constraints: Constraints, ids: set[str]) -> tuple[str, ...]:
    return tuple(constraint.id for constraint in constraints.constraints if constraint.id in ids)
