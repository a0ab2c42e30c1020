"""Every draw is held to what the paper says, one data set at a time, by code unrelated to the sampler."""

import math

import numpy as np
import pytest
from lifelines.statistics import logrank_test

from doesithold.errors import InputError
from doesithold.paper.paper import Paper
from doesithold.reconstruct import Ensemble, check, reconstruct, spread
from doesithold.reconstruct.constraints import Constraints
from tests.reconstruct.collett import as_printed, median_and_interval

DRAWS = 120
DAYS = {"mean": 30.4375, "four_weeks": 28}
AMPLIFIED_ONLY = {"Pt-16", "Pt-18"}
AMPLIFIED = {"Pt-13", "Pt-14", "Pt-15", "Pt-16", "Pt-17", "Pt-18"}

RESPONDERS = {"Pt-01", "Pt-03", "Pt-04", "Pt-06", "Pt-08", "Pt-13"}
PROGRESSORS = {"Pt-02", "Pt-09", "Pt-10", "Pt-12", "Pt-15", "Pt-16", "Pt-17", "Pt-18"}
STABLE = {"Pt-05", "Pt-07"}
COMPLETE = "Pt-14"
WITHDRAWN = "Pt-11"

READINGS = [
    ({}, 1),
    ({}, 20),
    ({"withdrawal": "event"}, 2),
    ({"withdrawal": "censored", "withdrawn": "before_first_scan"}, 3),
    ({"missing": "one"}, 4),
    ({"withdrawal": "event", "missing": "one", "first_scan": "within_a_week"}, 5),
    ({"first_scan": "within_a_week", "prolonged": "median"}, 6),
    ({"confirmation": "confirmed", "duration": "from_response", "progressors": "measured"}, 7),
    ({"treatment": "within_a_cycle"}, 8),
    ({"month": "four_weeks"}, 9),
    ({"rounding": "truncate", "durable": "any"}, 10),
    ({"kit_status": "any_amplification"}, 11),
    ({"median": "midpoint", "interval": "unknown", "missing": "one"}, 12),
]


def printed_summary(times: list[float], events: list[bool], choices: dict[str, str]) -> tuple[str, ...]:
    numbers = median_and_interval(times, events, midpoint=choices.get("median") == "midpoint")
    rounding = choices.get("rounding", "half_up")
    return tuple(
        as_printed(value, places, rounding) for value, places in zip(numbers, (1, 2, 2), strict=True)
    )


def hold_to_the_paper(draw: dict[str, dict], choices: dict[str, str]) -> None:
    """Check one data set, given as times, statuses, change and treatment of each patient."""
    patients = (RESPONDERS | PROGRESSORS | STABLE | {COMPLETE}) | (
        {WITHDRAWN} if choices.get("withdrawal") else set()
    )
    assert set(draw) == patients
    analysed = [name for name in draw if not math.isnan(draw[name]["pfs"])]
    assert len(draw) - len(analysed) == (1 if choices.get("missing") else 0)
    late = 1 if choices.get("first_scan") else 0
    week = 7 / DAYS[choices.get("month", "mean")]
    for name in analysed:
        one = draw[name]
        assert 0 < one["pfs"] <= one["os"] <= 8 * 365.25 / 7 * week
        if name in PROGRESSORS:
            assert one["pfs_event"]
            assert one["pfs"] <= (8 + late) * week
        elif name != WITHDRAWN:
            assert one["pfs"] > longer_than(name, choices)
            assert abs(one["treatment"] - one["pfs"]) <= (4 * week if choices.get("treatment") else 0)
        if name == "Pt-03":
            assert not one["pfs_event"]
            assert not one["os_event"]
        if name == WITHDRAWN:
            assert one["pfs_event"] == (choices["withdrawal"] == "event")
            assert one["pfs"] < 8 * week or not choices.get("withdrawn")
    hold_changes_to_the_paper(draw, choices)
    for endpoint, printed in (("pfs", ("2.2", "1.29", "3.20")), ("os", ("9.1", "2.10", "16.11"))):
        times = [draw[name][endpoint] for name in analysed]
        events = [draw[name][f"{endpoint}_event"] for name in analysed]
        found = printed_summary(times, events, choices)
        assert found[0] == printed[0]
        assert found == printed or choices.get("interval") == "unknown"


