"""Tables of the appendix on reconstruction: readings, constraints, clashes, consequences, spread."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from doesithold.numbers import to_decimal
from doesithold.paper.paper import Paper
from doesithold.reconstruct import Ensemble, clashes, consequences, spread
from doesithold.reconstruct.constraints import (
    ENDPOINTS,
    Bars,
    ChangeBound,
    Constraint,
    Constraints,
    Deepest,
    LeftOut,
    Treatment,
)
from doesithold.report.booktable import BookTable
from doesithold.statistics.survival import Floats

NO_BREAK = "\N{NO-BREAK SPACE}"
Subject = Literal["patients", "changes", "pfs", "os", "treatment"]


def readings_table(constraints: Constraints) -> BookTable:
    """List the questions the paper leaves open, with the answer taken and the others."""
    return BookTable(
        name="readings",
        headings={"name": "Reading", "asks": "Question", "taken": "Taken here", "others": "Or"},
        rows=[
            {
                "name": _spaced(name),
                "asks": question.asks,
                "taken": question.alternatives[question.default],
                "others": "; or ".join(
                    told for answer, told in question.alternatives.items() if answer != question.default
                ),
            }
            for name, question in constraints.readings.items()
        ],
        source_note="Every reading can be switched, by itself or together with others.",
        widths=(3, 4, 5, 6),
        paper_size="8pt",
        breaks=True,
    )


def constraints_table(constraints: Constraints, subject: Subject) -> BookTable:
    """List the constraints on one subject with their places in the paper and the readings they belong to."""
    shown = [constraint for constraint in constraints.constraints if _subject(constraint) == subject]
    return BookTable(
        name=f"constraints-{subject}",
        headings={
            "id": "Name",
            "says": "What it demands",
            "place": "Place in the paper",
            "basis": "Basis",
            "when": "Reading",
        },
        rows=[
            {
                "id": constraint.id,
                "says": constraint.says,
                "place": constraint.place if constraint.place != "none" else "–",
                "basis": constraint.basis,
                "when": _when(constraint, constraints),
            }
            for constraint in shown
        ],
        source_note="Basis: printed in the paper, implied by a definition it uses, or chosen here. Reading: "
        "the answer under which alone the constraint applies; * marks the one taken here.",
        widths=(4, 9, 5, 3, 4),
        paper_size="8pt",
        breaks=True,
    )


def _subject(constraint: Constraint) -> Subject:
    if isinstance(constraint, LeftOut) or "withdrawal" in constraint.when:
        return "patients"
    if isinstance(constraint, ChangeBound | Deepest | Bars):
        return "changes"
    if isinstance(constraint, Treatment):
        return "treatment"
    return "pfs" if getattr(constraint, "endpoint", "os") == "pfs" else "os"


def _when(constraint: Constraint, constraints: Constraints) -> str:
    parts = []
    for name, answers in constraint.when.items():
        default = constraints.readings[name].default
        told = " or ".join(_spaced(answer) + "*" * (answer == default) for answer in answers)
        parts.append(f"{_spaced(name)}: {told}")
    return "; ".join(parts) or "any"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def clashes_table(paper: Paper, constraints: Constraints) -> BookTable:
    """List the smallest sets of constraints that no data satisfy, each with its proof."""
    says = {constraint.id: constraint.says for constraint in constraints.constraints}
    return BookTable(
        name="clashes",
        headings={"ids": "These clash", "says": "What they say", "choices": "When read as", "proof": "Proof"},
        rows=[
            {
                "ids": ", ".join(clash.ids),
                "says": " ".join(says[name] for name in clash.ids),
                "choices": _read_as(clash.choices, constraints),
                "proof": clash.proof,
            }
            for clash in clashes(paper, constraints)
        ],
        source_note="Drop any one member of a set, and the others can hold.",
        widths=(4, 7, 4, 6),
        paper_size="8pt",
        breaks=True,
    )


def consequences_table(paper: Paper, constraints: Constraints) -> BookTable:
    """List what all data sets have in common, each with the reason and the constraints it rests on."""
    return BookTable(
        name="consequences",
        headings={"says": "What follows", "proof": "Why", "rests_on": "Rests on"},
        rows=[
            {
                "says": consequence.says,
                "proof": consequence.proof,
                "rests_on": ", ".join(consequence.rests_on),
            }
            for consequence in consequences(paper, constraints)
        ],
        source_note="Each was proved by supposing its opposite and finding a contradiction.",
        widths=(7, 6, 4),
        paper_size="8pt",
        breaks=True,
    )


def _read_as(choices: Mapping[str, str], constraints: Constraints) -> str:
    return "; ".join(constraints.readings[name].alternatives[answer] for name, answer in choices.items())


def spread_table(paper: Paper, ensemble: Ensemble) -> BookTable:
    """Show for every patient how far the data sets differ, and how far they lie apart as wholes."""
    response = {patient.patient: patient.best_response for patient in paper.rows()}
    spreads = {endpoint: spread(ensemble, endpoint) for endpoint in ENDPOINTS}
    rows = [{"patient": patient, "response": response[patient]} for patient in ensemble.patients]
    for endpoint, found in spreads.items():
        for column, row in enumerate(rows):
            low, middle, high = (_number(values[column]) for values in (found.low, found.middle, found.high))
            row[endpoint] = f"{middle}{NO_BREAK}({low}–{high})"
            row[f"{endpoint}_events"] = _number(100 * found.event_share[column], 0)
    notes = [
        f"{endpoint.upper()}: two data sets put {_number(100 * found.order_distance, 0)} % of all pairs of "
        f"patients in another order, and their curves lie up to {_number(100 * found.curve_distance, 0)} "
        "percentage points apart on average."
        for endpoint, found in spreads.items()
    ]
    return BookTable(
        name="spread",
        headings={
            "patient": "Patient",
            "response": "Response",
            "pfs": "PFS, months",
            "pfs_events": "event, %",
            "os": "OS, months",
            "os_events": "event, %",
        },
        rows=rows,
        source_note=f"Median (5th to 95th percentile) of {len(ensemble):,} data sets; event: share of them "
        f"in which the time ends with one. {' '.join(notes)}",
        right=("pfs", "pfs_events", "os", "os_events"),
    )


def _number(value: float | Floats, places: int = 1) -> str:
    return to_decimal(Fraction(float(value)), places)
