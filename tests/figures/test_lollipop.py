"""Figure 3a: feet, heads and bars on the page against Table 1, the sequence and the data sets."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.figures.lollipop import lollipop
from doesithold.paper.digitised import DigitisedBar

from .conftest import artists, main_axes

COLOURS = {"CR": "#0b3a75", "PR": "#2f7fbd", "SD": "#c08a00", "PD": "#b5431a", "Withdrawal": "#737a82"}


@pytest.fixture(scope="module")
def drawn(paper, protein, ensemble):
    return lollipop(paper, protein, ensemble)


@pytest.fixture(scope="module")
def chain(drawn):
    return main_axes(drawn.figure)[0]


@pytest.fixture(scope="module")
def bars(drawn):
    return main_axes(drawn.figure)[1]


@pytest.fixture(scope="module")
def sequence():
    return "".join(Path("data/kit_human_P10721.fasta").read_text().split("\n")[1:])


@pytest.fixture(scope="module")
def heads(chain):
    """Place and colour of each patient's head, by the number written on it."""
    numbers = {
        (round(text.get_position()[0], 2), round(text.get_position()[1], 2)): text.get_text()
        for text in artists(chain, "number")
    }
    return {
        f"Pt-{numbers[round(x, 2), round(y, 2)]}": (x, y, to_hex(head.get_markerfacecolor()))
        for head in artists(chain, "head")
        for x, y in [(head.get_xdata()[0], head.get_ydata()[0])]
    }


def positions(patients):
    return patients["variant"].str.extract(r"(\d+)")[0].dropna().astype(int)


def test_the_axis_is_linear_in_residues(chain, sequence):
    assert chain.get_xscale() == "linear"
    assert chain.get_xlim() == (0.5, len(sequence) + 0.5)


def test_every_variant_stands_on_its_own_residue(chain, patients):
    feet = sorted(foot.get_xdata()[0] for foot in artists(chain, "foot"))
    variants = patients[patients["variant"] != ""].drop_duplicates("variant")
    assert feet == sorted(positions(variants))
    assert sorted(stem.get_xdata()[0] for stem in artists(chain, "stem")) == feet


def test_every_stem_leads_from_the_residue_to_the_heads_of_its_patients(chain, patients, heads):
    leads = {(stem.get_xdata()[0], round(stem.get_xdata()[-1], 3)) for stem in artists(chain, "stem")}
    mutated = patients[patients["variant"] != ""]
    for row, position in zip(mutated.itertuples(), positions(mutated), strict=True):
        assert (position, round(heads[row.patient][0], 3)) in leads


def test_every_patient_has_one_head_in_the_colour_of_the_response(heads, patients):
    assert {name: colour for name, (_, _, colour) in heads.items()} == {
        row.patient: COLOURS[row.best_response] for row in patients.itertuples()
    }


def test_heads_of_one_variant_are_stacked_and_of_two_apart(heads, patients):
    stacks = patients.groupby("variant")["patient"].apply(list)
    for names in stacks:
        xs, ys, _ = zip(*(heads[name] for name in names), strict=True)
        assert len(set(xs)) == 1
        assert np.allclose(np.diff(sorted(ys)), 0.215)
    places = sorted({heads[names[0]][0] for names in stacks})
    assert min(np.diff(places)) > 40


def test_misfits_are_dashed_open_and_marked_the_deletion_is_a_triangle(chain, patients, sequence):
    printed = [re.fullmatch(r"([A-Z])(\d+)(.+)", name).groups() for name in patients["variant"] if name]
    misfits = {int(place) for residue, place, _ in printed if sequence[int(place) - 1] != residue}
    assert misfits == {537, 882}
    opened = {
        foot.get_xdata()[0]
        for foot in artists(chain, "foot")
        if to_hex(foot.get_markerfacecolor()) == "#ffffff"
    }
    dashed = {stem.get_xdata()[0] for stem in artists(chain, "stem") if stem.get_linestyle() == "--"}
    marked = {
        int(re.search(r"\d+", text.get_text())[0])
        for text in artists(chain, "variant")
        if "†" in text.get_text()
    }
    assert misfits == opened == dashed == marked
    triangles = {foot.get_xdata()[0] for foot in artists(chain, "foot") if foot.get_marker() == "v"}
    assert triangles == {int(place) for _, place, change in printed if change == "del"}


def test_domains_and_parts_of_the_kinase_cover_their_residues(chain):
    table = pd.read_csv("data/kit_domains.csv", keep_default_na=False)
    boxes = {
        (patch.get_x() + 0.5, patch.get_x() + patch.get_width() - 0.5)
        for patch in chain.patches
        if (patch.get_gid() or "").startswith(("Domain", "Part"))
    }
    assert boxes == set(zip(table["start"], table["end"], strict=True))


def test_parts_of_the_kinase_fit_the_sequence_and_their_domain(sequence):
    table = pd.read_csv("data/kit_domains.csv", keep_default_na=False).set_index("domain")
    start, end = table.loc["activation loop", ["start", "end"]]
    assert sequence[start - 1 : start + 2] == "DFG" and sequence[end - 3 : end] == "APE"
    for part in table[table["within"] != ""].itertuples():
        whole = table.loc[part.within]
        assert whole["start"] <= part.start < part.end <= whole["end"]


def test_the_lower_panel_shows_each_patients_own_change(bars, ensemble):
    changes = pd.DataFrame(ensemble.best_change, columns=ensemble.patients)
    labels = [label.get_text() for label in bars.get_xticklabels()]
    assert set(labels) == {*changes.columns, "Pt-11"}
    for place, name in enumerate(labels):
        parts = [
            patch
            for patch in bars.patches
            if patch.get_gid() in {"solid", "fade"}
            and abs(patch.get_x() + patch.get_width() / 2 - place) < 0.01
        ]
        ends = [end for patch in parts for end in (patch.get_y(), patch.get_y() + patch.get_height())]
        if name == "Pt-11":
            assert not parts
            continue
        known = changes[name].dropna()
        assert min(ends) == pytest.approx(min(known.min(), 0))
        assert max(ends) == pytest.approx(max(known.max(), 0))


def test_a_bar_stands_for_each_digitised_one_and_for_nobody_else(paper, protein, evaluable):
    names = evaluable.query("best_response != 'PD'")["patient"]
    data = lollipop(paper, protein, [DigitisedBar(name, None, -40.0) for name in names]).data
    assert set(data["patient"][data["held"] == 1]) == set(names)


def test_alt_text_counts_variants_and_names_the_odd_ones(drawn):
    for words in (
        "16 patients",
        "L576P occurs 6 times",
        "D579del is a deletion",
        "M537L and N882Y do not fit",
    ):
        assert words in drawn.alt