def hold_to_the_test(draw: dict[str, dict], choices: dict[str, str]) -> None:
    """Compare overall survival by KIT status, as lifelines does."""
    amplified = AMPLIFIED if choices.get("kit_status") else AMPLIFIED_ONLY
    groups = [
        [
            draw[name]
            for name in draw
            if (name in amplified) == one and name != WITHDRAWN and draw[name]["os"] > 0
        ]
        for one in (True, False)
    ]
    times, events = ([[one[key] for one in group] for group in groups] for key in ("os", "os_event"))
    assert logrank_test(*times, *events).p_value >= 0.05


def longer_than(name: str, choices: dict[str, str]) -> float:
    """Give the months that a patient with disease control was free of progression for, at the least."""
    week = 7 / DAYS[choices.get("month", "mean")]
    bounds = [7 * week if choices.get("first_scan") else 8 * week]
    from_response = 8 * week if choices.get("duration") else 0
    if name == COMPLETE:
        bounds.append(365.25 / 7 * week + from_response)
    if name == "Pt-03":
        bounds.append(30 * week + from_response)
    if name in ("Pt-04", "Pt-06"):
        bounds.append(2.25 if choices.get("prolonged") else 16 * week)
    if name in ("Pt-08", "Pt-13") and not choices.get("durable"):
        bounds.append(16 * week)
    if name == "Pt-13":
        bounds.append(8 * week)
    if name not in STABLE and choices.get("confirmation"):
        bounds.append(16 * week)
    return max(bounds)


def hold_changes_to_the_paper(draw: dict[str, dict], choices: dict[str, str]) -> None:
    measured = {name for name in draw if not math.isnan(draw[name]["change"])}
    assert len(measured) == 13
    assert measured >= RESPONDERS | STABLE | {COMPLETE} | AMPLIFIED_ONLY
    deepest = max(draw["Pt-08"]["change"], draw["Pt-13"]["change"])
    for name in measured:
        change = draw[name]["change"]
        if name == COMPLETE:
            assert change == -100
        elif name in RESPONDERS:
            assert -100 <= change <= -30
        elif name in STABLE:
            assert -30 < change < 20
        else:
            assert -100 <= change <= 100
            assert change >= 20 or not choices.get("progressors")
            assert change >= 0 or name not in AMPLIFIED_ONLY
            assert change > deepest or name in ("Pt-02", *AMPLIFIED_ONLY)
    for name in PROGRESSORS - measured:
        week = 7 / DAYS[choices.get("month", "mean")]
        assert draw[name]["pfs"] < 8 * week or math.isnan(draw[name]["pfs"])


def rows(ensemble: Ensemble, draw: int) -> dict[str, dict]:
    """Return one draw patient by patient."""
    return {
        name: {
            "pfs": float(ensemble.times["pfs"].times[draw, column]),
            "pfs_event": bool(ensemble.times["pfs"].events[draw, column]),
            "os": float(ensemble.times["os"].times[draw, column]),
            "os_event": bool(ensemble.times["os"].events[draw, column]),
            "change": ensemble.best_change[draw, column],
            "treatment": ensemble.treatment[draw, column],
        }
        for column, name in enumerate(ensemble.patients)
    }


@pytest.mark.parametrize(("choices", "seed"), READINGS, ids=str)
def test_every_draw_agrees_with_everything_the_paper_says(
    paper: Paper, constraints: Constraints, choices: dict[str, str], seed: int
) -> None:
    reading = constraints.under(choices)
    ensemble = reconstruct(paper, DRAWS, seed, readings=reading)
    assert len(ensemble) == DRAWS
    assert check(ensemble, paper, reading) == ()
    for draw in range(DRAWS):
        hold_to_the_paper(rows(ensemble, draw), choices)
    for draw in range(12):
        hold_to_the_test(rows(ensemble, draw), choices)


