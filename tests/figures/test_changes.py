"""Figures 1a, 1b and 3a: the values drawn are those of the data sets."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures.ct import ct_report
from analysis.figures.extents import Extent, extents
from analysis.figures.lollipop import lollipop
from analysis.figures.side_by_side import side_by_side
from analysis.figures.swimmer import swimmer
from analysis.figures.waterfall import waterfall
from doesithold.paper.digitised import Bar, Lane


@given(st.lists(st.floats(-100, 100), min_size=1))
def test_every_value_lies_beyond_the_agreed_part_and_within_the_extent(values):
    (extent,) = extents(np.array(values)[:, None])
    assert extent.low <= extent.median <= extent.high
    for value in values:
        assert extent.low <= value <= extent.high
        assert abs(value) >= abs(extent.agreed)
        assert value * extent.agreed >= 0


def test_a_value_no_data_set_holds_is_unknown():
    missing, sometimes = extents(np.array([[np.nan, 1.0], [np.nan, np.nan]]))
    assert missing.held == 0 and np.isnan(missing.median)
    assert sometimes == Extent(1.0, 1.0, 1.0, 0.5)


def test_swimmer_has_a_sorted_lane_for_each_evaluable_patient(study, ensemble):
    lanes = swimmer(study, ensemble).data
    assert set(lanes["patient"]) == {patient.patient for patient in study.evaluable}
    assert len(lanes) == 17
    assert lanes["median"].is_monotonic_decreasing
    column = ensemble.treatment[:, ensemble.column("Pt-14")]
    assert lanes.set_index("patient").loc["Pt-14", ["low", "high"]].tolist() == [column.min(), column.max()]


def test_swimmer_marks_who_was_never_seen_to_progress(study, ensemble):
    drawn = swimmer(study, ensemble)
    assert drawn.data.set_index("patient")["ongoing"]["Pt-03"] == 1
    assert "Pt-03 had not progressed when last seen" in drawn.alt


def test_lanes_of_equal_length_stand_in_the_order_of_the_patients(study, ensemble):
    equal = replace(ensemble, treatment=np.ones_like(ensemble.treatment))
    assert swimmer(study, equal).data["patient"].is_monotonic_increasing


def test_waterfall_has_thirteen_bars_from_growth_to_shrinkage(study, ensemble):
    bars = waterfall(study, ensemble).data
    assert len(bars) == 13
    assert bars["median"].is_monotonic_decreasing


def test_waterfall_names_no_progressor_whose_bar_is_uncertain(study, ensemble):
    drawn = waterfall(study, ensemble)
    unnamed = drawn.data[drawn.data["patient"] == ""]
    progressed = [p.patient for p in study.evaluable if p.best_response == "PD"]
    assert len(unnamed) == 4
    assert set(unnamed["candidates"]) == {" ".join(progressed)}
    assert not set(drawn.data["patient"]) & set(progressed)
    assert "4 bars belong to unknown members of a group of 8 patients" in drawn.alt


def test_unnamed_bars_are_the_ranked_values_of_each_data_set(study, ensemble):
    bars = waterfall(study, ensemble).data
    largest = bars[bars["patient"] == ""].iloc[0]
    columns = [ensemble.column(name) for name in largest["candidates"].split()]
    per_data_set = np.nanmax(ensemble.best_change[:, columns], axis=1)
    assert (largest["low"], largest["high"]) == (per_data_set.min(), per_data_set.max())


@pytest.fixture(scope="module")
def read_bars(study):
    patients = [p for p in study.evaluable if p.best_response != "PD"]
    return [Bar(p.patient, p.best_response, -float(10 * n)) for n, p in enumerate(patients)]


def test_digitised_bars_stand_as_they_were_read(study, read_bars):
    drawn = waterfall(study, read_bars)
    assert drawn.data["patient"].tolist() == [bar.patient for bar in read_bars]
    assert (
        drawn.data["low"].tolist() == drawn.data["high"].tolist() == [bar.change_percent for bar in read_bars]
    )
    assert drawn.provenance == "digitised" and "digitised" in drawn.alt
    assert "data set" not in drawn.alt


def test_bars_that_were_read_without_a_name_are_given_none(study):
    drawn = waterfall(study, [Bar(None, None, 12.0), Bar(None, "PD", 25.0), Bar("Pt-14", None, -100.0)])
    assert drawn.data["patient"].tolist() == ["", "", "Pt-14"]
    assert drawn.data["response"].tolist() == ["PD", "", "CR"]


def test_digitised_lanes_stand_as_they_were_read(study):
    drawn = swimmer(study, [Lane("Pt-03", 7.5, True, None, None), Lane("Pt-14", 20.0, False, 2.0, 20.0)])
    assert drawn.data["median"].tolist() == [20.0, 7.5]
    assert drawn.data["ongoing"].tolist() == [0, 1]
    assert drawn.data["response_from"].tolist()[0] == 2
    assert drawn.provenance == "digitised"


def test_a_stick_stands_for_each_digitised_bar_and_for_nobody_else(study, protein, read_bars):
    data = lollipop(study, protein, read_bars).data
    assert set(data["patient"][data["held"] == 1]) == {bar.patient for bar in read_bars}


@pytest.fixture(scope="module")
def sticks(study, protein, ensemble):
    return lollipop(study, protein, ensemble)


def test_lollipop_shows_all_patients_along_the_protein(sticks, study):
    assert sorted(sticks.data["patient"]) == [patient.patient for patient in study.patients]
    positions = sticks.data["position"][sticks.data["position"] > 0]
    assert positions.is_monotonic_increasing and len(positions) == 16


def test_lollipop_marks_the_misfits_and_draws_the_deletion(sticks):
    data = sticks.data
    assert set(data["variant"][~data["fits"]]) == {"M537L", "N882Y"}
    assert list(data["variant"][data["kind"] == "deletion"]) == ["D579del"]
    assert set(data[data["variant"] == "L576P"]["exon"]) == {11}


def test_lollipop_gives_the_patient_without_assessment_no_change(sticks):
    withdrawn = sticks.data.set_index("patient").loc["Pt-11"]
    assert withdrawn["held"] == 0 and np.isnan(withdrawn["median"])


def test_single_data_sets_are_drawn_as_they_are(study, ensemble):
    data = side_by_side(study, ensemble, draws=(3, 5)).data
    assert list(data["draw"].unique()) == [3, 5]
    np.testing.assert_array_equal(data[data["draw"] == 5]["change"], ensemble.best_change[5])
    assert (data.groupby("draw")["change"].count() == 13).all()


def test_what_is_told_of_the_ct_image_comes_from_table_1(study):
    told = ct_report(study)
    for words in ("Pt-13", "woman of 70", "W557G", "liver and spleen", "partial response after 8 weeks"):
        assert words in told
