"""Each clash is one: no solver finds data for it, and the sampler does for all but one of its constraints."""

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from ortools.sat.python import cp_model

from doesithold.measures.selection import select
from doesithold.numbers import DAYS_A_MONTH
from doesithold.paper.paper import Paper
from doesithold.reconstruct import check, clashes, reconstruct
from doesithold.reconstruct.clashes import Clash, minimal_sets
from doesithold.reconstruct.constraints import (
    ChangeBound,
    Constraints,
    Deepest,
    Grid,
    LeftOut,
    Reading,
    Status,
    TimeBound,
)
from doesithold.reconstruct.feasible import contradiction
from doesithold.reconstruct.limits import target_of
from doesithold.reconstruct.theorems import suppose

EXPECTED = {
    frozenset({"scan-days-only", "pfs-median"}),
    frozenset({"scan-days-only", "pfs-interval"}),
    frozenset({"scan-weeks-only", "pfs-median"}),
    frozenset({"scan-weeks-only", "pfs-interval"}),
    frozenset({"whole-days-pfs", "pfs-interval"}),
    frozenset({"change-possible", "change-complete", "deepest-of-all"}),
    *(
        frozenset(
            {
                "request-is-an-event",
                "withdrawn-before-scan",
                "progressors-by-first-scan",
                "progressors-progressed",
            }
        )
        | {summary}
        for summary in ("pfs-median", "pfs-interval")
    ),
}
STEP = 1 / DAYS_A_MONTH / 100
"""Months in a hundredth of a day, the step in which the solver counts."""


@pytest.fixture(scope="module")
def found(paper: Paper, constraints: Constraints) -> dict[frozenset[str], Clash]:
    """All clashes by their constraints, each once."""
    listed = clashes(paper, constraints)
    by_ids = {frozenset(clash.ids): clash for clash in listed}
    assert len(by_ids) == len(listed)
    return by_ids


def test_the_known_clashes_are_found_and_no_others(found: dict[frozenset[str], Clash]) -> None:
    assert found.keys() == EXPECTED
    assert all(clash.proof and clash.choices for clash in found.values())


def test_the_default_reading_has_no_clash(paper: Paper, constraints: Constraints) -> None:
    assert minimal_sets(paper, constraints.under()) == []


def test_proofs_give_the_numbers(found: dict[frozenset[str], Clash]) -> None:
    proofs = {ids: clash.proof for ids, clash in found.items()}
    scan = proofs[frozenset({"scan-days-only", "pfs-median"})]
    assert "1.840" in scan
    assert "3.680" in scan
    assert (
        "68 days (2.234 months) and 69 days (2.267 months)"
        in proofs[frozenset({"whole-days-pfs", "pfs-interval"})]
    )
    assert "9/18 = 50.0 %" in next(proof for ids, proof in proofs.items() if "withdrawn-before-scan" in ids)


def test_a_window_that_ends_half_a_month_before_it_begins_is_none(
    paper: Paper, constraints: Constraints
) -> None:
    late = suppose(TimeBound, endpoint="pfs", who={"patient": "Pt-01"}, at_least=Fraction(3))
    early = suppose(TimeBound, endpoint="pfs", who={"patient": "Pt-01"}, less_than=Fraction(5, 2))
    proof = contradiction(paper, replace(constraints.under(), constraints=(late, early)))
    assert (
        proof == "Progression-free survival of Pt-01 would have to be at least 3.00 and at most 2.50 months."
    )


@pytest.mark.parametrize(("waiting", "clashes"), [(8, False), (9, True)])
def test_the_median_is_passed_once_more_than_half_must_live_longer(
    paper: Paper, constraints: Constraints, waiting: int, clashes: bool
) -> None:
    # 9 of 17 left at 2.2 months are above one half; 8 of 17 are not.
    evaluable = [patient.patient for patient in paper.rows() if patient.best_response != "Withdrawal"]
    reading = constraints.under()
    kept = [each for each in reading.constraints if each.id in ("pfs-median", "withdrawn-left-out")]
    who = {"patient": evaluable[:waiting]}
    longer = suppose(TimeBound, endpoint="pfs", who=who, more_than=Fraction(3))
    proof = contradiction(paper, replace(reading, constraints=(*kept, longer)))
    assert (proof is not None) == clashes


@pytest.mark.parametrize("ids", sorted(map(sorted, EXPECTED)), ids=" + ".join)
def test_dropping_any_one_constraint_leaves_data(
    paper: Paper, constraints: Constraints, found: dict[frozenset[str], Clash], ids: list[str]
) -> None:
    reading = constraints.under(found[frozenset(ids)].choices)
    for dropped in set(ids) - {"change-possible"}:  # the sampler draws no shrinkage beyond 100 %
        rest = reading.only(*(set(ids) - {dropped}))
        ensemble = reconstruct(paper, 5, 1, readings=rest)
        assert check(ensemble, paper, rest) == ()


def solvable(paper: Paper, reading: Reading) -> bool:
    """Ask a solver for one data set; it knows all but the width of the interval and who may be missing."""
    out = {
        patient.patient
        for constraint in reading.of(LeftOut)
        if constraint.how_many is None
        for patient in select(paper, constraint.who)
    }
    if any({p.patient for p in select(paper, status.who)} & out for status in reading.of(Status)):
        return False
    names = [patient.patient for patient in paper.rows() if patient.patient not in out]
    model = cp_model.CpModel()
    _progression_times(model, paper, reading, names)
    _changes(model, paper, reading, names)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    found = solver.solve(model)
    assert found in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE)
    return found != cp_model.INFEASIBLE


