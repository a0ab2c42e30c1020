"""Patients rebuilt from a read-off curve give that curve again, and the numbers at risk below it."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doesithold.errors import InputError
from doesithold.statistics.guyot import reconstruct_patients
from doesithold.statistics.survival import kaplan_meier

ORACLES = Path(__file__).parents[1] / "oracles"
DIGITISED = ORACLES / "kmdata"
PUBLISHED = json.loads((ORACLES / "guyot.json").read_text(encoding="utf-8"))
"""Patients that others rebuilt from figures and tables of numbers at risk of published trials."""
R_CASES = json.loads((ORACLES / "survival.json").read_text())


def numbers_at_risk(times: np.ndarray, every: float) -> list[tuple[float, int]]:
    return [
        (month, int(np.sum(times >= month))) for month in np.arange(0, times.max() + every, every).tolist()
    ]


def read_off(
    times: np.ndarray, events: np.ndarray, noise: float, random: np.random.Generator
) -> list[tuple[float, float]]:
    """Read a curve at 200 even distances and at its end, with independent errors."""
    grid = np.linspace(0, times.max(), 201)
    heights = kaplan_meier(times, events).at(grid)[0] + random.normal(0, noise, len(grid))
    return list(zip(grid.tolist(), np.clip(heights, 0, 1).tolist(), strict=True))


def from_line(times: np.ndarray, events: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Measure how far points lie above or below a curve drawn with its vertical steps."""
    curves = kaplan_meier(times, events)
    after, before = curves.at(points[:, 0])[0], curves.at(np.nextafter(points[:, 0], -1))[0]
    return np.maximum(np.maximum(after - points[:, 1], points[:, 1] - before), 0)


def met(times: np.ndarray, at_risk: list[tuple[float, int]]) -> bool:
    return all(np.sum(times >= month) == number for month, number in at_risk)


def test_digitised_curve_of_eighty_patients() -> None:
    with (DIGITISED / "points.csv").open() as file:
        points = np.array([(float(row["T"]), float(row["S"])) for row in csv.DictReader(file)])
    with (DIGITISED / "at_risk.csv").open() as file:
        at_risk = [(float(row["trisk"]), int(row["nrisk"])) for row in csv.DictReader(file)]
    times, events = reconstruct_patients(points, at_risk)
    assert len(times) == 80
    assert met(times, at_risk)
    assert from_line(times, events, points).max() < 0.01


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: str(case["name"]))
def test_curves_of_published_trials_give_the_patients_that_others_rebuilt(case: dict[str, Any]) -> None:
    original, happened = np.array(case["time"], float), np.array(case["event"], bool)
    at_risk = list(zip(case["at"], case["at_risk"], strict=True))
    random = np.random.default_rng(5)
    times, events = reconstruct_patients(read_off(original, happened, 0.002, random), at_risk)
    assert met(times, at_risk)
    assert abs(int(events.sum()) - int(happened.sum())) <= 2
    ours, theirs = kaplan_meier(times, events).median()[0], kaplan_meier(original, happened).median()[0]
    assert ours == theirs or abs(ours - theirs) < 0.02 * original.max()


@pytest.mark.parametrize("noise", [0.0, 0.003])
def test_lung_data_of_r(noise: float) -> None:
    (case,) = (case for case in R_CASES if case["name"] == "lung")
    original, happened = np.array(case["time"], float), np.array(case["event"], bool)
    at_risk = numbers_at_risk(original, 100)
    random = np.random.default_rng(3)
    times, events = reconstruct_patients(read_off(original, happened, noise, random), at_risk)
    assert met(times, at_risk)
    assert abs(events.sum() - happened.sum()) <= 3
    assert kaplan_meier(times, events).median()[0] == pytest.approx(case["median"], abs=10)
    read_at = np.linspace(0, original.max(), 201)
    true_points = np.column_stack([read_at, kaplan_meier(original, happened).at(read_at)[0]])
    assert from_line(times, events, true_points).max() < 0.01


