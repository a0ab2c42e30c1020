"""Each counterexample file, read by a program that knows nothing of ours, prints what the paper prints."""

import csv
import math
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from doesithold.paper.paper import Paper
from doesithold.reconstruct.clashes import clashes
from doesithold.reconstruct.constraints import Constraints
from doesithold.reconstruct.counterexamples import read, refutes, search

DATA = Path(__file__).parents[2] / "data"
FOLDER = DATA / "counterexamples"
INDEX = list(csv.DictReader((FOLDER / "index.csv").open()))
DAYS = {"mean": 30.4375, "thirty": 30, "four_weeks": 28, "weeks_4_33": 30.31}
PRINTED = {"pfs": ("2.2", "1.29", "3.20"), "os": ("9.1", "2.10", "16.11")}


def answers(row: dict) -> dict[str, str]:
    return dict(part.split("=") for part in row["reading"].split("; ") if part)


def load(row: dict) -> pd.DataFrame:
    return pd.read_csv(FOLDER / row["file"], dtype={"patient": str})


def printed(value: float, digits: str, rounding: str) -> str:
    places = len(digits.partition(".")[2])
    scaled = value * 10**places
    units = math.floor(scaled) if rounding == "truncate" else math.floor(scaled + 0.5)
    return f"{units / 10**places:.{places}f}"


def median_and_interval(days: list[float], events: list[int], flat: str) -> tuple[float, float, float]:
    """Collett's recipe by hand: exact heights, Greenwood's sum, the density between 0.55 and 0.45."""
    height, greenwood, steps = Fraction(1), Fraction(0), []
    for day in sorted({day for day, event in zip(days, events, strict=True) if event}):
        at_risk = sum(other >= day for other in days)
        deaths = sum(other == day and event for other, event in zip(days, events, strict=True))
        height *= 1 - Fraction(deaths, at_risk)
        greenwood += Fraction(deaths, at_risk * (at_risk - deaths)) if deaths < at_risk else 0
        steps.append((day, height, greenwood))
    median, at_median, terms = next(step for step in steps if step[1] <= Fraction(1, 2))
    if flat == "midpoint" and at_median == Fraction(1, 2):
        median = (median + next((day for day, height, _ in steps if height < Fraction(1, 2)), max(days))) / 2
    before, above, _ = next(step for step in reversed(steps) if step[1] >= Fraction(11, 20))
    after, below, _ = next(step for step in steps if step[1] <= Fraction(9, 20))
    half = 1.959963984540054 * float(at_median) * math.sqrt(terms) * (after - before) / float(above - below)
    return median, median - half, median + half


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
@pytest.mark.parametrize("endpoint", ["pfs", "os"])
def test_it_prints_what_the_paper_prints(row: dict, endpoint: str) -> None:
    said, data = answers(row), load(row).dropna(subset=["pfs_days"])
    month, rounding = DAYS[said.get("month", "mean")], said.get("rounding", "half_up")
    days, events = data[f"{endpoint}_days"].tolist(), data[f"{endpoint}_event"].tolist()
    numbers = median_and_interval(days, events, said.get("median", "first"))
    found = [
        printed(value / month, digits, rounding)
        for value, digits in zip(numbers, PRINTED[endpoint], strict=True)
    ]
    assert found[0] == PRINTED[endpoint][0]
    if said.get("interval") != "unknown":
        assert tuple(found) == PRINTED[endpoint]
    curve = KaplanMeierFitter().fit(days, events).survival_function_["KM_estimate"]
    reached = curve.index[curve <= 0.5 + 1e-9][0]  # 9/18 is a product of floats there
    if said.get("median") != "midpoint":
        assert printed(reached / month, "2.2", rounding) == PRINTED[endpoint][0]
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
    assert again.pfs.times == pytest.approx(kept.data.pfs.times)
