from pathlib import Path

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from analysis.figures.curves import ticks
from analysis.figures.kaplan_meier import kaplan_meier, survival_by_kit
from doesithold.reconstruct.constraints import ENDPOINTS, load_constraints


@pytest.fixture(scope="module")
def reading():
    return load_constraints(Path("data/constraints.yaml")).under()


@pytest.fixture(scope="module")
def drawn(ensemble, reading):
    return {endpoint: kaplan_meier(endpoint, reading, ensemble.of(endpoint)) for endpoint in ENDPOINTS}


def test_everyone_is_at_risk_at_the_start(drawn, ensemble):
    for figure in drawn.values():
        start = figure.table.set_index(["row", "time"]).loc[("At risk", 0)]
        assert start["low"] == start["high"] == len(ensemble.patients)


def test_counts_are_the_range_over_all_data_sets(drawn, ensemble):
    time = 3
    counts = (ensemble.pfs.times >= time).sum(axis=1)
    row = drawn["pfs"].table.set_index(["row", "time"]).loc[("At risk", time)]
    assert row[["low", "high"]].tolist() == [counts.min(), counts.max()]


def test_at_risk_events_and_censored_add_up_in_one_data_set(ensemble, reading):
    one = kaplan_meier("os", reading, ensemble.os.rows(slice(1)), "digitised")
    sums = one.table.groupby("time")["low"].sum()
    assert (sums == len(ensemble.patients)).all()


def test_the_band_holds_and_is_reached_by_the_curves_of_lifelines(drawn, ensemble):
    frame = drawn["os"].data
    fits = [
        KaplanMeierFitter().fit(times, events).predict(frame["time"]).to_numpy()
        for times, events in zip(ensemble.os.times, ensemble.os.events, strict=True)
    ]
    np.testing.assert_allclose(frame["low"], np.min(fits, axis=0), atol=1e-9)
    np.testing.assert_allclose(frame["median"], np.median(fits, axis=0), atol=1e-9)
    np.testing.assert_allclose(frame["high"], np.max(fits, axis=0), atol=1e-9)


def test_printed_medians_and_intervals_are_told(drawn):
    assert "Printed median 2.2 months, 95% interval 1.29 to 3.20" in drawn["pfs"].alt
    assert "Printed median 9.1 months, 95% interval 2.10 to 16.11" in drawn["os"].alt


def test_kit_groups_are_the_mutated_and_the_amplified_only(study, ensemble):
    table = survival_by_kit(study, ensemble).table
    start = table[(table["time"] == 0) & (table["row"] == "At risk")]
    assert dict(zip(start["arm"], start["high"], strict=True)) == {"mutated": 15, "amplified only": 2}


@pytest.mark.parametrize("last", [0.5, 5, 11.9, 24, 60, 140])
def test_ticks_are_few_whole_months_from_zero_to_the_end(last):
    marks = ticks(last)
    assert marks[0] == 0 and marks[-1] <= last
    assert len(marks) <= 9 and len(set(np.diff(marks))) <= 1