@pytest.mark.parametrize("size", [17, 30])
@pytest.mark.parametrize("noise", [0.0, 0.003, 0.006])
def test_small_sets_with_reading_noise(size: int, noise: float) -> None:
    random = np.random.default_rng(size)
    events_off, medians_off, trials = [], [], 25
    for _ in range(trials):
        lasts, ends = random.exponential(8, size), random.uniform(2, 30, size)
        original, happened = np.minimum(lasts, ends), lasts <= ends
        at_risk = numbers_at_risk(original, 3)
        times, events = reconstruct_patients(read_off(original, happened, noise, random), at_risk)
        assert met(times, at_risk)
        events_off.append(abs(int(events.sum()) - int(happened.sum())))
        ours, theirs = kaplan_meier(times, events).median()[0], kaplan_meier(original, happened).median()[0]
        medians_off.append(0.0 if ours == theirs else abs(ours - theirs))
    assert max(events_off) <= 2
    assert np.mean(events_off) <= 0.4
    assert np.mean(np.array(medians_off) < 0.2) >= 0.9


def test_a_printed_total_of_events_is_met() -> None:
    random = np.random.default_rng(11)
    original = np.sort(random.exponential(8, 40))
    happened = random.random(40) < 0.6
    points = read_off(original, happened, 0.004, random)
    total = int(happened.sum())
    for wanted in (total - 1, total, total + 1):
        _, events = reconstruct_patients(points, [(0, 40)], total_events=wanted)
        assert events.sum() == wanted


@settings(max_examples=60, deadline=None)
@given(
    height=st.floats(0.2, 1),
    numbers=st.lists(st.integers(0, 100), min_size=2, max_size=6).map(
        lambda n: sorted([*n, 100], reverse=True)
    ),
    seed=st.integers(0, 10**6),
)
def test_a_steep_fall_of_the_numbers_at_risk_invents_no_deaths(
    height: float, numbers: list[int], seed: int
) -> None:
    fallen = round(100 * (1 - height))
    at_risk = [(0.0, 100), *((10.0 * (step + 1), min(n, 100 - fallen)) for step, n in enumerate(numbers))]
    level = 1 - fallen / 100
    noise = np.random.default_rng(seed).normal(0, 0.001, 200)
    months = np.linspace(0, 70, 200)
    points = np.column_stack([months, np.clip(np.where(months < 1, 1.0, level) + noise, 0, 1)])
    times, events = reconstruct_patients(points, at_risk)
    assert met(times, at_risk)
    assert events.sum() == fallen
    assert (times[events] < 2).all()


def test_without_numbers_at_risk_a_complete_curve_gives_everyone_back() -> None:
    original = np.arange(1.0, 18)
    points = read_off(original, np.ones(17, bool), 0, np.random.default_rng(1))
    times, events = reconstruct_patients(points, [(0, 17)])
    assert events.all()
    assert times == pytest.approx(original, abs=0.1)


@pytest.mark.parametrize(
    ("points", "at_risk", "message"),
    [
        ([], [(0, 17)], "at least one point"),
        ([(0, 1), (1, np.nan)], [(0, 17)], "numbers"),
        ([(0, 1), (-1, 1)], [(0, 17)], "not negative"),
        ([(0, 1), (1, 52)], [(0, 17)], "proportions"),
        ([(0, 1)], [], "time 0"),
        ([(0, 1)], [(1, 17)], "time 0"),
        ([(0, 1)], [(0, 0)], "at least one patient"),
        ([(0, 1)], [(0, 17), (3, 18)], "17 at 0, 18 at 3"),
        ([(0, 1)], [(0, 17), (0, 16)], "must fall with time"),
    ],
)
def test_what_is_no_curve_is_refused(points: list, at_risk: list, message: str) -> None:
    with pytest.raises(InputError, match=message):
        reconstruct_patients(points, at_risk)
