"""Tables that sum the ledger up: verdicts by section, and what all percentages share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from doesithold.audit.finding import Finding
from doesithold.audit.jointly import shared_assumptions
from doesithold.audit.vocabulary import MARKS, VERDICTS
from doesithold.labels import ROUNDINGS, sentence_case
from doesithold.paper.paper import Paper
from doesithold.report.booktable import BookTable
from doesithold.report.formats import as_percent


def counts_table(findings: Sequence[Finding]) -> BookTable:
    """Count the findings by section and verdict."""
    number = Counter((finding.section, finding.verdict) for finding in findings)
    sections = list(dict.fromkeys(finding.section for finding in findings))
    rows = [
        {"section": section, **{verdict: str(number[section, verdict]) for verdict in VERDICTS}}
        for section in sections
    ]
    total: dict[str, str] = {
        verdict: str(sum(number[section, verdict] for section in sections)) for verdict in VERDICTS
    }
    return BookTable(
        name="verdict-counts",
        module=__name__,
        headings={"section": "Section", **{verdict: f"{MARKS[verdict]} {verdict}" for verdict in VERDICTS}},
        rows=[*rows, {"section": "All", **total}],
        source_note=f"{len(findings)} statements, each counted at every place where it stands.",
        right=VERDICTS,
    )


def shared_table(paper: Paper, findings: Mapping[str, Finding]) -> BookTable:
    """Show the denominator and the rounding of each group of percentages."""
    joint = shared_assumptions(paper, findings)
    return BookTable(
        name="shared-assumptions",
        module=__name__,
        headings={"group": "Percentages", "n": "Patients", "rounding": "Rounding", "chance": "Lucky fits"},
        rows=[
            {
                "group": f"{sentence_case(found.group)} ({len(found.counts)})",
                "n": str(found.n),
                "rounding": ROUNDINGS[found.rounding].name,
                "chance": as_percent(found.chance),
            }
            for found in joint.groups
        ],
        source_note=f"Together {len(joint.denominators)} denominators and {len(joint.roundings)} roundings; "
        f"{len(joint.unexplained)} groups are left unexplained. In brackets the number of percentages. Lucky "
        "fits: at most this share of equally precise random percentages would be explained as well.",
        right=("n", "chance"),
    )
