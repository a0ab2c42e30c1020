"""The ledger as the book shows it, on pages and on paper: at a glance, every finding, downloads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import VERDICTS
from doesithold.audit.whole import Audit
from doesithold.paper.register import RegisterEntry
from doesithold.report.by_format import by_format
from doesithold.report.ledger import page, paper


@dataclass(frozen=True)
class Shown:
    """The same content for web pages and for paper."""

    html: str
    typst: str

    def _repr_markdown_(self) -> str:
        return by_format(self.html, f"```{{=typst}}\n{self.typst}\n```")


def glance(numbers: Sequence[RegisterEntry], findings: Mapping[str, Finding]) -> Shown:
    """Show the paper as one strip a section, a cell a number, marked by the gravest verdict on it."""
    strips: dict[str, list[tuple[RegisterEntry, Finding | None]]] = {}
    for section, members in groupby(numbers, key=lambda number: number.section):
        strips.setdefault(section, []).extend((number, gravest(number, findings)) for number in members)
    return Shown(
        html="\n".join(page.strip(section, cells) for section, cells in strips.items()),
        typst="\n".join(paper.strip(section, cells) for section, cells in strips.items()),
    )


def gravest(entry: RegisterEntry, findings: Mapping[str, Finding]) -> Finding | None:
    """Return the gravest finding on a number of the paper, or None where it needs no claim."""
    mine = (findings[claim] for claim in entry.claims)
    return min(mine, key=lambda finding: VERDICTS.index(finding.verdict), default=None)


def findings_table(findings: Iterable[Finding]) -> Shown:
    """List all findings, the gravest first: sortable and searchable on a page, complete on paper."""
    ranked = sorted(findings, key=lambda finding: VERDICTS.index(finding.verdict))
    return Shown(html=page.findings_table(ranked), typst=paper.findings_table(ranked))


def checks_table(checks: Sequence[Finding]) -> Shown:
    """List what follows from the statements, what does not hold first."""
    ranked = sorted(checks, key=lambda check: VERDICTS.index(check.verdict))
    return Shown(html=page.checks_table(ranked), typst=paper.checks_table(ranked))


def discrepancies_table(audit: Audit) -> Shown:
    """List the discrepancies, the weightiest first, each with its findings."""
    return Shown(html=page.discrepancies(audit), typst=paper.discrepancies(audit))


def downloads(audit: Audit) -> Shown:
    """Offer the ledger as CSV and JSON, the files carried inside the page."""
    return Shown(html=page.downloads(audit), typst="")
