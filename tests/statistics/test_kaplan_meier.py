"""Kaplan-Meier curves agree with R's survfit, with lifelines, and with what holds for any such curve."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from doesithold.errors import InputError
from doesithold.statistics.survival import FAMILIES, KaplanMeier, kaplan_meier

CASES = json.loads((Path(__file__).parents[1] / "oracles" / "survival.json").read_text())


def numbers(values: object) -> np.ndarray:
    """Read a JSON number or list, null as NaN."""
    return np.atleast_1d(np.array(values, dtype=float))


def as_in_r(values: np.ndarray) -> np.ndarray:
    """R calls a median that is not reached NA."""
    return np.where(np.isinf(values), np.nan, values)


def distinct(curves: KaplanMeier, values: np.ndarray) -> np.ndarray:
    """Keep one value of the first data set for each distinct time."""
    return values[0][np.unique(curves.times[0], return_index=True)[1]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_curve_band_and_median_agree_with_r(case: dict) -> None:
    curves = kaplan_meier(numbers(case["time"]), numbers(case["event"]))
    theirs = case["curve"]
    assert distinct(curves, curves.at_risk) == pytest.approx(numbers(theirs["at_risk"]))
    assert distinct(curves, curves.survival) == pytest.approx(numbers(theirs["survival"]), abs=1e-9)
    error = numbers(theirs["standard_error"])
    assert distinct(curves, curves.standard_error) == pytest.approx(error, abs=1e-9, nan_ok=True)
    median = as_in_r(curves.median(flat="midpoint"))
    assert median == pytest.approx(numbers(case["median"]), abs=1e-9, nan_ok=True)
    for family in FAMILIES:
        bounds = case["bounds"][family]
        for ours, name in zip(curves.band(family), ("lower", "upper"), strict=True):
            assert distinct(curves, ours) == pytest.approx(numbers(bounds[name]), abs=1e-9, nan_ok=True)
        interval = as_in_r(np.concatenate(curves.median_interval(family, flat="midpoint")))
        assert interval == pytest.approx(numbers(case["median_bounds"][family]), abs=1e-9, nan_ok=True)


def test_many_data_sets_at_once_agree_with_lifelines() -> None:
    from lifelines import KaplanMeierFitter

    rng = np.random.default_rng(7)
    times = rng.integers(1, 25, size=(40, 17)).astype(float)
    events = rng.random((40, 17)) < 0.7
    curves = kaplan_meier(times, events)
    grid = np.arange(0, 27.0)
    lower, upper = curves.band("log-log")
    for draw in range(len(times)):
        fit = KaplanMeierFitter().fit(times[draw], events[draw], timeline=grid)
        assert curves.at(grid)[draw] == pytest.approx(fit.survival_function_.to_numpy()[:, 0], abs=1e-12)
        if not np.any(
            np.abs(curves.survival[draw] - 0.5) < 1e-9
        ):  # lifelines misses 8/16 by a rounding error
            assert curves.median()[draw] == fit.median_survival_time_
        inside = (curves.survival[draw] > 0) & (curves.survival[draw] < 1)
        band = fit.confidence_interval_.loc[curves.times[draw][inside]].to_numpy()
        assert np.stack([lower[draw], upper[draw]], axis=1)[inside] == pytest.approx(band, abs=1e-12)


data_sets = st.integers(1, 20).flatmap(
    lambda n: st.tuples(
        arrays(float, n, elements=st.integers(0, 12).map(float)), arrays(bool, n, elements=st.booleans())
    )
)


@settings(max_examples=200, deadline=None)
@given(data_sets)
def test_without_censoring_the_curve_is_the_share_still_free_of_events(
    data: tuple[np.ndarray, np.ndarray],
) -> None:
    times, _ = data
    grid = np.arange(0, 14.0)
    share = np.array([np.mean(times > time) for time in grid])
    assert kaplan_meier(times, np.ones(len(times))).at(grid)[0] == pytest.approx(share, abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(data_sets, st.randoms(use_true_random=False))
def test_neither_order_nor_absent_patients_matter(data: tuple[np.ndarray, np.ndarray], random) -> None:
    times, events = data
    order = np.array(random.sample(range(len(times)), len(times)))
    longer = np.append(times[order], [np.nan, np.nan])
    grid = np.arange(0, 14.0)
    ours, shuffled = (
        kaplan_meier(times, events),
        kaplan_meier(longer, np.append(events[order], [True, False])),
    )
    assert np.array_equal(ours.at(grid), shuffled.at(grid))
    assert np.array_equal(ours.median("midpoint"), shuffled.median("midpoint"))


@settings(max_examples=200, deadline=None)
@given(data_sets, st.floats(0.1, 40))
def test_heights_fall_and_medians_scale_with_the_unit_of_time(
    data: tuple[np.ndarray, np.ndarray], unit: float
) -> None:
    times, events = data
    curves = kaplan_meier(times, events)
    assert np.all(np.diff(curves.survival) <= 0)
    assert np.all((curves.survival >= 0) & (curves.survival <= 1))
    assert kaplan_meier(times * unit, events).median() == pytest.approx(curves.median() * unit)


def test_a_patient_censored_at_the_time_of_an_event_is_still_at_risk() -> None:
    curves = kaplan_meier([5, 5, 9], [False, True, False])
    assert curves.at([4.99, 5]).tolist() == [[1.0, pytest.approx(2 / 3)]]


def test_one_half_reached_as_a_product_counts_as_one_half() -> None:
    times = np.arange(1.0, 19)
    curves = kaplan_meier(times, np.ones(18))
    assert curves.median().tolist() == [9.0]
    assert curves.median(flat="midpoint").tolist() == [9.5]


@pytest.mark.parametrize(
    ("times", "events"), [([1, 2], [True]), ([-1.0], [True]), ([np.inf], [True]), ([[[1]]], [[[True]]])]
)
def test_what_is_no_follow_up_time_is_refused(times: list, events: list) -> None:
    with pytest.raises(InputError):
        kaplan_meier(times, events)


def test_unknown_family_and_level_are_refused() -> None:
    curves = kaplan_meier([1, 2], [True, True])
    with pytest.raises(InputError, match="logit"):
        curves.band("logit")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="level"):
        curves.band(level=95)
