"""The data package: what it holds, and every way it can be broken."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from frictionless import Package

from doesithold.cli.main import main
from doesithold.errors import InputError
from doesithold.paper.paper import load_paper

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def package(tmp_path):
    """A copy of the data package to break."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def replace(file, old, new, count=1):
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, count))


def problems_of(package):
    with pytest.raises(InputError) as error:
        load_paper(package)
    return str(error.value).splitlines()


def test_the_frictionless_validator_passes_the_package():
    report = Package(DATA / "datapackage.json").validate()
    assert report.valid, report.flatten()


def test_every_column_is_described_and_every_file_has_a_licence():
    descriptor = json.loads((DATA / "datapackage.json").read_text())
    assert descriptor["licenses"][0]["name"] == "CC0-1.0"
    assert descriptor["sources"]
    for resource in descriptor["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            assert len(field["description"]) > 10, (resource["name"], field["name"])


def test_the_study_has_18_patients_of_whom_17_are_evaluable(paper):
    assert len(paper.rows()) == 18
    assert len(paper.analysed) == 17
    assert [patient.patient for patient in paper.rows() if not patient.evaluable] == ["Pt-11"]


def test_cells_that_the_print_wraps_over_lines_are_whole(paper):
    patients = {patient.patient: patient for patient in paper.rows()}
    assert patients["Pt-04"].co_alterations == (
        "MET amplification",
        "CDKN2A deletion",
        "EGFR amplification",
        "PDGFRA amplification",
        "CDK6 amplification",
    )
    assert (patients["Pt-12"].kit_mutation_printed, patients["Pt-12"].variant) == ("KITV560A", "V560A")
    assert patients["Pt-09"].variant == "D579del"
    assert patients["Pt-16"].sites == ("cervical", "retroperitoneum", "distant LN")


def test_not_found_and_a_dash_stay_apart(paper):
    status = {patient.patient: (patient.ngs_printed, patient.ngs_status) for patient in paper.rows()}
    assert status["Pt-03"] == ("Not found", "not found")
    assert status["Pt-06"] == ("-", "not reported")


def test_the_study_is_frozen(paper):
    with pytest.raises(AttributeError):
        paper.rows()[0].age = 30


BROKEN = {
    "an impossible age": (
        b",62,",
        b",400,",
        "patients.csv, row 2, column age, value '400': must be at most 110",
    ),
    "a wrong type": (
        b",62,",
        b",old,",
        "patients.csv, row 2, column age, value 'old': must be of type integer",
    ),
    "an unknown response": (
        b",PD\n",
        b",XX\n",
        "patients.csv, row 3, column best_response, value 'XX': must be listed in responses.csv, column code",
    ),
    "a duplicate patient": (
        b"Pt-02",
        b"Pt-01",
        "patients.csv, row 3, column patient, value 'Pt-01': must be unique, the same as in the row",
    ),
    "an unknown sex": (
        b"Pt-02,F",
        b"Pt-02,X",
        "patients.csv, row 3, column sex, value 'X': must be one of M, F",
    ),
    "a line that contradicts its print": (
        b"2nd,2,",
        b"2nd,3,",
        "patients.csv, row 2, column line, value '3': must agree with line_printed",
    ),
    "an empty cell": (b"Pt-02,F", b"Pt-02,", "patients.csv, row 3, column sex: must be filled"),
    "a missing column": (b",age,", b",", "patients.csv, row 1, column age: the column is missing"),
    "an extra column": (b",age,", b",age,x,", "patients.csv, row 1, column x: is not a column of the schema"),
    "columns in another order": (
        b"sex,age",
        b"age,sex",
        "patients.csv, row 1: columns must be in the order patient",
    ),
    "a byte order mark": (
        b"patient,",
        b"\xef\xbb\xbfpatient,",
        "patients.csv, row 1: must be UTF-8 without a byte order mark",
    ),
    "a carriage return": (
        b"\nPt-02",
        b"\r\nPt-02",
        "patients.csv, row 2: must not contain a carriage return: lines end in a line feed",
    ),
    "Latin-1": (
        b"Ovary,",
        b"Ov\xe1ry,",
        "patients.csv, row 11, column tumour_type_printed, value 'Ováry': must be UTF-8",
    ),
    "a NUL byte": (
        b"Ovary,",
        b"Ov\0ry,",
        r"patients.csv, row 11, column tumour_type_printed, value 'Ov\x00ry': must not contain a NUL byte",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_patients_file_names_row_column_value_and_rule(package, fault):
    old, new, expected = BROKEN[fault]
    replace(package / "patients.csv", old, new)
    assert any(line.startswith(expected) for line in problems_of(package)), problems_of(package)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"3,17.6,1,", b"3,17.6,4,", "row 5, column grade_3_or_more, value '4': must not exceed all_grades"),
        (b"Edema,5", b"Edema,18", "row 2, column all_grades, value '18': must not exceed denominator"),
    ],
)
def test_impossible_counts_of_adverse_events_are_named(package, old, new, expected):
    replace(package / "adverse_events.csv", old, new)
    assert problems_of(package) == [f"adverse_events.csv, {expected}"]


def test_every_error_is_shown_at_once(package):
    replace(package / "patients.csv", b",62,", b",400,")
    replace(package / "patients.csv", b"Pt-05,F", b"Pt-05,Z")
    replace(package / "adverse_events.csv", b"Edema,5", b"Edema,99")
    assert len(problems_of(package)) == 3


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda file: file.unlink(), "patients.csv: the file is missing"),
        (lambda file: file.write_bytes(b""), "patients.csv: the file is empty"),
        (
            lambda file: file.write_bytes(file.read_bytes().split(b"\n")[0]),
            "must have at least one row below",
        ),
        (lambda file: (file.unlink(), file.mkdir()), "patients.csv: must be readable"),
    ],
)
def test_a_file_without_rows_is_refused(package, spoil, rule):
    spoil(package / "patients.csv")
    assert any(rule in line for line in problems_of(package))


def test_a_field_of_200_megabytes_is_refused(package):
    replace(package / "patients.csv", b"Pt-03", b"x" * 200_000_000)
    (problem,) = problems_of(package)
    assert problem.startswith("patients.csv: must be at most 5,000,000 bytes, is 200,00")


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"resources": []}'])
def test_a_broken_descriptor_is_one_readable_error(package, text):
    (package / "datapackage.json").write_text(text)
    (problem,) = problems_of(package)
    assert re.match(r"datapackage\.json(, row 1|, column resources)?(, value .*)?: must (not )?be", problem)


def test_the_command_shows_every_problem_and_exits_2(package, capsys):
    replace(package / "patients.csv", b",62,", b",400,")
    assert main(["validate", str(package)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "patients.csv, row 2, column age, value '400': must be at most 110\n"


def test_the_command_counts_what_is_valid(capsys):
    assert main(["validate", str(DATA)]) == 0
    with (DATA / "patients.csv").open(newline="") as file:
        rows = len(list(csv.DictReader(file)))
    assert f"{rows} patients, 13 adverse events" in capsys.readouterr().out
