"""What the book's chapter on scenarios shows, on pages and on paper."""

from __future__ import annotations

from collections.abc import Mapping

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import Verdict
from doesithold.report.booktable import BookTable
from doesithold.report.shown import Shown
from doesithold.scenarios import matrix_page, matrix_paper
from doesithold.scenarios.evidence import Evidence

Findings = Mapping[str, Finding]


def scenario_table(evidence: Evidence) -> Shown:
    """List the scenarios with their letters, reasons and executed notebooks."""
    return Shown(html=matrix_page.scenarios(evidence), typst=matrix_paper.scenarios(evidence))


def matrix_table(evidence: Evidence, findings: Findings) -> Shown:
    """Show how the values fare that some scenario changes: a row for all that fare alike."""
    changing = [pattern for pattern in evidence.patterns if pattern.changes]
    return Shown(
        html=matrix_page.matrix(evidence, changing, findings),
        typst=matrix_paper.matrix(evidence, changing, findings),
    )


def cover_table(evidence: Evidence) -> BookTable:
    """Show the first of the smallest sets of scenarios, and what each adds to those above it."""
    rows, seen = [], set[str]()
    for name in evidence.covers[0]:
        new = evidence.reproduced[name] - seen
        seen |= new
        mended = sum(evidence.baseline[claim] != "reproduced" for claim in new)
        scenario = evidence.scenario(name)
        rows.append(
            {
                "scenario": f"{evidence.codes[name]} {scenario.title}",
                "new": str(len(new)),
                "mended": str(mended),
                "total": str(len(seen)),
            }
        )
    return BookTable(
        name="smallest-cover",
        headings={
            "scenario": "Scenario",
            "new": "Adds",
            "mended": "of them not in the baseline",
            "total": "Together",
        },
        rows=rows,
        source_note="Statements whose printed value comes out.",
        right=("new", "mended", "total"),
    )


def unexplained_table(evidence: Evidence, findings: Findings, verdict: Verdict) -> BookTable:
    """List what no scenario prints, with what the ledger says of it.

    Parameters
    ----------
    evidence : Evidence
    findings : mapping
    verdict : str
        "contradicted" for what nothing mends, "explained" for what a reading of one sentence mends.
    """
    lost = {
        claim
        for pattern in evidence.patterns
        for claim in pattern.claims
        if not pattern.comes_out and pattern.verdicts[0] == verdict
    }
    shown = [finding for claim, finding in findings.items() if claim in lost]
    return BookTable(
        name=f"unexplained-{verdict}",
        headings={
            "section": "Section",
            "says": "Statement",
            "reported": "Printed",
            "why": "What the ledger says",
        },
        rows=[
            {
                "section": finding.section,
                "says": finding.says,
                "reported": finding.reported,
                "why": finding.explanation,
            }
            for finding in shown
        ],
        source_note=f"{len(shown)} statements, in our words.",
        widths=(4, 8, 4, 12),
        paper_size="8pt",
    )
