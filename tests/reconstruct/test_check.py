"""The checker, one kind of constraint at a time, at the edge of what it allows."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from lifelines.statistics import logrank_test

from doesithold.paper.paper import Paper
from doesithold.reconstruct import Ensemble, check
from doesithold.reconstruct.constraints import (
    Bars,
    ChangeBound,
    Constraint,
    Distinct,
    Grid,
    NoDifference,
    Order,
    Reading,
    Status,
    TimeBound,
    Treatment,
)
from doesithold.reconstruct.theorems import suppose
from doesithold.statistics.survival import Times

PATIENTS = tuple(f"Pt-{number:02}" for number in (1, 2, 3, 4, 5, 6))
GOOD = Ensemble(
    PATIENTS,
    {
        "pfs": Times(np.array([[2.0, 4.0, 6.0, 8.0, 10.0, 12.0]]), np.array([[True] * 6])),
        "os": Times(np.array([[3.0, 5.0, 7.0, 9.0, 11.0, 13.0]]), np.array([[True] * 6])),
    },
    np.array([[-50.0, -20.0, 0.0, 10.0, np.nan, np.nan]]),
    np.array([[2.0, 4.0, 6.0, 8.0, 10.0, 12.0]]),
)
ALL = {"patient": list(PATIENTS)}
FIRST = {"patient": "Pt-01"}
PFS = {"endpoint": "pfs", "who": FIRST}


def months(first: float) -> Ensemble:
    times = np.array([[first, 4.0, 6.0, 8.0, 10.0, 12.0]])
    return replace(GOOD, times={**GOOD.times, "pfs": Times(times, GOOD.times["pfs"].events)})


def holds(constraint: Constraint, ensemble: Ensemble, paper: Paper) -> bool:
    return check(ensemble, paper, Reading({}, (constraint,))) == ()


@pytest.mark.parametrize(
    ("bound", "inside", "outside"),
    [
        ({"less_than": Fraction(2)}, 1.999, 2.0),
        ({"at_most": Fraction(2)}, 2.0, 2.001),
        ({"more_than": Fraction(2)}, 2.001, 2.0),
        ({"at_least": Fraction(2)}, 2.0, 1.999),
    ],
)
def test_a_time_lies_within_its_bound(
    paper: Paper, bound: dict[str, Fraction], inside: float, outside: float
) -> None:
    constraint = suppose(TimeBound, **bound, **PFS)
    assert holds(constraint, months(inside), paper)
    assert not holds(constraint, months(outside), paper)


def test_a_change_lies_within_its_bound(paper: Paper) -> None:
    assert holds(suppose(ChangeBound, who=ALL, at_most=10.0), GOOD, paper)
    assert not holds(suppose(ChangeBound, who=ALL, less_than=10.0), GOOD, paper)


def test_a_status_is_that_of_each_patient(paper: Paper) -> None:
    assert holds(suppose(Status, status="event", **PFS), GOOD, paper)
    assert not holds(suppose(Status, status="censored", **PFS), GOOD, paper)


def test_progression_comes_no_day_after_death(paper: Paper) -> None:
    constraint = suppose(Order, shorter="pfs", longer="os")
    assert holds(constraint, months(3.0), paper)
    assert not holds(constraint, months(3.03), paper)


def test_times_on_a_grid_are_not_off_by_a_month(paper: Paper) -> None:
    constraint = suppose(Grid, endpoint="pfs", every=Fraction(2))
    assert holds(constraint, GOOD, paper)
    assert not holds(constraint, months(2.9), paper)
    near = suppose(Grid, endpoint="pfs", every=Fraction(2), within=Fraction(1, 4))
    assert holds(near, months(2.25), paper)
    assert not holds(near, months(2.3), paper)


def test_distinct_times_may_be_near_but_not_equal(paper: Paper) -> None:
    constraint = suppose(Distinct, endpoint="pfs")
    assert holds(constraint, months(3.9), paper)
    assert not holds(constraint, months(4.0), paper)


def test_bars_are_exactly_as_many_as_the_figure_has(paper: Paper) -> None:
    def bars(count: int) -> Constraint:
        two = {"patient": ["Pt-05", "Pt-06"]}
        return suppose(Bars, count=count, who=ALL, open_among=two, endpoint="pfs", before=Fraction(20))

    assert holds(bars(4), GOOD, paper)
    assert not holds(bars(3), GOOD, paper)
    assert not holds(bars(5), GOOD, paper)


def test_nobody_outside_the_group_has_a_bar(paper: Paper) -> None:
    five = {"patient": list(PATIENTS[:5])}
    fifth = {"patient": "Pt-05"}
    bars = suppose(Bars, count=4, who=five, open_among=fifth, endpoint="pfs", before=Fraction(20))
    assert holds(bars, GOOD, paper)
    further = np.array([[-50.0, -20.0, 0.0, 10.0, np.nan, 5.0]])
    assert not holds(bars, replace(GOOD, best_change=further), paper)


def test_treatment_ends_near_progression_and_before_death(paper: Paper) -> None:
    constraint = suppose(Treatment, who=ALL, endpoint="pfs", within=Fraction(1), until="os")
    assert holds(constraint, GOOD, paper)
    assert holds(constraint, replace(GOOD, treatment=GOOD.treatment + 1), paper)
    later = replace(GOOD, treatment=GOOD.treatment + 1.1)
    assert not holds(constraint, later, paper)
    wider = suppose(Treatment, who=ALL, endpoint="pfs", within=Fraction(2))
    assert holds(wider, later, paper)
    assert not holds(wider.model_copy(update={"until": "os"}), later, paper)


def test_groups_differ_where_lifelines_finds_a_difference(paper: Paper) -> None:
    one, other = {"patient": list(PATIENTS[:3])}, {"patient": list(PATIENTS[3:])}
    p = logrank_test([2, 4, 6], [8, 10, 12]).p_value
    assert 0.01 < p < 0.05
    for level, good in (("0.01", True), ("0.05", False)):
        constraint = suppose(NoDifference, endpoint="pfs", who=one, against=other, level=level)
        assert holds(constraint, GOOD, paper) is good
