"""Findings as the chapters show them: those of one chapter, its discrepancies, one event told twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

from doesithold.audit.finding import Finding
from doesithold.audit.whole import Audit
from doesithold.files import read_yaml
from doesithold.report.booktable import BookTable
from doesithold.report.ledger import discrepancies_table
from doesithold.report.shown import Shown

SECTIONS = Path("chapters/sections.yaml")


@cache
def _sections() -> Mapping[str, str | Mapping[str, str]]:
    sections: Mapping[str, str | Mapping[str, str]] = read_yaml(SECTIONS)
    return sections


def chapter_of(finding: Finding) -> str:
    """Name the chapter of the book that treats a finding's place in the paper."""
    chapter = _sections()[finding.section]
    if isinstance(chapter, str):
        return chapter
    return chapter.get(finding.place.partition(",")[0], chapter["else"])


def findings_of(chapter: str, findings: Mapping[str, Finding]) -> tuple[Finding, ...]:
    """Return the findings that a chapter treats, in the paper's order."""
    return tuple(
        finding
        for finding in findings.values()
        if finding.provenance == "reported" and chapter_of(finding) == chapter
    )


def discrepancies_of(chapter: str, audit: Audit) -> Shown:
    """List the discrepancies that a chapter's findings belong to, by weight, each with these findings."""
    here = {finding.id for finding in audit.findings if not finding.clean and chapter_of(finding) == chapter}
    chosen = [one for one in audit.discrepancies if here.intersection(one.findings)]
    return discrepancies_table(audit, chosen, told=here, ledger="ledger.html", asking=False)


def told_twice(
    findings: Mapping[str, Finding], pairs: Mapping[str, Sequence[str]], places: Sequence[str]
) -> BookTable:
    """Set percentages of the same events side by side, each with the share it comes from.

    Parameters
    ----------
    findings : mapping
    pairs : mapping
        Name of the event to the claims that print it, one for each place.
    places : sequence of str
        Where the claims stand.
    """
    return BookTable(
        name="told-twice",
        module=__name__,
        headings={"event": "Adverse event"} | {str(n): place for n, place in enumerate(places)},
        rows=[
            {"event": event} | {str(n): _with_basis(findings[claim]) for n, claim in enumerate(claims)}
            for event, claims in pairs.items()
        ],
        source_note="Printed percentage, and the share that gives exactly its digits.",
    )


def one_in(chance: Fraction) -> str:
    """Say how rare a chance is, such as ``1 in 6,319``."""
    return f"1 in {round(1 / chance):,}"


def _with_basis(finding: Finding) -> str:
    return f"{finding.reported} = {finding.basis}" if finding.basis else finding.reported
