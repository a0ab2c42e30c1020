"""Where two arms of a measure come from: numbers given in the claim, printed cells, or rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from doesithold.errors import InputError
from doesithold.explain.p_value import ArmWindow
from doesithold.measures.core import Context
from doesithold.numbers import read_number
from doesithold.paper.cells import Cell
from doesithold.paper.selection import Selection, columns_of, matching
from doesithold.paper.table import Row
from doesithold.statistics.effects import TwoByTwo
from doesithold.statistics.tests import ArmSummary

Found = TypeVar("Found")


class Sourced(NamedTuple):
    """Counts of arms as (events, people), with what they rest on."""

    counts: list[tuple[int, int]]
    rests_on: tuple[str, ...]

    @property
    def two(self) -> TwoByTwo:
        """The first two arms."""
        if len(self.counts) != 2:
            raise InputError(f"{len(self.counts)} arms are given; this measure compares two")
        (a, n), (b, m) = self.counts
        return TwoByTwo(a, n, b, m)

    @property
    def table(self) -> list[list[int]]:
        """Each arm a row, with and without the event."""
        return [[events, n - events] for events, n in self.counts]


def counted(
    context: Context,
    *,
    counts: Sequence[int] | None = None,
    row: str | None = None,
    of_table: str | None = None,
    event: Selection | None = None,
    arms: Sequence[str] | None = None,
) -> Sourced:
    """Return events and people of arms.

    Parameters
    ----------
    context : Context
    counts : sequence of int, optional
        Events and people of each arm in turn.
    row, of_table : str, optional
        Otherwise a row of ``cells.csv``, and its table where several have one of this name.
    event : dict, optional
        Otherwise the rows of the paper's table that count as events.
    arms : sequence of str, optional
        Groups to compare, in this order; the arms of ``study.yaml`` by default.

    Raises
    ------
    InputError
        Unless exactly one source is given and holds two arms or more.
    """
    _one_source({"counts": counts, "row": row, "event": event})
    if counts is not None:
        if len(counts) % 2 or len(counts) < 4:
            raise InputError(f"counts {list(counts)}: give events and people of each arm in turn")
        pairs = list(zip(counts[::2], counts[1::2], strict=True))
        for events, people in pairs:
            if not 0 <= events <= people:
                raise InputError(f"counts {events}, {people}: events must lie between 0 and people")
        return Sourced(pairs, ())
    if row is not None:
        cells = printed_cells(context, row, of_table, arms)
        if any(not (cell.count and cell.n) for cell in cells):
            raise InputError(f"row {row!r} of the cells does not print count and n for every arm")
        return Sourced([(int(cell.count), int(cell.n)) for cell in cells], ("cells.csv:count", "cells.csv:n"))
    table = context.paper.table()
    having = set(matching(table, event))
    members = arm_rows(context, arms)
    pairs = [(sum(one in having for one in rows), len(rows)) for rows in members]
    return Sourced(pairs, tuple(f"{table.name}:{column}" for column in sorted(columns_of(event))))


def summarised(
    context: Context,
    *,
    means: Sequence[float] | None = None,
    sds: Sequence[float] | None = None,
    ns: Sequence[int] | None = None,
    row: str | None = None,
    of_table: str | None = None,
    column: str | None = None,
    arms: Sequence[str] | None = None,
) -> tuple[list[ArmSummary], tuple[str, ...]]:
    """Return size, mean and standard deviation of arms, and what they rest on; sources as in `counted`.

    Parameters
    ----------
    means, sds, ns : sequence, optional
        Given numbers, one an arm.
    column : str, optional
        Otherwise a column of numbers in the paper's table.

    Raises
    ------
    InputError
        Unless exactly one source is given and holds two arms or more.
    """
    _one_source({"means": means, "row": row, "column": column})
    if means is not None:
        if sds is None or ns is None or not len(means) == len(sds) == len(ns) >= 2:
            raise InputError("give means, sds and ns, one of each for every arm")
        return [ArmSummary(*arm) for arm in zip(ns, means, sds, strict=True)], ()
    if row is not None:
        cells = printed_cells(context, row, of_table, arms)
        if any(not (cell.mean and cell.sd and cell.n) for cell in cells):
            raise InputError(f"row {row!r} of the cells does not print n, mean and sd for every arm")
        found = [ArmSummary(int(cell.n), float(cell.mean), float(cell.sd)) for cell in cells]
        return found, tuple(f"cells.csv:{name}" for name in ("n", "mean", "sd"))
    table = context.paper.table()
    table.number_column(column or "")
    return [_summary(rows, column or "") for rows in arm_rows(context, arms)], (f"{table.name}:{column}",)


def _summary(rows: Sequence[Row], column: str) -> ArmSummary:
    import statistics

    values = [float(row[column]) for row in rows if row[column] is not None]
    if len(values) < 2:
        raise InputError(f"column {column}: an arm has fewer than two values")
    return ArmSummary(len(values), statistics.fmean(values), statistics.stdev(values))


def windows(arms: Sequence[ArmSummary]) -> list[ArmWindow]:
    """Return summaries known exactly as windows of no width."""
    return [ArmWindow(arm.n, (arm.mean, arm.mean), (arm.sd, arm.sd)) for arm in arms]


def rounded_windows(
    context: Context, row: str | None, of_table: str | None, arms: Sequence[str] | None
) -> list[ArmWindow]:
    """Return what the printed means and deviations of a row stand for; nothing without a row."""
    cells = printed_cells(context, row, of_table, arms) if row is not None else []
    return [ArmWindow(int(cell.n), _window(cell.mean), _window(cell.sd)) for cell in cells]


def _window(printed: str) -> tuple[float, float]:
    low, high = read_number(printed).nearest
    return float(low), float(high)


def printed_cells(context: Context, row: str, of_table: str | None, arms: Sequence[str] | None) -> list[Cell]:
    """Return the cells of a row, one for each arm.

    Raises
    ------
    InputError
        If there is no such row, it stands in several tables, or lacks an arm.
    """
    here = [
        cell
        for cell in context.paper.cells
        if cell.row == row and cell.group and of_table in (None, cell.table)
    ]
    tables = list(dict.fromkeys(cell.table for cell in here))
    if not here:
        where = f" in {of_table!r}" if of_table else ""
        raise InputError(f"there is no row {row!r}{where} in cells.csv")
    if len(tables) > 1:
        raise InputError(f"row {row!r} stands in {', '.join(tables)}: say which with of_table")
    by_group = {cell.group: cell for cell in here}
    wanted = list(arms or [name for name in context.paper.about.arms if name in by_group] or by_group)
    missing = [name for name in wanted if name not in by_group]
    if missing or len(wanted) < 2:
        raise InputError(f"row {row!r} needs two arms or more, and has {', '.join(by_group)}")
    return [by_group[name] for name in wanted]


def arm_rows(context: Context, arms: Sequence[str] | None) -> list[tuple[Row, ...]]:
    """Return the rows of each arm, by default of those in ``study.yaml``."""
    names = list(arms or context.paper.about.arms)
    if len(names) < 2:
        raise InputError("name two arms or more, or list them in study.yaml under arms")
    return [context.paper.group(name) for name in names]


def _one_source(sources: dict[str, object]) -> None:
    given = [name for name, value in sources.items() if value is not None]
    if len(given) != 1:
        raise InputError(f"give exactly one of {', '.join(sources)}, not {' and '.join(given) or 'none'}")
