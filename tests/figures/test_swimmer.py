"""Figure 1a: lanes, marks and arrows on the page against the data sets and Table 1."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.figures.swimmer import swimmer
from doesithold.paper.digitised import DigitisedLane

from .conftest import CONVENTION, artists, main_axes

WEEK_8 = 56 / (365.25 / 12)


@pytest.fixture(scope="module")
def drawn(paper, ensemble):
    return swimmer(paper, ensemble, CONVENTION)


@pytest.fixture(scope="module")
def axes(drawn):
    return main_axes(drawn.figure)[0]


@pytest.fixture(scope="module")
def places(axes):
    """Heights of the lanes by patient, from the labels that are drawn."""
    return {text.get_text(): text.get_position()[1] for text in axes.texts if text.get_text()[:3] == "Pt-"}


@pytest.fixture(scope="module")
def months(ensemble):
    return pd.DataFrame(ensemble.treatment, columns=ensemble.patients)


def parts(axes, place, gid):
    return [
        patch for patch in artists(axes, gid) if abs(patch.get_y() + patch.get_height() / 2 - place) < 0.01
    ]


def marks(axes, place, gid="event"):
    return [line for line in artists(axes, gid) if abs(line.get_ydata()[0] - place) < 0.3]


def test_each_evaluable_patient_has_one_lane_with_the_own_response_and_variant(axes, places, evaluable):
    assert set(places) == set(evaluable["patient"])
    for row in evaluable.itertuples():
        beside = {text.get_text() for text in axes.texts if text.get_position()[1] == places[row.patient]}
        assert {row.patient, row.best_response, row.variant or "amplified"} <= beside


def test_lanes_are_solid_for_the_shortest_time_and_fade_to_the_longest(axes, places, months):
    for name, place in places.items():
        (solid,) = parts(axes, place, "solid")
        assert (solid.get_x(), solid.get_width()) == (0, pytest.approx(months[name].min()))
        ends = [patch.get_x() + patch.get_width() for patch in parts(axes, place, "fade")]
        assert ends == sorted(ends) and len(ends) > 8
        assert ends[-1] == pytest.approx(months[name].max())
        assert {patch.get_alpha() for patch in parts(axes, place, "fade")} == {0.055}


def test_lanes_have_the_colour_of_the_response_in_table_1(axes, places, evaluable):
    colours = {}
    for row in evaluable.itertuples():
        (solid,) = parts(axes, places[row.patient], "solid")
        colours.setdefault(row.best_response, set()).add(to_hex(solid.get_facecolor()))
    assert colours == {"CR": {"#0b3a75"}, "PR": {"#2f7fbd"}, "SD": {"#c08a00"}, "PD": {"#b5431a"}}


def test_longest_certain_treatment_stands_on_top(axes, places, months):
    assert axes.yaxis_inverted()
    order = sorted(places, key=places.get)
    certain = [round(months[name].min(), 1) for name in order]
    assert certain == sorted(certain, reverse=True)


def test_lanes_that_nothing_tells_apart_stand_in_the_order_of_the_patients(paper, ensemble):
    equal = replace(ensemble, treatment=np.ones_like(ensemble.treatment))
    assert swimmer(paper, equal, CONVENTION).data["patient"].is_monotonic_increasing


def test_only_the_dated_response_has_a_marker_and_it_stands_at_week_8(axes, places, evaluable):
    single = {
        name: line.get_xdata()[0]
        for name, place in places.items()
        for line in marks(axes, place)
        if len(line.get_xdata()) == 1
    }
    assert single == {"Pt-13": pytest.approx(WEEK_8)}


def test_other_responses_have_a_bar_from_the_first_scan_to_the_end(axes, places, evaluable, months):
    responders = set(evaluable.query("best_response in ('CR', 'PR')")["patient"]) - {"Pt-13"}
    upper = {
        name: tuple(line.get_xdata())
        for name, place in places.items()
        for line in marks(axes, place)
        if line.get_ydata()[0] < place and len(line.get_xdata()) == 2
    }
    assert upper == {name: (pytest.approx(WEEK_8), pytest.approx(months[name].max())) for name in responders}


def test_progression_has_a_bar_over_the_months_in_which_data_sets_have_it(axes, places, ensemble):
    pfs = ensemble.times["pfs"]
    seen = pd.DataFrame(np.where(pfs.events, pfs.times, np.nan), columns=ensemble.patients)
    lower = {
        name: tuple(line.get_xdata())
        for name, place in places.items()
        for line in marks(axes, place)
        if line.get_ydata()[0] > place
    }
    expected = {
        name: (pytest.approx(column.min()), pytest.approx(column.max()))
        for name, column in seen.items()
        if column.notna().any()
    }
    assert lower == expected
    assert "Pt-03" not in lower


def test_the_first_scan_is_a_line_in_week_8(axes):
    (line,) = artists(axes, "first scan")
    assert list(line.get_xdata()) == pytest.approx([WEEK_8] * 2)


def test_months_of_a_progression_are_dotted_and_those_of_a_response_are_not(axes, places):
    spans = [(line, place) for place in places.values() for line in marks(axes, place)]
    spans = [
        (line.is_dashed(), line.get_ydata()[0] > place) for line, place in spans if len(line.get_xdata()) == 2
    ]
    assert {below for _, below in spans} == {True, False}
    assert all(dotted == below for dotted, below in spans)


def test_arrows_are_filled_where_no_data_set_has_an_end(axes, places, ensemble):
    share = pd.Series((~ensemble.times["pfs"].events).mean(axis=0), index=ensemble.patients)
    arrows = {
        name: to_hex(line.get_markerfacecolor())
        for name, place in places.items()
        for line in marks(axes, place, "arrow")
    }
    assert set(arrows) == set(share.index[share > 0])
    assert {name for name, colour in arrows.items() if colour == "#1f2328"} == {"Pt-03"}


def test_a_long_axis_is_broken_and_says_so(paper, ensemble):
    long = replace(ensemble, treatment=ensemble.treatment * 3)
    (axes,) = main_axes(swimmer(paper, long, CONVENTION).figure)
    assert len(artists(axes, "break")) == 2
    last = long.treatment.max()
    assert axes.get_xlim() == (0, pytest.approx(last))
    assert f"axis broken at 18; lanes are drawn to at most {last:.0f}" in axes.get_xlabel()
    drawn = axes.transData.transform([[0, 0], [9, 0], [18, 0], [last, 0]])[:, 0]
    steps = np.diff(drawn)
    assert steps[0] == pytest.approx(steps[1])
    assert steps[2] == pytest.approx(steps[0] / 3)


def test_digitised_lanes_stand_as_they_were_read(paper):
    drawn = swimmer(
        paper,
        [DigitisedLane("Pt-03", 7.5, True, None, None), DigitisedLane("Pt-14", 20.0, False, 2.0, 20.0)],
        CONVENTION,
    )
    (axes,) = main_axes(drawn.figure)
    assert [patch.get_width() for patch in artists(axes, "solid")] == [20.0, 7.5]
    assert [tuple(line.get_xdata()) for line in artists(axes, "event")] == [(2.0,)]
    assert [tuple(line.get_xdata()) for line in artists(axes, "arrow")] == [(7.5,)]
    assert drawn.provenance == "digitised"


def test_alt_text_names_who_goes_on_and_whose_response_is_dated(drawn):
    assert "Pt-03 had not progressed when last seen" in drawn.alt
    assert "The response is dated for Pt-13" in drawn.alt
