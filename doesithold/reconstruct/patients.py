"""Who is meant by a selection."""

from __future__ import annotations

from doesithold.errors import InputError, Problem
from doesithold.measures.selection import select
from doesithold.paper.about import STUDY
from doesithold.paper.paper import Paper
from doesithold.paper.selection import Selection


def names(paper: Paper, who: Selection | None = None) -> tuple[str, ...]:
    """Return the ids of the patients that match a selection, in the order of their table."""
    table = paper.table()
    return tuple(table.name_of(patient) for patient in select(paper, who))


def by_name(paper: Paper, patient: str) -> Selection:
    """Return the selection of one patient.

    Raises
    ------
    InputError
        If nothing tells the patients apart.
    """
    table = paper.table()
    if table.id is None:
        rule = f"must name the column that tells the rows of table {table.name} apart"
        raise InputError([Problem(rule, STUDY, column=f"tables.{table.name}.id")])
    return {table.id: patient}
