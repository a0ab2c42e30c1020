"""Measures of statements about groups of rows: whether they hold, and whom or what they fail for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from doesithold.measures.core import Context, Recomputed, measure
from doesithold.measures.patients import cells, entries
from doesithold.measures.selection import Selection, select
from doesithold.paper.table import Row, Table


@measure
def every(context: Context, where: Selection, have: Selection, table: str | None = None) -> Recomputed:
    """Tell whether all rows of one selection are among those of another.

    Parameters
    ----------
    where : selection
        The rows that are spoken of.
    have : selection
        What is said of them.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: All participants were adults.
    reported: "true"
    unit: statement
    measure: {every: {where: {}, have: {age: {at_least: 18}}}}
    """
    there = context.paper.table(table)
    others = set(select(context.paper, where, table)) - set(select(context.paper, have, table))
    return Recomputed(not others, cells(there, where, have), why=f"not so for {_named(there, others)}")


@measure
def none(context: Context, where: Selection, have: Selection, table: str | None = None) -> Recomputed:
    """Tell whether no row of one selection is among those of another.

    Parameters
    ----------
    where, have, table
        As in ``every``.

    Examples
    --------
    says: Nobody on placebo was older than 67.
    reported: "true"
    unit: statement
    measure: {none: {where: {arm: placebo}, have: {age: {more_than: 67}}}}
    """
    there = context.paper.table(table)
    shared = set(select(context.paper, where, table)) & set(select(context.paper, have, table))
    return Recomputed(not shared, cells(there, where, have), why=f"it is so for {_named(there, shared)}")


@measure
def some(context: Context, where: Selection, have: Selection, table: str | None = None) -> Recomputed:
    """Tell whether any row of one selection is among those of another.

    Parameters
    ----------
    where, have, table
        As in ``every``.

    Examples
    --------
    says: Some people on placebo were relieved.
    reported: "true"
    unit: statement
    measure: {some: {where: {arm: placebo}, have: {relieved: true}}}
    """
    there = context.paper.table(table)
    members = select(context.paper, where, table)
    shared = set(members) & set(select(context.paper, have, table))
    why = f"it is so for none of {_named(there, members)}"
    return Recomputed(bool(shared), cells(there, where, have), why=why)


@measure
def all_different(
    context: Context, column: str, where: Selection | None = None, table: str | None = None
) -> Recomputed:
    """Tell whether no entry of a column stands twice.

    Parameters
    ----------
    column : str
        The column.
    where : selection, optional
        The rows; all by default.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: No two women older than 57 were of the same age.
    reported: "true"
    unit: statement
    measure: {all_different: {column: age, where: {sex: female, age: {more_than: 57}}}}
    """
    times = Counter(entries(context, column, where, table))
    repeated = ", ".join(f"{entry} stands {number} times" for entry, number in times.items() if number > 1)
    return Recomputed(not repeated, cells(context.paper.table(table), where, column=column), why=repeated)


def _named(table: Table, rows: Iterable[Row]) -> str:
    return ", ".join(sorted(table.name_of(row) for row in rows))