def test_the_checker_notices_each_kind_of_damage(paper: Paper, constraints: Constraints) -> None:
    reading = constraints.under()
    good = reconstruct(paper, 3, 1, readings=reading)

    def damaged(change: dict[str, tuple[str, object]]) -> set[str]:
        broken = reconstruct(paper, 3, 1, readings=reading)
        for field, (patient, value) in change.items():
            name, _, part = field.rpartition(".")
            array = getattr(broken.times[name] if name else broken, part)
            array[1, good.column(patient)] = value
        found = check(broken, paper, reading)
        assert all(violation.draws == (1,) for violation in found)
        return {violation.constraint for violation in found}

    assert damaged({}) == set()
    assert "change-partial" in damaged({"best_change": ("Pt-01", -29.0)})
    assert "change-complete" in damaged({"best_change": ("Pt-14", -99.0)})
    assert "change-amplified-only" in damaged({"best_change": ("Pt-16", -1.0)})
    assert "bars" in damaged({"best_change": ("Pt-01", np.nan)})
    assert "deepest-but-complete" in damaged({"best_change": ("Pt-07", -99.9)})
    assert "progressors-by-first-scan" in damaged({"pfs.times": ("Pt-02", 1.85)})
    assert "progressors-progressed" in damaged({"pfs.events": ("Pt-02", False)})
    assert "partial-still-going-on" in damaged({"pfs.events": ("Pt-03", True)})
    assert "complete-over-a-year" in damaged({"pfs.times": ("Pt-14", 11.9)})
    assert {"pfs-median", "pfs-interval"} <= damaged(
        {"pfs.times": ("Pt-01", 1.9), "pfs.events": ("Pt-01", True)}
    )
    assert "os-interval" in damaged({"os.times": ("Pt-02", 3.0), "os.events": ("Pt-02", True)})
    assert "progression-before-death" in damaged({"os.times": ("Pt-14", 11.0)})
    assert "treated-to-progression" in damaged({"treatment": ("Pt-05", 95.0)})


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(
    paper: Paper, constraints: Constraints
) -> None:
    reading = constraints.under()
    first, again, other = (reconstruct(paper, 50, seed, readings=reading) for seed in (9, 9, 10))
    assert np.array_equal(first.times["os"].times, again.times["os"].times)
    assert np.array_equal(first.best_change, again.best_change, equal_nan=True)
    assert not np.array_equal(first.times["os"].times, other.times["os"].times)
    longer = reconstruct(paper, 80, 9, readings=reading)
    assert np.array_equal(longer.times["os"].times[:50], first.times["os"].times)


def test_draws_are_broad(paper: Paper, constraints: Constraints) -> None:
    ensemble = reconstruct(paper, 1000, 1, readings=constraints.under())
    open_still = spread(ensemble.times["pfs"])
    progressors = [ensemble.column(name) for name in sorted(PROGRESSORS)]
    assert (open_still.low[progressors] < 0.25).all()
    assert (open_still.high[progressors] > 1.8).all()
    assert open_still.high[ensemble.column("Pt-08")] > 6
    amplified = ensemble.column("Pt-17")
    assert np.nanmin(ensemble.best_change[:, amplified]) < -30
    assert open_still.curve_distance > 0.1
    assert spread(ensemble.times["os"]).curve_distance > 0.15
    assert len(np.unique(ensemble.times["pfs"].events.sum(axis=1))) >= 6
    order = {tuple(np.argsort(row)) for row in ensemble.times["os"].times}
    assert len(order) > 990
    bars = {tuple(np.isnan(row)) for row in ensemble.best_change}
    assert len(bars) == math.comb(6, 4)


@pytest.mark.parametrize(
    ("draws", "seed", "choices", "message"),
    [
        (0, 1, {}, "draws = 0"),
        (1, -1, {}, "seed = -1"),
        (1, 1, {"progression": "scan_days"}, "scan-days-only, pfs-median"),
        (1, 1, {"withdrawal": "event", "withdrawn": "before_first_scan"}, "9/18 = 50.0 %"),
        (1, 1, {"withdrawal": "sometimes"}, "sometimes"),
        (1, 1, {"weather": "fine"}, "weather"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    paper: Paper,
    constraints: Constraints,
    *,
    draws: int,
    seed: int,
    choices: dict,
    message: str,
) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        reconstruct(paper, draws, seed, readings=constraints.under(choices))
    assert "\n" not in str(refusal.value)
