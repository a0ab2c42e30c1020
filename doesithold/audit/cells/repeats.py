"""Cells that the paper prints twice: the same quantity with other values."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from doesithold.audit.cells.sheet import Line, Sheet
from doesithold.numbers import PrintedNumber, to_decimal
from doesithold.paper.cells import NUMBERS

Conflict = tuple[Line, Line, str]


def conflicts(sheet: Sheet) -> Iterator[Conflict]:
    """Yield pairs of cells that print the same quantity differently, with the column.

    Two cells are the same quantity where the column ``quantity`` says so, or where two tables have a row of
    one name whose further columns agree, and another group of that row is printed alike in both.
    """
    for lines in _declared(sheet):
        for one, other in itertools.pairwise(lines):
            yield from _differing(one, other)
    tables: dict[str, dict[str, dict[str, Line]]] = defaultdict(dict)
    for (table, row), lines in sheet.by_row.items():
        tables[row.casefold()][table] = {
            line.group: line for line in lines if line.numbers or line.count is not None
        }
    for by_table in tables.values():
        for first, second in itertools.combinations(by_table.values(), 2):
            yield from _between(first, second)


def _declared(sheet: Sheet) -> Iterator[list[Line]]:
    same: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in sheet.lines:
        if quantity := line.cell.extra.get("quantity"):
            same[quantity, line.group].append(line)
    yield from same.values()


def _between(row: dict[str, Line], other: dict[str, Line]) -> Iterator[Conflict]:
    shared = [
        (row[group], other[group]) for group in row if group in other and _same_kind(row[group], other[group])
    ]
    differing = [list(_differing(one, two)) for one, two in shared]
    if any(not found for found in differing):
        for found in differing:
            yield from found


def _same_kind(one: Line, other: Line) -> bool:
    if one.cell.extra.get("quantity") or other.cell.extra.get("quantity"):
        return False
    keys = set(one.cell.extra) & set(other.cell.extra) - {"note"}
    return one.n == other.n and all(one.cell.extra[key] == other.cell.extra[key] for key in keys)


def _differing(one: Line, other: Line) -> Iterator[Conflict]:
    if one.count is not None and other.count is not None and one.count != other.count:
        yield one, other, "count"
    for column in NUMBERS[2:]:
        first, second = one.numbers.get(column), other.numbers.get(column)
        if first is not None and second is not None and not _compatible(first, second):
            yield one, other, column


def _compatible(one: PrintedNumber, other: PrintedNumber) -> bool:
    if one.places == other.places:
        return one.units == other.units
    places = min(one.places, other.places)
    return to_decimal(one.value, places) == to_decimal(other.value, places)
