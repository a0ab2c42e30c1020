from collections import Counter

import pytest

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
