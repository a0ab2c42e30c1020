"""A folder from a manuscript: valid and audited at once, and whole after every answer of a review."""

import io
import json
from pathlib import Path

import pytest
import yaml

from doesithold.cli.main import main
from doesithold.measures.reference import reference
from doesithold.paper.paper import load_paper

MANUSCRIPT = Path(__file__).parents[2] / "examples" / "tutorial" / "manuscript.md"


@pytest.fixture
def folder(tmp_path, capsys):
    assert main(["new", str(tmp_path / "my"), "--from", str(MANUSCRIPT)]) == 0
    assert "draft claims" in capsys.readouterr().out
    return tmp_path / "my"


def audited(folder, capsys):
    assert main(["audit", str(folder), "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_drafted_folder_is_valid_and_finds_what_is_wrong(folder, capsys):
    assert main(["validate", str(folder)]) == 0
    capsys.readouterr()
    findings = {finding["id"]: finding for finding in audited(folder, capsys)["findings"]}
    other_denominator = next(
        f for f in findings.values() if f["reported"] == "36.7" and f["verdict"] == "explained"
    )
    assert "30" in [assumption["value"] for assumption in other_denominator["assumptions"]]
    assert findings["cell-table-1-smokers-n-no-walk-percent"]["verdict"] == "contradicted"
    right = [f for f in findings.values() if f["reported"] in ("63.3", "53.3", "13.3", "66.7")]
    assert {f["verdict"] for f in right} == {"reproduced"}


@pytest.mark.parametrize(
    "answers", ["q\n", "y\nd\nd\nn\ny\nq\n", "c\n36.8\nd\n", "c\n\nc\nmany\n36.8\nc\n", "d\n" * 30, ""]
)
def test_whatever_is_answered_the_folder_stays_valid_and_the_rest_waits(folder, capsys, monkeypatch, answers):
    before = {claim.id for claim in load_paper(folder).claims}
    register = folder / "numbers.csv"
    unclaimed = register.read_text(encoding="utf-8").count("nobody has looked")
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    assert main(["review", str(folder)]) == 0
    capsys.readouterr()
    assert main(["validate", str(folder)]) == 0
    left = {claim.id for claim in load_paper(folder).claims}
    assert left <= before
    assert len(before - left) >= min(answers.count("d"), len(before))
    assert register.read_text(encoding="utf-8").count("nobody has looked") == unclaimed


def test_a_draft_is_corrected_in_what_it_is_computed_from(folder, capsys, monkeypatch):
    answers = "n\n" * 3 + "c\nof=thirty\nmethod=wilson\nof=10\nof=30\nq\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    assert main(["review", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "unit=percent  count=11  of=28" in told
    assert "argument of: " in told
    assert "unexpected keyword argument 'method'" in told
    assert "count 11: must be between 0 and 10" in told
    assert "reproduced: It holds (11/30)." in told
    claim = next(claim for claim in load_paper(folder).claims if claim.id == "abstract-1-3-4")
    assert (claim.draft, claim.measure.arguments) == (False, {"count": 11, "of": 30})
    assert claim.says == "36.7 % is the share of 11 in 30."


def test_a_draft_that_cannot_be_computed_is_left_open_and_cannot_be_kept(tmp_path, capsys, monkeypatch):
    manuscript, folder = tmp_path / "m.txt", tmp_path / "my"
    manuscript.write_text("Results\n\nIt was t(0) = 2.1, p = .04.\n\nIt was 3/4 (75%).\n", encoding="utf-8")
    assert main(["new", str(folder), "--from", str(manuscript)]) == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\ny\n"))
    assert main(["review", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "left as a draft, since it cannot be computed" in told and "1 draft left" in told
    found = audited(folder, capsys)["findings"]
    assert [one["verdict"] for one in found] == ["unverifiable", "reproduced"]
    assert "degrees of freedom must be above 0" in found[0]["explanation"]
    claims = folder / "claims.yaml"
    claims.write_text(claims.read_text(encoding="utf-8").replace("draft: true", ""), encoding="utf-8")
    assert main(["audit", str(folder)]) == 2
    assert "measure p_fits: degrees of freedom must be above 0" in capsys.readouterr().err


def test_a_confirmed_claim_is_not_asked_about_again(folder, capsys, monkeypatch):
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO("y\nq\n"))
        main(["review", str(folder)])
    claims = yaml.safe_load((folder / "claims.yaml").read_text(encoding="utf-8"))
    assert [claim["id"] for claim in claims if not claim.get("draft")] == [
        claim["id"] for claim in claims[:2]
    ]


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.pdf").write_bytes(b"%PDF")
    assert main(["new", str(tmp_path), "--from", str(MANUSCRIPT)]) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.pdf"]
    assert capsys.readouterr().err.count("\n") == 1


def test_a_manuscript_that_cannot_be_read_writes_nothing(tmp_path, capsys):
    (tmp_path / "a.docx").write_bytes(b"no zip")
    assert main(["new", str(tmp_path / "my"), "--from", str(tmp_path / "a.docx")]) == 2
    assert not (tmp_path / "my").exists()


def test_a_folder_of_examples_is_clean_and_uses_every_measure_that_has_one(tmp_path, capsys):
    assert main(["new", str(tmp_path / "my")]) == 0
    assert main(["validate", str(tmp_path / "my")]) == 0
    capsys.readouterr()
    findings = audited(tmp_path / "my", capsys)["findings"]
    assert {finding["verdict"] for finding in findings} <= {"reproduced", "unverifiable"}
    assert audited(tmp_path / "my", capsys)["discrepancies"] == []
    used = {str(finding["measure"]).partition("(")[0] for finding in findings}
    assert used >= {entry.name for entry in reference() if entry.examples}


def test_the_draft_of_the_tutorial_names_what_is_wrong_in_it_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "paper"
    assert main(["new", str(folder), "--from", str(MANUSCRIPT)]) == 0
    capsys.readouterr()
    assert main(["audit", str(folder), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    found = document["findings"]
    told_apart = next(one for one in document["discrepancies"] if "discussion-1-1-1" in one["findings"])
    assert (told_apart["kind"], told_apart["weight"]) == ("inconsistency", "result")
    assert {
        (one["reported"], one["verdict"], one["basis"])
        for one in found
        if one["verdict"] in ("explained", "contradicted")
    } == {
        ("36.7", "explained", "11/30"),
        ("14.3", "explained", "4/28"),
        ("30", "contradicted", None),
        ("17.6", "contradicted", None),
    }
    bounds = {one["reported"]: one["verdict"] for one in found if "bound" in one["says"]}
    assert bounds == {"45.5": "reproduced", "78.1": "reproduced"}
