"""What a chapter shows of one finding: the printed value, its marks and colour, and the recomputed value."""

import re
from importlib import import_module

import pytest

from doesithold.report.ledger import discrepancies_table, findings_table, glance
from doesithold.report.shown import told
from tests.book.pages import MARKS, signs

COLOURS = {
    "contradicted": "#b3261e",
    "explained": "#8f5600",
    "unverifiable": "#4a5a9c",
    "reproduced": "#1c7c54",
    "external": "#6b6b6b",
}


def test_every_claim_has_the_mark_and_the_colour_of_its_verdict_on_paper(book):
    for claim, finding in book.findings.items():
        paper = book.reported(claim)._repr_markdown_().rpartition("{=typst}")[0]
        signs = "⇄" * bool(finding.conflicts_with) + "~" * bool(finding.tension_with or finding.tension)
        assert f'"{MARKS[finding.verdict]}{signs}"' in paper, claim
        assert COLOURS[finding.verdict] in paper, claim


def test_every_number_of_the_glance_has_the_marks_and_the_colour_of_its_verdict_on_paper(book):
    judged = import_module("tests.book.prose").REVIEWED
    paper = glance(book.paper.register, book.findings).typst
    cell = r'#link\(<claim-([^>]+)>\)\[#box\(.*?fill: rgb\("([^"]+)"\), "[^"]+?([^\w"]+)"\)'
    cells = re.findall(cell, paper)
    assert len(cells) > 100
    for claim, colour, marks in cells:
        assert (colour, marks) == (COLOURS[judged[claim]["verdict"]], signs(judged[claim])), claim


def test_the_ledger_and_discrepancies_on_paper_set_the_recomputed_value_beside_the_printed_one(book):
    differing = [
        finding
        for finding in book.audited.findings
        if finding.recomputed and re.fullmatch(r"[\d.]+", f"{finding.reported}{finding.recomputed}")
    ]
    assert len({finding.id for finding in differing if finding.reported != finding.recomputed}) > 10
    paper = findings_table(differing).typst
    listed = discrepancies_table(book.audited, told={finding.id for finding in differing}).typst
    for finding in differing:
        values = f'[#"{finding.reported}"], [#"{finding.recomputed}"]'
        assert values in paper and (finding.clean or values in listed), finding.id


def test_yes_and_no_are_told_in_words():
    assert [told(value) for value in ("true", "false", None, "12")] == ["yes", "no", "–", "12"]


@pytest.mark.parametrize(
    ("claim", "value"),
    [("abstract-ovary-percent", "5.6"), ("discussion-pr-count", "6"), ("abstract-pfs-median", "?")],
)
def test_the_recomputed_value_is_not_the_printed_one(book, claim, value):
    assert book.recomputed(claim) == value
