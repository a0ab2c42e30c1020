"""Papers with other endpoints: each draw is held to its constraints by pandas and lifelines."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from lifelines import KaplanMeierFitter

from doesithold.cli.main import main
from doesithold.paper.paper import load_paper
from doesithold.reconstruct import reconstruct
from doesithold.reconstruct.constraints import load_constraints
from tests.reconstruct.collett import as_printed, median_and_interval

RELAPSE = Path(__file__).parents[2] / "examples" / "relapse"
PATIENTS = pd.read_csv(RELAPSE / "patients.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RELAPSE, tmp_path / "relapse"))


def drawn(endpoint: str, folder: Path, *options: str) -> pd.DataFrame:
    """Draw by the command, and put what is known of each patient beside."""
    out = folder / f"{endpoint}.csv"
    assert main(["reconstruct", endpoint, "--data", str(folder), "--out", str(out), *options]) == 0
    return pd.read_csv(out).merge(PATIENTS, on="patient")


def prints(one: pd.DataFrame) -> str:
    """Return the median of one data set as lifelines finds it, with a digit."""
    median = KaplanMeierFitter().fit(one["time_months"], one["event"]).median_survival_time_
    return as_printed(median, 1, "half_up")


def test_disease_free_survival_alone_is_drawn(folder: Path) -> None:
    table = drawn("dfs", folder, "--draws", "60")
    assert table.groupby("draw").size().tolist() == [24] * 60
    assert (table["event"] == table["relapsed"]).all()
    assert table["time_months"].between(0, 60, inclusive="right").all()
    assert ((table["time_months"] <= 12) == (table["stage"] == "III")).all()
    assert {prints(one) for _, one in table.groupby("draw")} == {"14.3"}
    assert table.groupby("patient")["time_months"].std().min() > 1
    seen = table[(table["time_months"] % 6 == 0) & (table["event"] == 1)]
    assert 0.1 < len(seen) / table["event"].sum() < 0.6


def test_what_the_constraints_leave_out_is_not_drawn() -> None:
    paper = load_paper(RELAPSE)
    reading = load_constraints(RELAPSE / "constraints.yaml", paper).under()
    ensemble = reconstruct(paper, 3, readings=reading)
    assert list(ensemble.times) == ["dfs"]
    assert np.isnan(ensemble.best_change).all() and np.isnan(ensemble.treatment).all()
    (kept,) = (RELAPSE / "counterexamples").glob("*--*.csv")
    assert list(pd.read_csv(kept)) == ["patient", "dfs_days", "dfs_event"]


def fact(name: str, kind: str, **details: object) -> dict[str, object]:
    return {"id": name, "kind": kind, "place": "x", "says": "x", "basis": "printed", **details}


CHAIN = {
    "endpoints": {"os": {}, "pfs": {}, "ttp": {"label": "time to progression"}},
    "constraints": [
        fact("death", "order", shorter="pfs", longer="os"),
        fact("progression", "order", shorter="ttp", longer="pfs"),
        fact("early", "time", endpoint="os", who={"patient": ["R01", "R02"]}, at_most="5 months"),
        fact("late", "time", endpoint="ttp", who={"patient": "R03"}, more_than="11 years"),
        fact("dead", "status", endpoint="os", who={"stage": "III"}, status="event"),
        fact("ttp-median", "median", endpoint="ttp", printed="6.2"),
        fact("pfs-median", "median", endpoint="pfs", printed="7.9"),
        fact("os-median", "median", endpoint="os", printed="15.4"),
        fact("os-interval", "interval", endpoint="os", lower="11.0", upper="19.8", level="0.95"),
        fact("lane", "treatment", who={"stage": "II"}, endpoint="ttp", within="2 months"),
        fact(
            "bars", "bars", count=20, who={}, open_among={"stage": "III"}, endpoint="pfs", before="9 months"
        ),
    ],
}


def test_a_chain_of_three_endpoints_is_drawn_in_its_order(folder: Path) -> None:
    (folder / "constraints.yaml").write_text(yaml.safe_dump(CHAIN))
    shutil.rmtree(folder / "counterexamples")
    tables = {name: drawn(name, folder, "--draws", "40", "--seed", "5") for name in ("ttp", "pfs", "os")}
    times = pd.DataFrame({name: table["time_months"] for name, table in tables.items()})
    assert (times["ttp"] <= times["pfs"]).all() and (times["pfs"] <= times["os"]).all()
    assert (times["ttp"] < times["pfs"]).any() and (times["ttp"] == times["pfs"]).any()
    patient = tables["os"]["patient"]
    assert (times[patient.isin(["R01", "R02"])] <= 5).all(axis=None)
    late = times[patient == "R03"]
    assert (late > 132).all(axis=None) and late.std().min() > 1
    assert tables["os"].loc[tables["os"]["stage"] == "III", "event"].all()
    for name, printed in (("ttp", "6.2"), ("pfs", "7.9"), ("os", "15.4")):
        assert {prints(one) for _, one in tables[name].groupby("draw")} == {printed}
    for _, one in tables["os"].groupby("draw"):
        found = median_and_interval(
            one["time_months"].tolist(), one["event"].astype(bool).tolist(), midpoint=False
        )
        assert [as_printed(value, 1, "half_up") for value in found] == ["15.4", "11.0", "19.8"]


def test_early_deaths_bound_what_comes_before_them(folder: Path) -> None:
    early, late = (
        PATIENTS.loc[PATIENTS["stage"].eq("III") == is_early, "patient"] for is_early in (True, False)
    )
    constraints = [
        fact("death", "order", shorter="ttp", longer="os"),
        fact("early", "time", endpoint="os", who={"patient": [*early]}, at_most="1 week"),
        fact("late", "time", endpoint="ttp", who={"patient": [*late]}, more_than="5 years"),
    ]
    written = {"endpoints": {"os": {}, "ttp": {}}, "constraints": constraints}
    (folder / "constraints.yaml").write_text(yaml.safe_dump(written))
    shutil.rmtree(folder / "counterexamples")
    times = drawn("ttp", folder, "--draws", "20")
    assert ((times["time_months"] < 1) == times["patient"].isin(early)).all()


def test_outcomes_of_questions_that_nobody_asks_are_refused_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "counterexamples" / "outcomes.json"
    whole = json.loads(file.read_text())
    for key, value in (("question", "weather"), ("answers", ["fine"]), ("rests_on", ["x"]), ("tried", "six")):
        broken = json.loads(json.dumps(whole))
        outcome = broken["outcomes"][0]
        (outcome if key in outcome else outcome["conditions"][0])[key] = value
        file.write_text(json.dumps(broken))
        assert main(["audit", str(folder)]) == 2
        said = capsys.readouterr()
        assert (
            said.err
            == "outcomes.json: must be as `doesithold reconstruct theorems` leaves it: make it anew\n"
        )
        assert not said.out
