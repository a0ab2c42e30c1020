"""The claims file: every broken rule is named before anything is computed."""

import json
import shutil
from pathlib import Path

import pytest

from doesithold.errors import InputError
from doesithold.measures import check_measures
from doesithold.paper.claims import load_claims
from doesithold.paper.paper import load_paper

DATA = Path(__file__).parents[2] / "data"
MISSING = ("numbers.csv", "claims.yaml")
GOOD = """
- id: a-1
  section: Abstract
  place: result
  says: Seven responded.
  reported: "7"
  unit: patients
  quantity: responders
  measure: {count: {where: {objective_response: true}}}
"""


def load(tmp_path, text):
    folder = shutil.copytree(
        DATA, tmp_path / "data", ignore=shutil.ignore_patterns("numbers.csv", "digitised", "claims.yaml")
    )
    descriptor = json.loads((folder / "datapackage.json").read_text())
    descriptor["resources"] = [r for r in descriptor["resources"] if r["path"] not in MISSING]
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    (folder / "claims.yaml").write_text(text, encoding="utf-8")
    paper = load_paper(folder)
    check_measures(paper)
    return paper.claims


def test_a_claim_is_read_and_frozen(tmp_path):
    (claim,) = load(tmp_path, GOOD)
    assert (claim.id, claim.reported, claim.measure.name) == ("a-1", "7", "count")
    with pytest.raises(ValueError, match="frozen"):
        claim.reported = "8"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: a-1", "id: A 1", "column id"),
        ("section: Abstract", "section: Summary", "column section, value 'Summary'"),
        ('reported: "7"', "reported: 7", "column reported, value '7'"),
        ("unit: patients", "units: patients", "column units"),
        ("count:", "counts:", "there is no measure 'counts'"),
        ("{where: {", "{whom: {", "missing a required argument|unexpected keyword argument 'whom'"),
        ("objective_response: true", "objective: true", "table patients has no column 'objective'"),
        ("objective_response: true", "sex: Male", "column sex has no value 'Male'; values are M, F"),
        (
            "where: {objective_response: true}",
            "where: [PR]",
            "argument where: must be keys with values",
        ),
        (
            "measure: {count: {where: {objective_response: true}}}",
            "",
            "needs another claim with the same quantity",
        ),
        ("quantity: responders", "needs: dates", "only one of measure, needs and external"),
        ("quantity: responders", "readings: [{name: x}]", "must be there"),
        ("count: {where: {objective_response: true}}", "sum: {claims: [b-2]}", "does not exist"),
        ("quantity: responders", "tension_with: [b-2]", "tension_with needs tension"),
        ("quantity: responders", "tension: odd\n  tension_with: [b-2]", "does not exist"),
        ("quantity: responders", "tension: odd\n  tension_with: [a-1]", "in tension with itself"),
    ],
)
def test_a_broken_claim_is_named_with_its_fault(tmp_path, old, new, message):
    assert old in GOOD
    with pytest.raises(InputError, match=message) as error:
        load(tmp_path, GOOD.replace(old, new))
    assert str(error.value).startswith("claims.yaml")
    assert "errors.pydantic.dev" not in str(error.value)


def test_an_id_stands_once(tmp_path):
    with pytest.raises(InputError, match="value 'a-1': must be unique"):
        load(tmp_path, GOOD + GOOD)


def test_every_fault_is_shown_at_once(tmp_path):
    text = GOOD.replace("unit: patients", "unit: 3") + GOOD.replace("a-1", "a-2").replace(
        "place: result", "place: 2"
    )
    with pytest.raises(InputError) as error:
        load(tmp_path, text)
    assert len(error.value.problems) == 2


@pytest.mark.parametrize("text", ["", "a: 1", "- 3", "[", "- {}", "- !!python/object:os.system {}", "\x00"])
def test_a_file_that_is_no_list_of_claims_is_refused(tmp_path, text):
    with pytest.raises(InputError, match=r"claims\.yaml"):
        load(tmp_path, text)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(InputError, match="the file is missing"):
        load_claims(tmp_path / "claims.yaml")
