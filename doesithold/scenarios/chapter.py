"""What the book's chapter on scenarios shows, on pages and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import MARKS, Verdict
from doesithold.report.booktable import BookTable
from doesithold.report.shown import COLOURS, Shown, shown, told
from doesithold.scenarios.evidence import Evidence, Pattern, statements
from doesithold.scenarios.plan import Run
from doesithold.scenarios.scenarios import BASELINE_NAME

Findings = Mapping[str, Finding]


@dataclass(frozen=True)
class MatrixRow:
    """Printed values that fare alike: what they state, where they stand, the verdict of each scenario."""

    told: str
    printed: tuple[tuple[str, tuple[Finding, ...]], ...]
    verdicts: tuple[Verdict, ...]

    @property
    def counted(self) -> str:
        """The printed values by section, equal ones once with how often they stand there."""
        return "; ".join(f"{section}: {', '.join(_counted(found))}" for section, found in self.printed)


@dataclass(frozen=True)
class MatrixPart:
    """Rows under a heading of their own."""

    title: str
    rows: tuple[MatrixRow, ...]


def scenario_table(evidence: Evidence) -> Shown:
    """List the scenarios with their letters, reasons and executed notebooks."""
    baseline = evidence.scenario(BASELINE_NAME).parameters
    return shown("scenarios", runs=_lettered(evidence), baseline=baseline)


def matrix_table(evidence: Evidence, findings: Findings) -> Shown:
    """Show how the values fare that some scenario changes: a row for all that fare alike."""
    changing = (pattern for pattern in evidence.patterns if pattern.changes)
    parts = [
        MatrixPart(
            f"{'As' if holds else 'Not as'} printed in the baseline",
            tuple(_row(one, findings) for one in members),
        )
        for holds, members in groupby(changing, key=lambda pattern: pattern.verdicts[0] == "reproduced")
    ]
    return shown("matrix", runs=_lettered(evidence), parts=parts, marks=MARKS, colours=COLOURS)


def _lettered(evidence: Evidence) -> list[tuple[str, Run]]:
    return list(zip(evidence.codes.values(), evidence.runs, strict=True))


def _row(pattern: Pattern, findings: Findings) -> MatrixRow:
    members = groupby((findings[claim] for claim in pattern.claims), key=lambda finding: finding.section)
    printed = tuple((section, tuple(group)) for section, group in members)
    return MatrixRow(statements(pattern, findings), printed, pattern.verdicts)


def _counted(findings: Iterable[Finding]) -> list[str]:
    times = Counter(finding.reported for finding in findings)
    return [value if number == 1 else f"{value} ({number} times)" for value, number in times.items()]


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
        module=__name__,
        headings={
            "scenario": "Scenario",
            "new": "Adds",
            "mended": "Not in the baseline",
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
        module=__name__,
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
                "reported": told(finding.reported),
                "why": finding.explanation,
            }
            for finding in shown
        ],
        source_note=f"Statements: {len(shown)}, in our words.",
        widths=(4, 8, 4, 12),
        paper_size="8pt",
    )
