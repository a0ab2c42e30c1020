"""Who is meant by a selection."""

from __future__ import annotations

from doesithold.measures.selection import select
from doesithold.paper.paper import Paper
from doesithold.paper.selection import Selection


def names(paper: Paper, who: Selection | None = None) -> tuple[str, ...]:
    """Return the ids of the patients that match a selection, in the order of their table."""
    return tuple(patient.patient for patient in select(paper, who))


def by_name(patient: str) -> Selection:
    """Return the selection of one patient."""
    return {"patient": patient}
