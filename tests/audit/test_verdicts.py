"""Verdict, agreement and assumption of every claim are those that a person gave, one row a claim."""

import csv
from pathlib import Path

import pytest

from doesithold.audit.remarks import load_remarks
from doesithold.report.front import holding

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reviewed():
    with (Path(__file__).parent / "verdicts.csv").open(newline="", encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_every_claim_was_reviewed_by_hand_and_nothing_else(reviewed, book):
    assert list(reviewed) == [claim.id for claim in book.paper.claims]


def test_every_claim_has_the_verdict_and_agrees_with_the_others_as_judged_by_hand(reviewed, book):
    columns = ("verdict", "by", "conflicts", "tension")
    found = {
        name: (
            finding.verdict,
            finding.by or "",
            ";".join(finding.conflicts_with),
            ";".join(finding.tension_with) or ("data" if finding.tension else ""),
        )
        for name, finding in book.findings.items()
    }
    assert found == {name: tuple(row[column] for column in columns) for name, row in reviewed.items()}


def test_what_is_explained_is_so_by_the_assumption_named_by_hand(reviewed, book):
    wrong = [
        name
        for name, finding in book.findings.items()
        if bool(finding.assumptions) != bool(reviewed[name]["assumption"])
        or reviewed[name]["assumption"]
        not in "; ".join(f"{one.kind}: {one.value}" for one in finding.assumptions)
    ]
    assert wrong == []


@pytest.mark.parametrize("section", ["Abstract", "Results", "Table 2"])
def test_the_front_page_counts_what_holds_as_judged_by_hand(reviewed, book, section):
    here = [
        reviewed[claim.id]["verdict"]
        for claim in book.paper.claims
        if claim.section == section and claim.provenance == "reported"
    ]
    assert holding(book.audited, section) == f"{here.count('reproduced')} of {len(here)}"


def test_every_discrepancy_that_a_person_described_is_still_there(book):
    mended = [
        remark.id
        for remark in load_remarks(ROOT / "data")
        if all(book.findings[name].clean for name in remark.about)
    ]
    assert mended == []
