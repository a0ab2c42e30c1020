"""Figure 1b: the bars on the page against the data sets and Table 1."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis.figures.waterfall import waterfall, whose_bars
from doesithold.paper.digitised import DigitisedBar

from .conftest import artists, main_axes

COLOURS = {"CR": "#0b3a75", "PR": "#2f7fbd", "SD": "#c08a00", "PD": "#b5431a"}


@pytest.fixture(scope="module")
def drawn(paper, ensemble):
    return waterfall(paper, ensemble)


@pytest.fixture(scope="module")
def axes(drawn):
    return main_axes(drawn.figure)[0]


@pytest.fixture(scope="module")
def changes(ensemble):
    """Best changes, a column a patient."""
    return pd.DataFrame(ensemble.best_change, columns=ensemble.patients)


def bar_at(axes, place, gid):
    """Return the ends and colours of the parts of one bar, signed as they stand on the page."""
    return [
        (patch.get_y(), patch.get_y() + patch.get_height(), to_hex(patch.get_facecolor()))
        for patch in axes.patches
        if patch.get_gid() == gid and abs(patch.get_x() + patch.get_width() / 2 - place) < 0.01
    ]


def named(axes):
    return dict(zip((label.get_text() for label in axes.get_xticklabels()), axes.get_xticks(), strict=True))


def test_growth_points_up(axes):
    low, high = axes.get_ylim()
    assert low < 0 < high
    assert axes.get_window_extent().height > 0


def test_every_patient_with_a_bar_in_all_data_sets_has_one_under_the_own_name(axes, changes):
    assert set(named(axes)) == set(changes.columns[changes.notna().all()])


def test_the_solid_part_is_what_all_data_sets_agree_on_in_the_colour_of_the_response(axes, changes, patients):
    responses = patients.set_index("patient")["best_response"]
    for name, place in named(axes).items():
        solid = bar_at(axes, place, "solid")
        if responses[name] == "SD":  # growth in some data sets, shrinkage in others
            assert solid == []
            continue
        assert solid == [(0, pytest.approx(changes[name].max()), COLOURS[responses[name]])]
        assert solid[0][1] < 0


def test_what_is_open_fades_from_the_certain_part_to_the_outermost_data_set(axes, changes):
    place = named(axes)["Pt-04"]
    layers = bar_at(axes, place, "fade")
    assert [start for start, _, _ in layers] == pytest.approx([changes["Pt-04"].max()] * len(layers))
    ends = [end for _, end, _ in layers]
    assert ends == sorted(ends, reverse=True) and len(set(ends)) == len(ends) > 8
    assert ends[-1] == pytest.approx(changes["Pt-04"].min())
    assert {patch.get_alpha() for patch in artists(axes, "fade")} == {0.055}


def test_bars_fall_from_left_to_right_and_ties_stand_in_the_order_of_patients(axes, drawn, evaluable):
    codes = drawn.data["response"].tolist()
    assert codes == sorted(codes, key=["PD", "SD", "PR", "CR"].index)
    partial = drawn.data.query("response == 'PR'")
    middles = (partial["low"] + partial["high"]) / 2
    assert middles.diff().dropna().max() < 5


def test_bars_that_nobody_can_name_stand_in_one_bracket_with_all_candidates(axes, evaluable):
    (bracket,) = artists(axes, "bracket")
    left, right = min(bracket.get_xdata()), max(bracket.get_xdata())
    inside = [patch for patch in artists(axes, "outline") if left <= patch.get_x() < right]
    places = {round(patch.get_x() + patch.get_width() / 2) for patch in inside}
    assert places == {0, 1, 2, 3}
    (words,) = [text.get_text() for text in axes.texts if "of these" in text.get_text()]
    progressed = evaluable.query("best_response == 'PD'")["patient"]
    assert words.startswith(f"4 of these {len(progressed)}")
    assert all(name in words for name in progressed)
    assert not set(progressed) & set(named(axes))


def test_bars_in_the_bracket_are_the_ranked_values_of_each_data_set(axes, changes, evaluable):
    group = changes[evaluable.query("best_response == 'PD'")["patient"]]
    ranked = -np.sort(-group.to_numpy(), axis=1)[:, :4]
    for place, values in enumerate(ranked.T):
        (solid,) = bar_at(axes, place, "solid")
        assert solid[1] == pytest.approx(values.min())
        assert max(end for _, end, _ in bar_at(axes, place, "fade")) == pytest.approx(values.max())


def test_ticks_are_even_and_the_limits_of_recist_are_drawn_and_named(axes):
    assert set(np.diff(axes.get_yticks())) == {25}
    heights = [line.get_ydata()[0] for line in axes.lines if len(set(line.get_ydata())) == 1]
    assert {-30, 0, 20} <= set(heights)
    named = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert (named["+20 %: PD"], named["−30 %: PR"]) == (20, -30)


def test_digitised_bars_stand_as_they_were_read(paper, evaluable):
    names = evaluable.query("best_response != 'PD'")["patient"]
    read = [DigitisedBar(name, None, -10.0 * place) for place, name in enumerate(names)]
    drawn = waterfall(paper, read)
    (axes,) = main_axes(drawn.figure)
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert [patch.get_height() for patch in bars] == [bar.change_percent for bar in read]
    assert {patch.get_linestyle() for patch in bars} == {"--"}
    assert list(named(axes)) == list(names)
    assert drawn.provenance == "digitised" and "data set" not in drawn.alt


def test_bars_that_were_read_without_a_name_are_given_none(paper):
    drawn = waterfall(
        paper,
        [DigitisedBar(None, None, 12.0), DigitisedBar(None, "PD", 25.0), DigitisedBar("Pt-14", None, -100.0)],
    )
    assert drawn.data["patient"].tolist() == ["", "", "Pt-14"]
    assert drawn.data["response"].tolist() == ["PD", "", "CR"]


def test_the_sentence_counts_the_bars_of_the_bracket_and_its_patients(paper, drawn):
    assert whose_bars(drawn).startswith("4 bars in the bracket belong to 4 of the 8 patients")
    assert "bracket" not in whose_bars(waterfall(paper, [DigitisedBar("Pt-14", None, -100.0)]))


def test_alt_text_counts_only_bars_that_reach_the_limit_in_every_data_set(
    paper, ensemble, changes, evaluable
):
    stable = list(ensemble.patients).index(evaluable.query("best_response == 'SD'")["patient"].iloc[0])
    changed = ensemble.best_change.copy()
    changed[0, stable] = -31
    responders = evaluable.query("best_response in ('CR', 'PR')")["patient"]
    assert (changes[responders].max() <= -30).all()
    alt = waterfall(paper, replace(ensemble, best_change=changed)).alt
    assert f"{len(responders)} bars reach −30% or less in every data set" in alt


def test_alt_text_gives_the_counts(drawn):
    assert "13 bars" in drawn.alt
    assert "4 bars belong to unknown members of a group of 8 patients" in drawn.alt
