"""Files with values read off the figures are optional, and held to the same care as the data package."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from doesithold.cli.main import main
from doesithold.errors import InputError
from doesithold.paper.digitised import Digitised, DigitisedBar, DigitisedLane, load_digitised
from doesithold.paper.paper import Paper
from doesithold.statistics.survival import kaplan_meier
from tests.broken.folder import claim, measure, write
from tests.broken.folder import digitised as read_off

FOLDER = Path(__file__).parents[2] / "data" / "digitised"
WATERFALL = "patient,response,change_percent\nPt-14,CR,-100\n,PR,-55.5\n,,12\n"
LANE = "patient,duration_months,ongoing,response_from_months,response_to_months\n"
SWIMMER = LANE + "Pt-14,14.5,yes,1.9,14.5\nPt-02,1.2,no,,\n"
CURVE = "time_months,survival\n0,1\n1,0.941\n2,0.882\n2.5,0.882\n"
AT_RISK = "time_months,at_risk\n0,17\n2,16\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy what describes the files, and none of the files themselves."""
    copy = tmp_path / "digitised"
    copy.mkdir()
    for name in ("datapackage.json", "README.md"):
        shutil.copy(FOLDER / name, copy)
    return copy


def test_nothing_is_there_by_default(paper: Paper, tmp_path: Path) -> None:
    assert load_digitised(FOLDER, [row.patient for row in paper.analysed]).empty
    assert load_digitised(tmp_path / "nowhere", [row.patient for row in paper.analysed]) == Digitised()


def test_files_are_read_as_typed_records(paper: Paper, folder: Path) -> None:
    (folder / "waterfall.csv").write_text(WATERFALL)
    (folder / "swimmer.csv").write_text(SWIMMER)
    (folder / "pfs.csv").write_text(CURVE)
    (folder / "pfs_at_risk.csv").write_text(AT_RISK)
    read = load_digitised(folder, [row.patient for row in paper.analysed])
    assert read.waterfall == (
        DigitisedBar("Pt-14", "CR", -100.0),
        DigitisedBar(None, "PR", -55.5),
        DigitisedBar(None, None, 12.0),
    )
    assert read.swimmer == (
        DigitisedLane("Pt-14", 14.5, True, 1.9, 14.5),
        DigitisedLane("Pt-02", 1.2, False, None, None),
    )
    assert read.curve("os") is None
    curve = read.curve("pfs")
    assert curve is not None
    rebuilt = curve.times()
    assert rebuilt.times.shape == (1, 17)
    assert rebuilt.times[rebuilt.events].tolist() == [1.0, 2.0]
    assert kaplan_meier(rebuilt.times, rebuilt.events).at([2.5])[0, 0] == pytest.approx(15 / 17)


def test_without_numbers_at_risk_all_evaluable_patients_start(paper: Paper, folder: Path) -> None:
    (folder / "os.csv").write_text(CURVE)
    curve = load_digitised(folder, [row.patient for row in paper.analysed]).curve("os")
    assert curve is not None
    assert curve.at_risk == ((0.0, 17),)
    assert np.sum(curve.times().events) == 2


