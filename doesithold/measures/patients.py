"""Measures of a table's rows: counts, percentages and their intervals, medians, values and lists of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any, Literal

from doesithold.errors import InputError
from doesithold.measures.core import ClaimId, Context, Recomputed, measure
from doesithold.measures.selection import Selection, Share, select
from doesithold.paper.table import Row, Table
from doesithold.statistics.contingency import fisher_exact
from doesithold.statistics.describe import median as exact_median
from doesithold.statistics.proportions import binomial_interval

SIGNIFICANT = Fraction(1, 20)


def cells(table: Table, *selections: Selection | None, column: str | None = None) -> tuple[str, ...]:
    """Name the columns of a table that a measure looked at."""
    named = {key for where in selections for key in _columns_of(where)} | ({column} if column else set())
    return tuple(f"{table.file}:{key}" for key in sorted(named or {table.id or next(iter(table.columns))}))


def _columns_of(where: Selection | None) -> set[str]:
    return {key for key in where if key != "not"} | _columns_of(where.get("not")) if where else set()


def joined(values: Iterable[Any]) -> str:
    """Write distinct values as one sorted list, ``none`` if there are none."""
    return "; ".join(sorted({str(value) for value in values})) or "none"


def _group(context: Context, where: Selection | None, table: str | None) -> str | None:
    """Return the group that a selection is the definition of."""
    paper = context.paper
    for name, group in paper.about.groups.items():
        same_table = paper.table(group.table) is paper.table(table)
        if where and group.where == where and same_table:
            return name
    return None


def _selected(context: Context, where: Selection | None, table: str | None) -> tuple[Row, ...]:
    """Return the rows of a selection, or of the group supposed to take its place."""
    other = context.supposed.groups.get(_group(context, where, table) or "")
    return context.paper.group(other) if other else select(context.paper, where, table)


def _number(
    context: Context, where: Selection, among: Collection[Row], of: str | None, table: str | None
) -> int:
    """Count the rows of a selection among others, or take the number that a statement is supposed to give."""
    rows = set(select(context.paper, where, table)) & set(among)
    number = len(rows)
    for recount in context.supposed.counts:
        if set(where) <= set(recount.columns) and (of is None or of in recount.among):
            counted = rows & set(select(context.paper, recount.where, table))
            if counted:
                number += int(context.number(recount.claim)) - len(counted)
    return number


def _share(context: Context, where: Selection, of: Selection | None, table: str | None) -> Share:
    denominator = _selected(context, of, table)
    group = _group(context, of, table)
    among = group or ("" if of else None)
    size = context.supposed.sizes.get(group or "", len(denominator))
    return Share(_number(context, where, denominator, among, table), size)


@measure
def count(context: Context, where: Selection | None = None, table: str | None = None) -> Recomputed:
    """Count the rows of a table, such as its patients.

    Parameters
    ----------
    where : selection, optional
        The rows; all by default.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: Twelve women were given ginger.
    reported: twelve
    unit: people
    measure: {count: {where: {arm: ginger, sex: female}}}
    """
    rows = _selected(context, where, table)
    plain = not where or _group(context, where, table) in context.supposed.groups
    number = len(rows) if plain else _number(context, where or {}, rows, None, table)
    return Recomputed(Fraction(number), cells(context.paper.table(table), where))


@measure
def percent(
    context: Context, where: Selection, of: Selection | None = None, table: str | None = None
) -> Recomputed:
    """Take the percentage of rows that match among others.

    Parameters
    ----------
    where : selection
        The rows that are counted.
    of : selection, optional
        The rows that they are counted among; all by default.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: Of those on ginger, 60 % were women.
    reported: "60"
    unit: percent
    measure: {percent: {where: {sex: female}, of: {arm: ginger}}}
    """
    share = _share(context, where, of, table)
    return Recomputed(share.percent, cells(context.paper.table(table), where, of), share)


@measure
def interval(
    context: Context,
    *,
    where: Selection,
    bound: Literal["lower", "upper"],
    other: ClaimId,
    of: Selection | None = None,
    table: str | None = None,
) -> Recomputed:
    """Take a bound, in percent, of the 95 % interval of a percentage.

    The method is what ``study.yaml`` states under ``methods: proportion_interval``, or else ``wald``.

    Parameters
    ----------
    where, of, table
        As in ``percent``.
    bound : str
        ``lower`` or ``upper``.
    other : claim id
        The claim that reports the other bound.

    Examples
    --------
    - {id: women-lower, says: "The interval begins at 38.5 %.", reported: "38.5", unit: percent,
       measure: {interval: {where: {sex: female}, of: {arm: ginger}, bound: lower, other: women-upper}}}
    - {id: women-upper, says: "The interval ends at 81.5 %.", reported: "81.5", unit: percent,
       measure: {interval: {where: {sex: female}, of: {arm: ginger}, bound: upper, other: women-lower}}}
    """
    share = _share(context, where, of, table)
    bounds = binomial_interval(share.numerator, share.denominator, context.assumptions.binomial_interval)
    value = Fraction(bounds[bound == "upper"]) * 100
    return Recomputed(value, cells(context.paper.table(table), where, of), share)


@measure
def median(
    context: Context, column: str, where: Selection | None = None, table: str | None = None
) -> Recomputed:
    """Take the median of a column of numbers.

    Parameters
    ----------
    column : str
        A column of numbers.
    where, table
        As in ``count``.

    Examples
    --------
    says: The median age on ginger was 45 years.
    reported: "45"
    unit: years
    measure: {median: {column: age, where: {arm: ginger}}}
    """
    values = _numbers(context, column, where, table)
    rests_on = cells(context.paper.table(table), where, column=column)
    return Recomputed(exact_median(values), rests_on, values=values)


@measure
def minimum(
    context: Context, column: str, where: Selection | None = None, table: str | None = None
) -> Recomputed:
    """Take the smallest value of a column of numbers.

    Parameters
    ----------
    column, where, table
        As in ``median``.

    Examples
    --------
    says: The youngest person on ginger was 30 years old.
    reported: "30"
    unit: years
    measure: {minimum: {column: age, where: {arm: ginger}}}
    """
    values = _numbers(context, column, where, table)
    rests_on = cells(context.paper.table(table), where, column=column)
    return Recomputed(Fraction(min(values)), rests_on, values=values)


@measure
def maximum(
    context: Context, column: str, where: Selection | None = None, table: str | None = None
) -> Recomputed:
    """Take the largest value of a column of numbers.

    Parameters
    ----------
    column, where, table
        As in ``median``.

    Examples
    --------
    says: The oldest person on ginger was 68 years old.
    reported: "68"
    unit: years
    measure: {maximum: {column: age, where: {arm: ginger}}}
    """
    values = _numbers(context, column, where, table)
    rests_on = cells(context.paper.table(table), where, column=column)
    return Recomputed(Fraction(max(values)), rests_on, values=values)


def _numbers(context: Context, column: str, where: Selection | None, table: str | None) -> tuple[Any, ...]:
    """Return the numbers of a column, empty cells left out."""
    there = context.paper.table(table)
    there.number_column(column)
    found = [row[column] for row in select(context.paper, where, table)]
    if not (numbers := tuple(value for value in found if value is not None)):
        raise InputError(f"no {there.row} with a value in column {column} matches {where}")
    return numbers


def entries(
    context: Context, column: str, where: Selection | None, table: str | None = None
) -> tuple[Any, ...]:
    """Return the entries of a column, those of list columns one by one, without empty ones."""
    found: list[Any] = []
    context.paper.table(table).column(column)
    for row in select(context.paper, where, table):
        value = row[column]
        found += value if isinstance(value, tuple) else [value]
    return tuple(value for value in found if value is not None)


def row_of(context: Context, row: str, table: str | None) -> Row:
    """Return the row of a table that has this id.

    Raises
    ------
    InputError
        If there is none, or the table has no column that tells its rows apart.
    """
    there = context.paper.table(table)
    if there.id is None:
        raise InputError(f"table {there.name} has no id in study.yaml that tells its rows apart")
    found = [one for one in there.rows if str(one[there.id]) == row]
    if not found:
        raise InputError(f"table {there.name}, column {there.id} has no value {row!r}")
    return found[0]


@measure
def value(context: Context, row: str, column: str, table: str | None = None) -> Recomputed:
    """Read a cell of a table.

    Parameters
    ----------
    row : str
        The id of the row.
    column : str
        The column.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: Participant P05 was 56 years old.
    reported: "56"
    unit: years
    measure: {value: {row: P05, column: age}}
    """
    there = context.paper.table(table)
    there.column(column)
    content = row_of(context, row, table)[column]
    rests_on = (f"{there.file}:{column} of {row}",)
    if isinstance(content, int | float) and not isinstance(content, bool):
        return Recomputed(Fraction(str(content)), rests_on)
    return Recomputed(joined(content) if isinstance(content, tuple) else str(content), rests_on)


@measure
def values(
    context: Context, column: str, where: Selection | None = None, table: str | None = None
) -> Recomputed:
    """List the distinct entries of a column.

    Parameters
    ----------
    column : str
        The column.
    where, table
        As in ``count``.

    Examples
    --------
    says: The trial compared ginger with placebo.
    reported: ginger; placebo
    unit: list
    measure: {values: {column: arm}}
    """
    found = joined(entries(context, column, where, table))
    return Recomputed(found, cells(context.paper.table(table), where, column=column))


@measure
def most_common(
    context: Context, column: str, where: Selection | None = None, table: str | None = None
) -> Recomputed:
    """Name the most frequent entry of a column, all of them where several are.

    Parameters
    ----------
    column : str
        The column.
    where, table
        As in ``count``.

    Examples
    --------
    says: Most people on ginger were women.
    reported: female
    unit: list
    measure: {most_common: {column: sex, where: {arm: ginger}}}
    """
    counts = Counter(entries(context, column, where, table))
    most = max(counts.values(), default=0)
    found = joined(entry for entry in counts if counts[entry] == most)
    return Recomputed(found, cells(context.paper.table(table), where, column=column))


@measure
def patients_with(context: Context, where: Selection, table: str | None = None) -> Recomputed:
    """List the ids of the rows that match, such as patients.

    Parameters
    ----------
    where : selection
        The rows.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: P24, P28 and P40 were the ones on placebo older than 60.
    reported: P24; P28; P40
    unit: list
    measure: {patients_with: {where: {arm: placebo, age: {more_than: 60}}}}
    """
    there = context.paper.table(table)
    found = joined(there.name_of(row) for row in select(context.paper, where, table))
    return Recomputed(found, cells(there, where))


@measure
def significance(
    context: Context, where: Selection, between: list[Selection], table: str | None = None
) -> Recomputed:
    """Say whether Fisher's exact test of two groups gives p below 0.05.

    Parameters
    ----------
    where : selection
        What is counted in each group.
    between : list of selection
        The two groups.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: Relief differed significantly between the arms.
    reported: significant difference
    unit: statement
    measure: {significance: {where: {relieved: true}, between: [{arm: ginger}, {arm: placebo}]}}

    References
    ----------
    Fisher RA (1934), Statistical methods for research workers.
    """
    if len(between) != 2:
        raise InputError(f"between: must be two groups, not {len(between)}")
    first, second = (_two_counts(context, where, group, table) for group in between)
    p = fisher_exact((first, second))
    found = "significant difference" if p < SIGNIFICANT else "no significant difference"
    return Recomputed(found, cells(context.paper.table(table), where, *between))


def _two_counts(context: Context, where: Selection, group: Selection, table: str | None) -> tuple[int, int]:
    members = set(select(context.paper, group, table))
    matching = len(members & set(select(context.paper, where, table)))
    return matching, len(members) - matching
