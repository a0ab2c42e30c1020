"""Measures of a table whose rows are events and whose cells count people, such as adverse events by grade."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from doesithold.errors import InputError
from doesithold.measures.core import Context, Recomputed, measure
from doesithold.measures.patients import row_of
from doesithold.numbers import Share
from doesithold.paper.table import Table


def _counts(context: Context, table: str | None, column: str) -> Table:
    """Return a table, making sure that one of its columns holds numbers."""
    there = context.paper.table(table)
    there.number_column(column)
    return there


@measure
def event_count(context: Context, event: str, count: str, table: str | None = None) -> Recomputed:
    """Read how many people had an event; an empty cell is none.

    Parameters
    ----------
    event : str
        The id of the row.
    count : str
        The column that counts people.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: Five people on ginger had heartburn.
    reported: five
    unit: people
    measure: {event_count: {table: side_effects, event: heartburn, count: ginger}}
    """
    there = _counts(context, table, count)
    number = row_of(context, event, table)[count] or 0
    return Recomputed(Fraction(number), (f"{there.file}:{count} of {event}",))


@measure
def event_percent(context: Context, event: str, count: str, of: str, table: str | None = None) -> Recomputed:
    """Take the percentage of people with an event.

    Parameters
    ----------
    event, count, table
        As in ``event_count``.
    of : str
        The column that holds the number of people whom the percentage refers to.

    Examples
    --------
    says: Of people on ginger, 25 % had heartburn.
    reported: "25"
    unit: percent
    measure: {event_percent: {table: side_effects, event: heartburn, count: ginger, of: ginger_n}}
    """
    there = _counts(context, table, count)
    _counts(context, table, of)
    row = row_of(context, event, table)
    people = context.supposed.sizes.get(there.name) or row[of]
    if not people:
        raise InputError(f"table {there.name}, column {of} of {event}: is empty")
    share = Share(row[count] or 0, people)
    return Recomputed(
        share.percent, (f"{there.file}:{count} of {event}", f"{there.file}:{of} of {event}"), share
    )


@measure
def events_ranked(
    context: Context, count: str, first: Annotated[int, Field(ge=1)], table: str | None = None
) -> Recomputed:
    """List the most frequent events in falling order, ties in the table's order.

    Parameters
    ----------
    count : str
        The column that counts people.
    first : int
        How many events are named.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: The commonest side effects of ginger were heartburn and belching.
    reported: heartburn; belching
    unit: list
    measure: {events_ranked: {table: side_effects, count: ginger, first: 2}}
    """
    there = _counts(context, table, count)
    ranked = sorted(there.rows, key=lambda row: -(row[count] or 0))
    return Recomputed("; ".join(map(there.name_of, ranked[:first])), (f"{there.file}:{count}",))
