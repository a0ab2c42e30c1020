"""Measures of statements about groups of patients: whether they hold, and whom or what they fail for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from doesithold.measures.core import Context, Recomputed, measure
from doesithold.measures.patients import cells, entries
from doesithold.measures.selection import Selection, select
from doesithold.paper.table import Row


@measure
def every(context: Context, where: Selection, have: Selection) -> Recomputed:
    """Tell whether all patients of `where` are among those of `have`."""
    others = set(select(context.paper, where)) - set(select(context.paper, have))
    return Recomputed(not others, cells(where, have), why=f"not so for {_named(others)}")


@measure
def none(context: Context, where: Selection, have: Selection) -> Recomputed:
    """Tell whether no patient of `where` is among those of `have`."""
    shared = set(select(context.paper, where)) & set(select(context.paper, have))
    return Recomputed(not shared, cells(where, have), why=f"it is so for {_named(shared)}")


@measure
def some(context: Context, where: Selection, have: Selection) -> Recomputed:
    """Tell whether any patient of `where` is among those of `have`."""
    members = select(context.paper, where)
    shared = set(members) & set(select(context.paper, have))
    why = f"it is so for none of {_named(members)}"
    return Recomputed(bool(shared), cells(where, have), why=why)


@measure
def all_different(context: Context, column: str, where: Selection | None = None) -> Recomputed:
    """Tell whether no entry of a column stands twice."""
    times = Counter(entries(context, column, where))
    repeated = ", ".join(f"{entry} stands {number} times" for entry, number in times.items() if number > 1)
    return Recomputed(not repeated, cells(where, column=column), why=repeated)


def _named(patients: Iterable[Row]) -> str:
    return ", ".join(sorted(patient.patient for patient in patients))