@pytest.mark.parametrize(
    ("file", "content", "problems"),
    [
        ("waterfall.csv", WATERFALL.replace("-100", "-101"), ["row 2, column change_percent, value '-101'"]),
        ("waterfall.csv", WATERFALL.replace("CR", "complete"), ["row 2, column response, value 'complete'"]),
        (
            "waterfall.csv",
            WATERFALL + "Pt-14,,1\nPt-11,,2\n",
            ["row 5, column patient", "row 6, column patient"],
        ),
        ("waterfall.csv", "patient,change_percent\nPt-14,1\n", ["column response: the column is missing"]),
        ("waterfall.csv", "patient,response,change_percent\n" + ",,1\n" * 18, ["at most 17 rows"]),
        ("swimmer.csv", LANE + "Pt-14,3,perhaps,,\n", ["row 2, column ongoing, value 'perhaps'"]),
        ("swimmer.csv", LANE + "Pt-14,3,no,1,\n", ["row 2, column response_to_months"]),
        ("swimmer.csv", LANE + "Pt-14,3,no,1,4\n", ["row 2, column response_to_months, value '4'"]),
        (
            "pfs.csv",
            CURVE + "3,88\n-1,0.5\n",
            ["row 6, column survival, value '88'", "row 7, column time_months"],
        ),
        ("pfs.csv", "", ["pfs.csv: the file is empty"]),
        ("pfs.csv", "\ufeff" + CURVE, ["byte order mark"]),
        ("pfs.csv", CURVE.replace("\n", "\r\n"), ["carriage return"]),
        ("os_at_risk.csv", AT_RISK, ["os_at_risk.csv: needs os.csv"]),
        ("waterfal.csv", WATERFALL, ["waterfal.csv: must be one of waterfall.csv"]),
    ],
)
def test_every_mistake_is_named_with_its_place(
    paper: Paper, folder: Path, *, file: str, content: str, problems: list[str]
) -> None:
    (folder / file).write_text(content, newline="")
    with pytest.raises(InputError) as refusal:
        load_digitised(folder, [row.patient for row in paper.analysed])
    assert file in str(refusal.value)
    for problem in problems:
        assert problem in str(refusal.value)


@pytest.mark.parametrize(
    ("numbers", "place"),
    [
        ("1,17\n2,16\n", "row 2, column time_months, value '1'"),
        ("0,40\n2,16\n", "row 2, column at_risk, value '40'"),
        ("0,17\n2,16\n2,15\n", "row 4, column time_months, value '2'"),
        ("0,17\n2,16\n3,17\n", "row 4, column at_risk, value '17'"),
    ],
)
def test_impossible_numbers_at_risk_are_named(paper: Paper, folder: Path, numbers: str, place: str) -> None:
    (folder / "pfs.csv").write_text(CURVE)
    (folder / "pfs_at_risk.csv").write_text("time_months,at_risk\n" + numbers)
    with pytest.raises(InputError, match=place):
        load_digitised(folder, [row.patient for row in paper.analysed])


def test_a_curve_of_any_endpoint_goes_from_its_file_to_measures_and_patients(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "paper"
    write(paper)
    read_off(lambda _: None)(paper)
    package = paper / "digitised/datapackage.json"
    described = json.loads(package.read_text())
    for resource in described["resources"]:
        if resource["name"].startswith("os"):
            resource["name"] = resource["name"].replace("os", "dfs", 1)
            resource["path"] = resource["path"].replace("os", "dfs", 1)
    package.write_text(json.dumps(described))
    (paper / "digitised/dfs.csv").write_text("time_months,survival\n0,1\n3,1\n3,0.5\n8,0.5\n8,0.25\n")
    (paper / "digitised/dfs_at_risk.csv").write_text("time_months,at_risk\n0,20\n4,10\n")
    measure(median_survival={"endpoint": "dfs"})(paper)
    claim("reported", "3.0")(paper)
    assert main(["audit", str(paper), "--format", "json"]) == 0
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    assert found["women"]["verdict"] == "reproduced" and "in the figure" in found["women"]["explanation"]
    assert main(["reconstruct", "dfs", "--data", str(paper), "--out", str(tmp_path / "dfs.csv")]) == 0
    rows = (tmp_path / "dfs.csv").read_text().splitlines()
    assert rows[0] == "draw,patient,time_months,event" and len(rows) == 21
    assert sum(row.endswith("3.0,1") for row in rows) == 10
    assert main(["reconstruct", "rfs", "--data", str(paper)]) == 2
    said = capsys.readouterr().err
    assert "unknown endpoint 'rfs': choose from pfs, dfs, theorems (an endpoint needs" in said
    assert "or its curve, read off a figure, in digitised/" in said
