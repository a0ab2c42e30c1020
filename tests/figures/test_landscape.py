from collections import Counter

import pytest
from matplotlib.colors import to_hex

from analysis.figures.landscape import landscape


@pytest.fixture(scope="module")
def drawn(paper):
    return landscape(paper)


def cells(drawn, row):
    """Return one row as patient to kind."""
    chosen = drawn.data[drawn.data["row"] == row]
    return dict(zip(chosen["patient"], chosen["kind"], strict=True))


def test_every_row_has_all_eighteen_patients_in_one_order(drawn, paper):
    orders = {tuple(frame["patient"]) for _, frame in drawn.data.groupby("row")}
    assert len(orders) == 1
    assert set(orders.pop()) == {patient.patient for patient in paper.rows()}


def test_every_alteration_of_table_1_is_drawn_once_and_no_other(drawn, paper):
    genes = drawn.data[(drawn.data["block"] == "Other genes") & (drawn.data["kind"] != "text")]
    altered = genes[~genes["kind"].isin(["none", "not found", "not reported"])]
    shown = {(cell.patient, f"{cell.row} {cell.kind}") for cell in altered.itertuples()}
    assert shown == {(p.patient, alteration) for p in paper.rows() for alteration in p.co_alterations}


def test_not_found_and_not_reported_are_told_apart(drawn, paper):
    kinds = cells(drawn, "CDKN2A")
    for patient in paper.rows():
        if patient.ngs_status != "reported":
            assert kinds[patient.patient] == patient.ngs_status


def test_percentages_are_of_the_patients_whose_result_is_printed(drawn):
    table = drawn.table.set_index("row")
    assert table.loc["CDKN2A", ["numerator", "denominator", "percent"]].tolist() == [3, 11, "27"]
    assert table.loc["Mutation", ["numerator", "denominator", "percent"]].tolist() == [16, 18, "89"]
    assert table.loc["lung", ["numerator", "denominator"]].tolist() == [7, 18]


def test_kit_and_response_tracks_are_those_of_table_1(drawn, paper):
    assert Counter(cells(drawn, "Mutation").values()) == {"substitution": 15, "deletion": 1, "none": 2}
    assert Counter(cells(drawn, "Amplification").values()) == {"amplification": 6, "none": 12}
    assert cells(drawn, "Best response") == {p.patient: p.best_response for p in paper.rows()}


def test_alt_text_gives_the_counts(drawn):
    for words in ("18 patients", "16 of 18", "6 of 18", "12 other genes", "3 patients have none found, 7 no"):
        assert words in drawn.alt


def test_shares_beside_the_rows_are_of_the_patients_whose_result_is_printed(drawn):
    written = {text.get_text() for axes in drawn.figure.axes for text in axes.texts}
    assert {"3/11 (27%)", "16/18 (89%)", "7/18 (39%)"} <= written


@pytest.fixture(scope="module")
def grid(drawn):
    return drawn.figure.axes[0]


@pytest.fixture(scope="module")
def named(grid):
    """Columns by the names that are written at each end of them."""
    names = [(text.get_text(), text.get_position()) for text in grid.texts if text.get_gid() == "patient"]
    above = {name: x for name, (x, y) in names if y > 0}
    below = {name: x for name, (x, y) in names if y < 0}
    assert above == below
    return above


def row_of(grid, name):
    (y,) = [text.get_position()[1] for text in grid.texts if text.get_text() == name]
    return y


def boxes(grid, x, y):
    return [
        patch
        for patch in grid.patches
        if abs(patch.get_x() + patch.get_width() / 2 - x) < 0.1
        and abs(patch.get_y() + patch.get_height() / 2 - y) < 0.1
    ]


def test_each_column_has_the_colours_of_its_own_patient(grid, named, patients):
    responses = {"CR": "#0b3a75", "PR": "#2f7fbd", "SD": "#c08a00", "PD": "#b5431a", "Withdrawal": "#737a82"}
    assert set(named) == set(patients["patient"])
    for row in patients.itertuples():
        x = named[row.patient]
        (box,) = boxes(grid, x, row_of(grid, "Best response"))
        assert to_hex(box.get_facecolor()) == responses[row.best_response]
        amplified = {to_hex(patch.get_facecolor()) for patch in boxes(grid, x, row_of(grid, "Amplification"))}
        assert ("#9e4a9c" in amplified) == (row.amplification == "present")
        deleted = {to_hex(patch.get_facecolor()) for patch in boxes(grid, x, row_of(grid, "CDKN2A"))}
        assert ("#35357a" in deleted) == ("CDKN2A deletion" in row.co_alterations)


def test_columns_go_from_the_best_response_to_none(named, patients):
    responses = dict(zip(patients["patient"], patients["best_response"], strict=True))
    ordered = [responses[name] for name in sorted(named, key=named.get)]
    assert ordered == sorted(ordered, key=["CR", "PR", "SD", "PD", "Withdrawal"].index)


def test_only_what_is_not_reported_is_hatched(grid, named, patients):
    for row in patients.itertuples():
        (box, *_) = boxes(grid, named[row.patient], row_of(grid, "PDGFRA"))
        assert bool(box.get_hatch()) == (row.ngs_status == "not reported")


def test_the_commonest_genes_and_sites_stand_on_top(grid, patients):
    sites = Counter(site for cell in patients["sites"] for site in cell.split(";"))
    genes = Counter(
        gene
        for cell in patients["co_alterations"]
        for gene in {part.split()[0] for part in cell.split(";") if part}
    )
    for times in (sites, genes):
        below = sorted(times, key=lambda name: row_of(grid, name), reverse=True)
        assert [times[name] for name in below] == sorted(times.values(), reverse=True)


def test_margin_bars_count_alterations_above_and_patients_beside(drawn, named, patients):
    top, beside = drawn.figure.axes[1:]
    heights = Counter()
    for patch in top.patches:
        heights[round(patch.get_x() + patch.get_width() / 2, 1)] += patch.get_height()
    for row in patients.itertuples():
        others = len(row.co_alterations.split(";")) if row.co_alterations else 0
        own = bool(row.variant) + (row.amplification == "present")
        assert heights[round(named[row.patient], 1)] == own + others
    widths = Counter()
    for patch in beside.patches:
        widths[round(patch.get_y() + patch.get_height() / 2, 1)] += patch.get_width()
    grid = drawn.figure.axes[0]
    for site in ("lung", "liver", "spleen"):
        expected = patients["sites"].str.split(";").apply(lambda sites, site=site: site in sites).sum()
        assert widths[round(row_of(grid, site), 1)] == expected
