"""A paper's folder audited from end to end: verdicts, what follows from the statements, discrepancies."""

from __future__ import annotations

from pathlib import Path

from doesithold.audit.finding import Finding
from doesithold.audit.remarks import load_remarks
from doesithold.audit.verdicts import audit
from doesithold.audit.whole import Audit, sum_up
from doesithold.paper.claims import load_claims
from doesithold.paper.digitised import load_digitised
from doesithold.paper.study import Study, load_study
from doesithold.reconstruct.constraints import load_constraints

CONSTRAINTS = "constraints.yaml"


def audit_folder(folder: Path | str) -> Audit:
    """Audit the paper in a folder.

    Raises
    ------
    InputError
        If anything in the folder breaks its rules.
    """
    data = Path(folder)
    study = load_study(data)
    judged = audit(
        study, load_claims(data / "claims.yaml"), digitised=load_digitised(data / "digitised", study)
    )
    return sum_up(judged, theorems(study, data), load_remarks(data))


def theorems(study: Study, folder: Path) -> tuple[Finding, ...]:
    """Return what follows from several statements together, and what cannot; nothing without constraints."""
    path = folder / CONSTRAINTS
    if not path.exists():
        return ()
    from doesithold.reconstruct.findings import reconstruction_findings

    return reconstruction_findings(study, load_constraints(path))
