"""Each counterexample file, read by a program that knows nothing of ours, prints what the paper prints."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from doesithold.paper.paper import Paper
from doesithold.reconstruct.clashes import clashes
from doesithold.reconstruct.constraints import Constraints
from doesithold.reconstruct.counterexamples import read, refutes, search
from tests.reconstruct.collett import as_printed, median_and_interval

DATA = Path(__file__).parents[2] / "data"
FOLDER = DATA / "counterexamples"
INDEX = list(csv.DictReader((FOLDER / "index.csv").open()))
DAYS = {"mean": 30.4375, "thirty": 30, "four_weeks": 28, "weeks_4_33": 30.31}
PRINTED = {"pfs": ("2.2", "1.29", "3.20"), "os": ("9.1", "2.10", "16.11")}


def answers(row: dict) -> dict[str, str]:
    return dict(part.split("=") for part in row["reading"].split("; ") if part)


def decimals(digits: str) -> int:
    return len(digits.partition(".")[2])


def load(row: dict) -> pd.DataFrame:
    return pd.read_csv(FOLDER / row["file"], dtype={"patient": str})


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
@pytest.mark.parametrize("endpoint", ["pfs", "os"])
def test_it_prints_what_the_paper_prints(row: dict, endpoint: str) -> None:
    said, data = answers(row), load(row).dropna(subset=["pfs_days"])
    month, rounding = DAYS[said.get("month", "mean")], said.get("rounding", "half_up")
    days, events = data[f"{endpoint}_days"].tolist(), data[f"{endpoint}_event"].tolist()
    numbers = median_and_interval(days, events, midpoint=said.get("median") == "midpoint")
    found = [
        as_printed(value / month, decimals(digits), rounding)
        for value, digits in zip(numbers, PRINTED[endpoint], strict=True)
    ]
    assert found[0] == PRINTED[endpoint][0]
    if said.get("interval") != "unknown":
        assert tuple(found) == PRINTED[endpoint]
    curve = KaplanMeierFitter().fit(days, events).survival_function_["KM_estimate"]
    reached = curve.index[curve <= 0.5 + 1e-9][0]  # 9/18 is a product of floats there
    if said.get("median") != "midpoint":
        assert as_printed(reached / month, 1, rounding) == PRINTED[endpoint][0]
    else:
        assert reached <= numbers[0]


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
def test_it_agrees_with_table_1(row: dict) -> None:
    said, data = answers(row), load(row).set_index("patient")
    table = pd.read_csv(DATA / "patients.csv", dtype=str).set_index("patient")
    expected = set(table.index) if said.get("withdrawal") else set(table.index) - {"Pt-11"}
    assert set(data.index) == expected
    assert data["pfs_days"].isna().sum() == (1 if said.get("missing") else 0)
    here = data.dropna(subset=["pfs_days"])
    assert (here["pfs_days"] <= here["os_days"]).all()
    assert (here["pfs_days"] > 0).all()
    late = 63 if said.get("first_scan") else 56
    early = 49 if said.get("first_scan") else 56
    response = table["best_response"].reindex(here.index)
    progressed = here[response == "PD"]
    assert (progressed["pfs_days"] <= late).all() and progressed["pfs_event"].all()
    assert (here[response.isin(["CR", "PR", "SD"])]["pfs_days"] > early).all()
    if said.get("clock"):
        seen = here.loc[here["pfs_event"] == 1, "pfs_days"]
        assert (seen == seen.round()).all()


def test_every_file_breaks_its_theorem_and_nothing_else(paper: Paper, constraints: Constraints) -> None:
    statements = {theorem.id: theorem for theorem in constraints.theorems}
    statements |= {clash.id: clash for clash in clashes(paper, constraints)}
    found = read(FOLDER, paper, constraints)
    assert [each.file for each in found] == [row["file"] for row in INDEX]
    assert {each.file for each in found} | {"index.csv"} == {path.name for path in FOLDER.glob("*.csv")}
    for each in found:
        assert refutes(each.data, paper, constraints, statements[each.theorem], each.answers), each.file


BROKEN = {
    "share-at-first-scan": lambda days, response: any(
        (day > 56) == (response[patient] == "PD") for patient, day in days["pfs"].items()
    ),
    "sixteen-lacks-a-progressor": lambda days, response: response[days["missing"]] != "PD",
    "withdrawal-after-first-scan": lambda days, _: days["pfs"]["Pt-11"] <= 56,
}


@pytest.mark.parametrize(
    "row", [row for row in INDEX if row["theorem"] in BROKEN], ids=lambda row: row["file"]
)
def test_what_it_breaks_can_be_read_off(row: dict) -> None:
    data = load(row)
    response = pd.read_csv(DATA / "patients.csv", dtype=str).set_index("patient")["best_response"]
    days = {
        "pfs": dict(data.dropna(subset=["pfs_days"])[["patient", "pfs_days"]].values),
        "missing": next(iter(data.loc[data["pfs_days"].isna(), "patient"]), None),
    }
    assert BROKEN[row["theorem"]](days, response)


def test_the_search_finds_the_kept_data_set_again(paper: Paper, constraints: Constraints) -> None:
    (theorem,) = (each for each in constraints.theorems if each.id == "share-at-first-scan")
    kept = next(each for each in read(FOLDER, paper, constraints) if each.theorem == theorem.id)
    again = search(paper, constraints, theorem, kept.answers)
    assert again is not None
    assert again.times["pfs"].times == pytest.approx(kept.data.times["pfs"].times)
