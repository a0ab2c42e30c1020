"""A paper audited from end to end: verdicts, what follows from the statements, discrepancies."""

from __future__ import annotations

from pathlib import Path

from doesithold.audit.finding import Finding
from doesithold.audit.remarks import load_remarks
from doesithold.audit.statements import audit_statements
from doesithold.audit.whole import Audit, sum_up
from doesithold.paper.paper import Paper, load_paper

CONSTRAINTS = "constraints.yaml"


def audit_folder(folder: Path | str) -> Audit:
    """Audit the paper in a folder.

    Raises
    ------
    InputError
        If anything in the folder breaks its rules.
    """
    return audit_paper(load_paper(folder))


def audit_paper(paper: Paper) -> Audit:
    """Audit a paper: its claims, its cells, and what follows from its constraints.

    Raises
    ------
    InputError
        If a claim, a constraint or a remark breaks its rules.
    """
    return sum_up(audit_statements(paper), theorems(paper), load_remarks(paper.folder))


def theorems(paper: Paper) -> tuple[Finding, ...]:
    """Return what follows from several statements together, and what cannot; nothing without constraints."""
    if not (paper.folder / CONSTRAINTS).exists():
        return ()
    from doesithold.reconstruct.findings import reconstruction_findings

    return reconstruction_findings(paper)
