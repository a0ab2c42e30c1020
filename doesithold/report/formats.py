"""The audit as JSON, as CSV, and as Markdown to paste into a review."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from doesithold.audit.finding import Finding
from doesithold.audit.whole import Audit, counts
from doesithold.markup import as_json, spreadsheet
from doesithold.numbers import to_decimal
from doesithold.paper.assumptions import Assumption
from doesithold.report.environment import templates

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~^@])")


def as_record(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON values; shares become decimals of two significant digits."""
    chance = None if finding.chance is None else float(f"{float(finding.chance):.2g}")
    basis = None if finding.basis is None else str(finding.basis)
    return asdict(finding) | {"chance": chance, "basis": basis}


def headline(audit: Audit) -> str:
    """Say in one line what was found."""
    number = len(audit.discrepancies)
    found = f"{number} {'discrepancy' if number == 1 else 'discrepancies'}"
    return f"{found}{f' ({weighed(audit)})' if number else ''}; {summary(audit.findings)}"


TOUCHED = {
    "conclusion": "a conclusion",
    "result": "a result",
    "detail": "a detail",
    "wording": "the wording",
}
"""What a discrepancy of each weight touches."""


def weighed(audit: Audit) -> str:
    """Count the discrepancies of each weight, such as ``1 touches a conclusion, 3 a result``."""
    found = [(number, TOUCHED[weight]) for weight, number in audit.weights.items() if number]
    parts = [f"{number} {what}" for number, what in found]
    if parts:
        number, what = found[0]
        parts[0] = f"{number} {'touches' if number == 1 else 'touch'} {what}"
    return ", ".join(parts)


def by_search(findings: Iterable[Finding]) -> int:
    """Count the statements that a searched assumption explains, not another reading."""
    return sum(finding.by == "search" for finding in findings)


def summary(findings: Sequence[Finding]) -> str:
    """Say in one line how many statements were checked and with what result."""
    parts = ", ".join(f"{number} {verdict}" for verdict, number in counts(findings).items())
    return f"{len(findings)} statements: {parts}"


def in_words(assumptions: Iterable[Assumption]) -> str:
    """Write a set of assumptions on one line, such as ``denominator: 16``."""
    return "; ".join(f"{one.kind}: {one.words}" for one in assumptions)


def as_percent(share: Fraction) -> str:
    """Write a share as a percentage, or as one in so many where it is small."""
    if share > Fraction(1, 200):
        return f"{to_decimal(100 * share, 1)} %"
    return f"1 in {round(1 / share):,}" if share > Fraction(1, 10**6) else "below 1 in a million"


def to_json(audit: Audit, findings: Sequence[Finding] | None = None) -> str:
    """Write the audit as one JSON document.

    Parameters
    ----------
    audit : Audit
    findings : sequence of Finding, optional
        Those to write; all by default.
    """
    shown = audit.findings if findings is None else findings
    document = {
        "findings": [as_record(finding) for finding in shown],
        "discrepancies": [asdict(one) for one in audit.discrepancies],
        "counts": dict(audit.counts),
        "checks": [as_record(check) for check in audit.checks],
    }
    return as_json(document)


def to_csv(audit: Audit, findings: Sequence[Finding] | None = None) -> str:
    """Write the findings as CSV, lists joined by semicolons, no cell a formula.

    Parameters
    ----------
    audit : Audit
    findings : sequence of Finding, optional
        Those to write; all by default.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(Finding.__dataclass_fields__), lineterminator="\n")
    writer.writeheader()
    for finding in audit.findings if findings is None else findings:
        writer.writerow({name: spreadsheet(_joined(value)) for name, value in _row(finding).items()})
    return out.getvalue()


def _row(finding: Finding) -> Mapping[str, Any]:
    return as_record(finding) | {
        "assumptions": _values(finding.assumptions),
        "alternatives": " | ".join(map(_values, finding.alternatives)),
    }


def _values(assumptions: Iterable[Assumption]) -> str:
    return "; ".join(f"{one.kind}: {one.value}" for one in assumptions)


def _joined(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, tuple | list) else str(value)


def to_markdown(audit: Audit, findings: Sequence[Finding] = ()) -> str:
    """Write the discrepancies to paste into a review, and a table of findings where some are asked for.

    Parameters
    ----------
    audit : Audit
    findings : sequence of Finding
        Those to list.
    """
    environment = templates()
    environment.filters["text"] = environment.filters["cell"] = as_text
    environment.filters["sections"] = lambda one: ", ".join(
        dict.fromkeys(audit.by_id[name].section for name in one.findings)
    )
    template = environment.get_template("audit.md.jinja")
    return template.render(audit=audit, findings=findings, headline=headline(audit))


def as_text(text: str) -> str:
    """Escape a text for Markdown, on one line, so that it stays text in a table's cell as well."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))
