"""Tables of the appendix on reconstruction: readings, constraints, theorems, spread."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from doesithold.numbers import to_decimal
from doesithold.paper.paper import Paper
from doesithold.reconstruct import Ensemble, spread
from doesithold.reconstruct.constraints import (
    Bars,
    ChangeBound,
    Constraint,
    Constraints,
    Deepest,
    LeftOut,
    Treatment,
)
from doesithold.reconstruct.constraints.readings import Question, spaced
from doesithold.reconstruct.outcomes import Tried, in_words
from doesithold.report.booktable import BookTable
from doesithold.statistics.survival import Floats

NO_BREAK = "\N{NO-BREAK SPACE}"
Subject = Literal["patients", "changes", "pfs", "os", "treatment"]


def readings_table(constraints: Constraints) -> BookTable:
    """List the questions the paper leaves open, with the answer taken and the others."""
    return BookTable(
        name="readings",
        module=__name__,
        headings={"name": "Reading", "asks": "Question", "taken": "Taken here", "others": "Other answers"},
        rows=[
            {
                "name": spaced(name),
                "asks": question.asks,
                "taken": _answer(question, question.default),
                "others": "; ".join(
                    _answer(question, answer)
                    for answer in question.alternatives
                    if answer != question.default
                ),
            }
            for name, question in constraints.questions.items()
        ],
        source_note="Every reading can be switched, by itself or together with others. The words before the "
        "brackets name an answer in the tables below.",
        widths=(3, 4, 5, 6),
        paper_size="8pt",
        breaks=True,
    )


def _answer(question: Question, answer: str) -> str:
    label, told = question.label(answer), question.alternatives[answer]
    return told if label == told else f"{label} ({told})"


def constraints_table(constraints: Constraints, subject: Subject) -> BookTable:
    """List the constraints on one subject with their places in the paper and the readings they belong to."""
    shown = [constraint for constraint in constraints.constraints if _subject(constraint) == subject]
    return BookTable(
        name=f"constraints-{subject}",
        module=__name__,
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
        source_note="Basis: printed in the paper, implied by a definition it uses, inferred by us from "
        "several sentences, or chosen here. Reading: the answer under which alone the constraint applies; * "
        "marks the one taken here.",
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
        question, default = constraints.questions[name], constraints.defaults[name]
        told = " or ".join(question.label(answer) + "*" * (answer == default) for answer in answers)
        parts.append(f"{spaced(name)}: {told}")
    return "; ".join(parts) or "any"


def theorems_table(tried: Sequence[Tried], constraints: Constraints, name: str) -> BookTable:
    """List what follows from the paper, why, and under which readings."""
    return BookTable(
        name=name,
        module=__name__,
        headings={
            "says": "What follows",
            "why": "Why",
            "holds": "Under which readings",
            "rests_on": "Rests on",
        },
        rows=[
            {
                "says": each.outcome.says,
                "why": each.outcome.why,
                "holds": in_words(each, constraints),
                "rests_on": ", ".join(each.outcome.rests_on) or "–",
            }
            for each in tried
        ],
        source_note="A reading is one combination of answers to the questions varied. Counterexamples are "
        "files in data/counterexamples: whole data sets that agree with the paper under the answers in "
        "brackets and break what stands in the first column; index.csv there lists them.",
        widths=(6, 5, 8, 4),
        paper_size="8pt",
        breaks=True,
    )


def spread_table(paper: Paper, ensemble: Ensemble) -> BookTable:
    """Show for every patient how far the data sets differ, and how far they lie apart as wholes."""
    response = {patient.patient: patient.best_response for patient in paper.rows()}
    spreads = {endpoint: spread(times) for endpoint, times in ensemble.times.items()}
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
        module=__name__,
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
