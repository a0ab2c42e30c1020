"""Measures of Table 2: adverse events by term and grade."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from doesithold.errors import InputError
from doesithold.measures.core import Context, Recomputed, measure
from doesithold.numbers import Share
from doesithold.paper.table import Row

Grade = Literal["any", 3]
COLUMN: dict[Grade, str] = {"any": "all_grades", 3: "grade_3_or_more"}


def _patients(event: Row, grade: Grade) -> int:
    return event.all_grades if grade == "any" else event.grade_3_or_more or 0


def _event(context: Context, term: str) -> Row:
    for event in context.paper.rows("adverse_events"):
        if event.term == term:
            return event
    raise InputError(f"Table 2 has no adverse event {term!r}")


@measure
def event_count(context: Context, term: str, grade: Grade = "any") -> Recomputed:
    """Count the patients with an event."""
    number = _patients(_event(context, term), grade)
    return Recomputed(Fraction(number), (f"adverse_events.csv:{COLUMN[grade]} of {term}",))


@measure
def event_percent(context: Context, term: str, grade: Grade = "any") -> Recomputed:
    """Take the percentage of patients with an event."""
    event = _event(context, term)
    share = Share(_patients(event, grade), context.assumptions.safety_denominator or event.denominator)
    rests_on = (f"adverse_events.csv:{COLUMN[grade]} of {term}", f"adverse_events.csv:denominator of {term}")
    return Recomputed(share.percent, rests_on, share)


@measure
def events_ranked(context: Context, first: int) -> Recomputed:
    """List the most frequent events in falling order, ties in the table's order."""
    ranked = sorted(context.paper.rows("adverse_events"), key=lambda event: -event.all_grades)
    names = "; ".join(event.term for event in ranked[:first])
    return Recomputed(names, ("adverse_events.csv:all_grades",))


@measure
def event_total(context: Context, grade: Grade) -> Recomputed:
    """Add up the patients of all terms; a patient with two events counts twice."""
    number = sum(_patients(event, grade) for event in context.paper.rows("adverse_events"))
    return Recomputed(Fraction(number), (f"adverse_events.csv:{COLUMN[grade]}",))
