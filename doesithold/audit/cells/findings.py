"""Outcomes of cells as findings, the same as those of claims."""

from __future__ import annotations

from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.finding import By, Finding

UNITS = {"percent": "percent", "p": "p value", "n": "people", "count": "people", "parts": "people"}
COLUMN_WORDS = {
    "percent": "percentage",
    "sd": "standard deviation",
    "se": "standard error",
    "q1": "first quartile",
    "q3": "third quartile",
    "p": "p value",
    "parts": "sum of the parts",
}


def as_finding(name: str, outcome: Outcome) -> Finding:
    """Write an outcome as a finding with this id."""
    cell, column = outcome.line.cell, outcome.column
    row = ", ".join(part for part in (outcome.set or cell.row, cell.group) if part)
    readings = [one for one in outcome.assumptions if one.kind == "reading"]
    by: By | None = None
    if outcome.verdict == "explained":
        by = "reading" if readings else "search"
    return Finding(
        id=name,
        section=cell.table,
        place=f"{row}: {COLUMN_WORDS.get(column, column)}",
        says=outcome.says,
        reported=outcome.reported or str(getattr(cell, column)),
        unit=UNITS.get(column, "value"),
        recomputed=outcome.recomputed,
        verdict=outcome.verdict,
        explanation=outcome.explanation,
        by=by,
        assumptions=outcome.assumptions,
        alternatives=outcome.alternatives,
        tried=outcome.tried,
        chance=outcome.chance,
        basis=None if outcome.verdict == "contradicted" else outcome.basis,
        measure=outcome.measure or None,
        conflicts_with=outcome.conflicts_with,
        rests_on=(*(f"cells.csv:{used}" for used in outcome.rests_on), *filter(None, [outcome.cause])),
        needs="the single values" if outcome.verdict == "unverifiable" else None,
    )
