"""What a chapter shows of one finding: the printed value, its marks and colour, and the recomputed value."""

import pytest

MARKS = {"contradicted": "✗", "explained": "≈", "unverifiable": "?", "reproduced": "✓", "external": "↗"}
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


@pytest.mark.parametrize(
    ("claim", "value"),
    [("abstract-ovary-percent", "5.6"), ("discussion-pr-count", "6"), ("abstract-pfs-median", "?")],
)
def test_the_recomputed_value_is_not_the_printed_one(book, claim, value):
    assert book.recomputed(claim) == value
