"""Selections: which rows of a table are meant, and whether they can be."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from doesithold.errors import InputError
from doesithold.paper.table import Column, Row, Table

Selection: TypeAlias = dict[str, Any]
"""Columns and the value, values or range wanted of each; all of them must match.

A collection of values is matched by any of them. A mapping is a range: ``{at_least: 65}``, ``more_than``,
``at_most``, ``less_than``. In a list column a row matches when any entry does. The key ``not`` holds a
selection of rows to leave out.
"""
NOT = "not"
BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
    "less_than": operator.lt,
}
KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "text"),
    "list": ((str,), "text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
}


def matching(table: Table, where: Mapping[str, Any] | None) -> tuple[Row, ...]:
    """Return the rows of a table that match a selection, in the order of the table.

    Raises
    ------
    InputError
        If the selection names a column that the table does not have, or a value that the column cannot have.
    """
    wanted = dict(where or {})
    check_selection(table, wanted)
    return tuple(row for row in table.rows if _matches(row, wanted))


def check_selection(table: Table, where: Mapping[str, Any]) -> None:
    """Hold a selection to the columns of a table: their names, types and listed values.

    Raises
    ------
    InputError
        For the first thing that cannot be.
    """
    for name, wanted in where.items():
        if name == NOT:
            if not isinstance(wanted, Mapping):
                raise InputError("'not' must hold a selection, such as {not: {column: value}}")
            check_selection(table, wanted)
            continue
        column = table.column(name)
        if isinstance(wanted, Mapping):
            _check_range(column, wanted)
            continue
        for value in _several(wanted):
            _check_value(table, column, value)


def columns_of(where: Mapping[str, Any] | None) -> set[str]:
    """Name the columns that a selection looks at."""
    here = {key for key in where or {} if key != NOT}
    return here | (columns_of(where[NOT]) if where and NOT in where else set())


def _check_range(column: Column, bounds: Mapping[str, Any]) -> None:
    if column.type not in ("integer", "number"):
        raise InputError(f"column {column.name} holds {KINDS[column.type][1]}: a range of it makes no sense")
    for bound, limit in bounds.items():
        if bound not in BOUNDS:
            raise InputError(f"column {column.name}: {bound!r} must be one of {', '.join(BOUNDS)}")
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not math.isfinite(limit):
            raise InputError(f"column {column.name}: {bound} must be a number, not {limit!r}")


def _check_value(table: Table, column: Column, value: Any) -> None:
    if value is None:
        if column.required:
            raise InputError(f"column {column.name} is never empty")
        return
    types, kind = KINDS[column.type]
    if not isinstance(value, types) or (isinstance(value, bool) and column.type != "boolean"):
        raise InputError(f"column {column.name} holds {kind}, not {value!r}")
    known = column.values
    if column.name == table.id:
        known = tuple(row[column.name] for row in table.rows)
    if known is not None and value not in known:
        raise InputError(f"column {column.name} has no value {value!r}; values are {_listed(known)}")
    if isinstance(value, str) and known is None:
        _check_spelling(table, column, value)


def _check_spelling(table: Table, column: Column, value: str) -> None:
    """Refuse a value that stands in the column only in other letters or with other spaces."""
    there = {entry for row in table.rows for entry in _several(row[column.name]) if entry is not None}
    if value not in there:
        for entry in sorted(there):
            if _bare(entry) == _bare(value):
                raise InputError(f"column {column.name} has {entry!r}, not {value!r}")


def _bare(value: str) -> str:
    return "".join(value.casefold().split())


def _listed(values: Collection[Any]) -> str:
    shown = [str(value) for value in values][:20]
    return ", ".join(shown) + (f" and {len(values) - 20} more" if len(values) > 20 else "")


def _matches(row: Row, wanted: Mapping[str, Any]) -> bool:
    return all(
        not _matches(row, value) if name == NOT else _fits(row[name], value) for name, value in wanted.items()
    )


def _fits(cell: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return cell is not None and all(BOUNDS[bound](cell, _exact(limit)) for bound, limit in wanted.items())
    return any(entry == _exact(value) for entry in _several(cell) for value in _several(wanted))


def _exact(value: Any) -> Any:
    """Return a decimal number as it was written, which a binary one is not."""
    return Decimal(str(value)) if isinstance(value, float) else value


def _several(value: Any) -> Collection[Any]:
    """Return the values of a list, or the only one there is; an empty list has the value None."""
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(value) or (None,)
    return (value,)
