"""Figure 4: curves, marks and counts on the page against lifelines."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

from analysis.figures.curves import ticks
from analysis.figures.kaplan_meier import kaplan_meier, log_rank_told, survival_by_kit
from analysis.figures.side_by_side import side_by_side
from doesithold.reconstruct.constraints import load_constraints

from .conftest import artists

PRINTED = {"pfs": ("2.2", "1.29", "3.20"), "os": ("9.1", "2.10", "16.11")}


@pytest.fixture(scope="module")
def reading():
    return load_constraints(Path("data/constraints.yaml")).under()


@pytest.fixture(scope="module", params=["pfs", "os"])
def case(request, ensemble, reading):
    """An endpoint, its times, its figure and the axes."""
    times = ensemble.times[request.param]
    drawn = kaplan_meier(request.param, reading, times)
    return request.param, times, drawn, drawn.figure.axes[0]


def fit(times, events):
    return KaplanMeierFitter().fit(times, events)


def test_the_line_is_the_curve_of_one_data_set_by_lifelines(case):
    _, times, _, axes = case
    (line,) = artists(axes, "example")
    curve = fit(times.times[0], times.events[0]).survival_function_.iloc[:, 0]
    np.testing.assert_allclose(line.get_xdata(), curve.index)
    np.testing.assert_allclose(line.get_ydata(), curve)
    assert line.get_drawstyle() == "steps-post"
    assert line.get_ydata()[0] == 1 and line.get_ydata()[-1] < 0.5
    assert axes.get_ylim()[0] < axes.get_ylim()[1]


def test_censorings_of_that_data_set_are_ticks_on_its_curve(case):
    _, times, _, axes = case
    (marks,) = artists(axes, "censored")
    expected = np.unique(times.times[0][~times.events[0]])
    np.testing.assert_allclose(np.sort(marks.get_xdata()), expected)
    one = fit(times.times[0], times.events[0])
    np.testing.assert_allclose(marks.get_ydata(), one.survival_function_at_times(marks.get_xdata()))


def test_the_band_holds_and_is_reached_by_all_curves_of_lifelines(case):
    _, times, drawn, axes = case
    frame = drawn.data
    fits = [
        fit(*one).predict(frame["time"]).to_numpy() for one in zip(times.times, times.events, strict=True)
    ]
    low, high = np.min(fits, axis=0), np.max(fits, axis=0)
    (band,) = artists(axes, "band")
    corners = pd.DataFrame(band.get_paths()[0].vertices, columns=["time", "height"]).groupby("time")["height"]
    inner = frame["time"][1:-1]
    np.testing.assert_allclose(corners.min()[inner], np.minimum(low[1:-1], low[:-2]), atol=1e-9)
    np.testing.assert_allclose(corners.max()[inner], np.maximum(high[1:-1], high[:-2]), atol=1e-9)


def test_no_other_line_poses_as_a_curve(case):
    axes = case[3]
    assert len([line for line in axes.lines if line.get_drawstyle() == "steps-post"]) == 1


def test_the_printed_median_and_interval_stand_at_one_half(case):
    endpoint, _, drawn, axes = case
    median, lower, upper = PRINTED[endpoint]
    (mark,), (interval,) = artists(axes, "median"), artists(axes, "interval")
    assert (list(mark.get_xdata()), list(mark.get_ydata())) == ([float(median)], [0.5])
    assert list(interval.get_xdata()) == [float(lower), float(upper)]
    assert list(interval.get_ydata()) == [0.5, 0.5]
    assert any(f"printed median {median} months" in text.get_text() for text in axes.texts)
    assert f"Printed median {median} months, 95% interval {lower} to {upper}" in drawn.alt


def written(axes):
    """Return the counts under the axis: row, month, text."""
    rows = {}
    for text in axes.texts:
        x, y = text.get_position()
        rows.setdefault(round(y, 4), []).append((x, text.get_text()))
    named = {}
    for cells in rows.values():
        names = [name for _, name in cells if name in {"At risk", "Censored", "Events"}]
        if names:
            named[names[0]] = {x: text for x, text in cells if text != names[0]}
    return named


def test_counts_under_the_axis_are_the_examples_and_the_range_of_all(case):
    _, times, _, axes = case
    rows = written(axes)
    assert list(rows) == ["At risk", "Censored", "Events"]
    assert rows["At risk"][0] == str(times.times.shape[1])
    for month in axes.get_xticks():
        before = times.times < month
        counts = {
            "At risk": (~before).sum(axis=1),
            "Censored": (before & ~times.events).sum(axis=1),
            "Events": (before & times.events).sum(axis=1),
        }
        table = fit(times.times[0], times.events[0]).event_table
        assert counts["Events"][0] == table[table.index < month]["observed"].sum()
        for row, numbers in counts.items():
            spread = "" if numbers.min() == numbers.max() else f" ({numbers.min()}–{numbers.max()})"
            assert rows[row][month] == f"{numbers[0]}{spread}"


def test_who_leaves_at_a_tick_is_at_risk_there_and_has_left_at_the_next(ensemble, reading):
    times = ensemble.times["pfs"].times.copy()
    month, following = ticks(times.max())[1:3]
    times[:, 0] = month
    drawn = kaplan_meier("pfs", reading, replace(ensemble.times["pfs"], times=times))
    rows = written(drawn.figure.axes[0])
    for tick, left in ((month, times < month), (following, times < following)):
        numbers = (~left).sum(axis=1)
        assert rows["At risk"][tick].split()[0] == str(numbers[0])
        assert f"({numbers.min()}–{numbers.max()})" in rows["At risk"][tick]


def test_the_axis_names_what_the_curve_is_of(case):
    endpoint, _, _, axes = case
    assert axes.get_ylabel() == {"pfs": "Free of progression, %", "os": "Surviving, %"}[endpoint]


def test_two_groups_have_a_panel_each_with_their_own_patients(paper, ensemble, evaluable):
    figure = survival_by_kit(paper, ensemble).figure
    groups = {"mutated": evaluable["variant"] != "", "amplified only": evaluable["variant"] == ""}
    assert len(figure.axes) == 2
    for axes, (name, members) in zip(figure.axes, groups.items(), strict=True):
        assert f"{name} (n = {members.sum()})" in axes.get_title(loc="left")
        columns = members.to_numpy()
        survival = ensemble.times["os"]
        curve = fit(survival.times[0][columns], survival.events[0][columns]).survival_function_
        (line,) = artists(axes, "example")
        np.testing.assert_allclose(line.get_ydata(), curve.iloc[:, 0])
        assert written(axes)["At risk"][0] == str(members.sum())


def test_the_log_rank_test_told_is_that_of_lifelines(paper, ensemble, evaluable):
    mutated = (evaluable["variant"] != "").to_numpy()
    times, events = ensemble.times["os"].times, ensemble.times["os"].events
    p = [
        logrank_test(t[mutated], t[~mutated], e[mutated], e[~mutated]).p_value
        for t, e in zip(times, events, strict=True)
    ]
    told = re.findall(r"\d\.\d\d", log_rank_told(paper, ensemble))
    assert [float(value) for value in told] == pytest.approx([p[0], min(p), max(p)], abs=0.0051)


def test_single_data_sets_are_drawn_as_they_are(paper, ensemble):
    drawn = side_by_side(paper, ensemble, draws=(3, 5))
    changes, curves = drawn.figure.axes[2:4]
    heights = sorted((patch.get_height() for patch in changes.patches), reverse=True)
    expected = np.sort(ensemble.best_change[5][~np.isnan(ensemble.best_change[5])])[::-1]
    np.testing.assert_allclose(heights, expected)
    (line,) = artists(curves, "os")
    curve = fit(ensemble.times["os"].times[5], ensemble.times["os"].events[5]).survival_function_
    np.testing.assert_allclose(line.get_ydata(), curve.iloc[:, 0])


@pytest.mark.parametrize("last", [0.5, 5, 11.9, 24, 60, 140])
def test_ticks_are_few_whole_months_from_zero_to_the_end(last):
    marks = ticks(last)
    assert marks[0] == 0 and marks[-1] <= last
    assert len(marks) <= 7 and len(set(np.diff(marks))) <= 1