def _progression_times(model: cp_model.CpModel, paper: Paper, reading: Reading, names: list[str]) -> None:
    """Give every rank in the order of time a patient, a time and a status, and the curve its median.

    Patients about whom the same is said stand for one another, so a rank only chooses among such groups. The
    curve is kept as a logarithm; among equal times events come first.
    """
    n, ranks, longest = len(names), range(len(names)), round(96 / STEP)
    times = [model.new_int_var(1, longest, f"time {rank}") for rank in ranks]
    happens = [model.new_bool_var(f"event {rank}") for rank in ranks]
    for rank in ranks[1:]:
        model.add(times[rank] >= times[rank - 1])
        model.add(times[rank] > times[rank - 1]).only_enforce_if(~happens[rank - 1], happens[rank])
    sits = []
    for about, size in _groups(paper, reading, names).items():
        here = [model.new_bool_var("") for _ in ranks]
        model.add(sum(here) == size)
        sits.append(here)
        for constraint, rank in product((c for c in reading.constraints if c.id in about), ranks):
            if isinstance(constraint, Status):
                model.add(happens[rank] == (constraint.status == "event")).only_enforce_if(here[rank])
            elif constraint.more_than is not None:
                model.add(times[rank] > math.floor(constraint.more_than / STEP)).only_enforce_if(here[rank])
            elif constraint.at_most is not None:
                model.add(times[rank] <= math.floor(constraint.at_most / STEP)).only_enforce_if(here[rank])
            elif constraint.less_than is not None:
                model.add(times[rank] < math.ceil(constraint.less_than / STEP)).only_enforce_if(here[rank])
    for rank in ranks:
        model.add_exactly_one(here[rank] for here in sits)
    for grid, rank in product((grid for grid in reading.of(Grid) if grid.endpoint == "pfs"), ranks):
        multiple = model.new_int_var(0, longest, "")
        every, within = int(grid.every / STEP), int(grid.within / STEP)
        model.add(times[rank] - every * multiple <= within).only_enforce_if(happens[rank])
        model.add(every * multiple - times[rank] <= within).only_enforce_if(happens[rank])
    if (target := target_of(reading, "pfs")) is None:
        return
    median = model.new_int_var(
        math.ceil(target.median.low / STEP), math.ceil(target.median.high / STEP) - 1, "median"
    )
    falls = [round(1e6 * math.log(1 - 1 / (n - rank))) if rank < n - 1 else -(10**8) for rank in ranks]
    half = round(1e6 * math.log(0.5)) + 50
    below = [model.new_bool_var("") for _ in ranks]
    for rank in ranks:
        height = sum(falls[k] * happens[k] for k in range(rank + 1))
        model.add(height <= half).only_enforce_if(below[rank])
        model.add(height > half).only_enforce_if(~below[rank])
        crossed = [below[rank], *([~below[rank - 1]] if rank else [])]
        model.add(times[rank] == median).only_enforce_if(*crossed)
    model.add(below[-1] == 1)


def _groups(paper: Paper, reading: Reading, names: list[str]) -> Counter[frozenset[str]]:
    """Count the patients about whose progression the same constraints speak."""
    spoken = [*reading.of(TimeBound), *reading.of(Status)]
    return Counter(
        frozenset(c.id for c in spoken if any(p.patient == name for p in select(paper, c.who)))
        for name in names
    )


def _changes(model: cp_model.CpModel, paper: Paper, reading: Reading, names: list[str]) -> None:
    """Give every patient a change in tenths of a percent; only the bounds that clashes need are known."""
    deepest_possible = any(bound.id == "change-possible" for bound in reading.of(ChangeBound))
    change = {
        name: model.new_int_var(-1000 if deepest_possible else -9999, 1000, f"change {name}")
        for name in names
    }
    for bound in reading.of(ChangeBound):
        for patient in select(paper, bound.who):
            if patient.patient in change and bound.at_most is not None:
                model.add(change[patient.patient] <= round(10 * bound.at_most))
    named = [(variant, ranking.values) for ranking in reading.of(Deepest) for variant in ranking.values]
    for variant, variants in named:
        best = model.new_int_var(-9999, 1000, variant)
        theirs = [patient.patient for patient in select(paper, {"variant": variant})]
        model.add_min_equality(best, [change[name] for name in theirs if name in change])
        for patient in select(paper, {"mutated": True, "not": {"variant": variants}}):
            if patient.patient in change:
                model.add(best < change[patient.patient])


@pytest.mark.parametrize("ids", sorted(map(sorted, EXPECTED)), ids=" + ".join)
def test_a_constraint_solver_agrees(
    paper: Paper, constraints: Constraints, found: dict[frozenset[str], Clash], ids: list[str]
) -> None:
    reading = constraints.under(found[frozenset(ids)].choices)
    assert not solvable(paper, reading.only(*ids))
    for dropped in ids:
        assert solvable(paper, reading.only(*(set(ids) - {dropped})))
