"""One test a claim, one a discrepancy: verdict and agreement as judged by hand are those of the audit.

Contradicted claims and discrepancies are strict expected failures, so that ``pytest -rx`` reads as the list
of discrepancies, and a change of the data that mends one turns red.
"""

import csv
from pathlib import Path

import pytest

from analysis.book import open_book
from doesithold.audit.remarks import load_remarks
from doesithold.report.formats import in_words

ROOT = Path(__file__).parents[2]
BOOK = open_book(ROOT / "data")
with (Path(__file__).parent / "verdicts.csv").open(newline="", encoding="utf-8") as file:
    REVIEWED = {row["id"]: row for row in csv.DictReader(file)}


def marked(claim):
    row = REVIEWED.get(claim.id, {"verdict": ""})
    contradicted = row["verdict"] == "contradicted"
    reason = BOOK.explanation(claim.id)
    marks = [pytest.mark.xfail(strict=True, reason=f"{claim.says} {reason}", raises=AssertionError)]
    return pytest.param(claim.id, id=claim.id, marks=marks if contradicted else [])


def test_every_claim_was_reviewed_by_hand_and_nothing_else():
    assert list(REVIEWED) == [claim.id for claim in BOOK.paper.claims]


@pytest.mark.parametrize("claim", [marked(claim) for claim in BOOK.paper.claims])
def test_claim(claim):
    finding, row = BOOK.findings[claim], REVIEWED[claim]
    assert finding.verdict != "contradicted", finding.explanation
    assert finding.verdict == row["verdict"], finding.explanation
    assert bool(finding.assumptions) == bool(row["assumption"])
    assert row["assumption"] in in_words(finding.assumptions)
    assert (finding.by or "") == row["by"]


@pytest.mark.parametrize("claim", [claim.id for claim in BOOK.paper.claims])
def test_claim_agrees_with_the_others_as_judged_by_hand(claim):
    finding, row = BOOK.findings[claim], REVIEWED[claim]
    assert ";".join(finding.conflicts_with) == row["conflicts"]
    assert (";".join(finding.tension_with) or ("data" if finding.tension else "")) == row["tension"]


def test_only_what_holds_by_hand_escapes_being_an_expected_failure():
    contradicted = [claim for claim, finding in BOOK.findings.items() if finding.verdict == "contradicted"]
    assert contradicted == [claim for claim, row in REVIEWED.items() if row["verdict"] == "contradicted"]


def discrepant(remark):
    mark = pytest.mark.xfail(strict=True, reason=remark.title or remark.id, raises=AssertionError)
    return pytest.param(remark, id=remark.id, marks=[mark])


@pytest.mark.parametrize("remark", [discrepant(one) for one in load_remarks(ROOT / "data")])
def test_discrepancy(remark):
    assert all(BOOK.findings[name].clean for name in remark.about)
