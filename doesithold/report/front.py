"""What a book shows first: one number told in two ways, the gravest discrepancies, which paper it is."""

from __future__ import annotations

from doesithold.audit.finding import Finding
from doesithold.audit.whole import Audit
from doesithold.labels import sentence_case
from doesithold.paper.about import About
from doesithold.report.shown import Shown, shown


def riddle(first: Finding, second: Finding, of: str = "patients") -> Shown:
    """Draw two shares that the paper prints for one thing, a dot for each of those counted.

    Parameters
    ----------
    first, second : Finding
        Percentages that come from a share.
    of : str
        What a dot stands for.

    Raises
    ------
    ValueError
        If no share gives one of them.
    """
    return shown("riddle", sides=[(finding, *_share(finding)) for finding in (first, second)], of=of)


def _share(finding: Finding) -> tuple[int, int]:
    if not finding.share:
        raise ValueError(f"{finding.id}: no share gives {finding.reported}")
    return finding.share.numerator, finding.share.denominator


def gravest(audit: Audit, number: int, ledger: str) -> Shown:
    """List the weightiest discrepancies, each with its cause and the question to the authors."""
    return shown("gravest", discrepancies=audit.discrepancies[:number], ledger=ledger)


def identity(about: About) -> Shown:
    """Say which paper it is, and what of it could not be found."""
    known = about.paper.model_dump()
    return shown(
        "identity",
        title=about.title,
        known=[
            (sentence_case(_word(name)), str(value)) for name, value in known.items() if value is not None
        ],
        missing=[_word(name) for name, value in known.items() if value is None],
    )


def _word(name: str) -> str:
    return {"doi": "DOI"}.get(name, name)


def holding(audit: Audit, section: str) -> str:
    """Say how many of the statements of a section the data reproduce, such as ``30 of 30``."""
    here = [finding for finding in audit.findings if finding.section == section]
    return f"{sum(finding.verdict == 'reproduced' for finding in here)} of {len(here)}"
