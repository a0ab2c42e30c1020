"""Derived columns: what ``study.yaml`` makes of the printed ones, as data and not as code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from doesithold.errors import InputError, Problem
from doesithold.paper.selection import Selection, matching
from doesithold.paper.table import Column, Row, Table

Name = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Where(_Strict):
    """True for the rows that match a selection."""

    where: Selection


class Case(_Strict):
    """One value of a column with the rows that have it; all other rows where `where` is missing."""

    value: str
    where: Selection | None = None


class Cases(_Strict):
    """The value of the first case that a row matches."""

    cases: Annotated[list[Case], Field(min_length=1)]


class LookUp(_Strict):
    """The column `take` of the row that the foreign key `look_up` points at."""

    look_up: Name
    take: Name


class FirstWord(_Strict):
    """The first word of a text, or of each entry of a list."""

    first_word_of: Name


class Difference(_Strict):
    """One number less another, each a column or a number; empty where either is."""

    difference: Annotated[list[Name | int | float], Field(min_length=2, max_length=2)]


Derivation: TypeAlias = Where | Cases | LookUp | FirstWord | Difference
Keys = Mapping[tuple[str, str], tuple[str, str]]
"""Foreign keys: table and column to the table and column they point at."""


def derive(
    tables: Mapping[str, Table], derived: Mapping[str, Mapping[str, Derivation]], keys: Keys
) -> dict[str, Table]:
    """Add the derived columns to their tables, in the order they are declared in.

    Raises
    ------
    InputError
        If a table or a column does not exist, a derived column has the name of a printed one, or a selection
        cannot match.
    """
    result = dict(tables)
    for table, columns in derived.items():
        for name, derivation in columns.items():
            try:
                if table not in result:
                    raise InputError(f"there is no table {table!r}; tables are {', '.join(result)}")
                result[table] = _with(result, table, name, derivation, keys)
            except InputError as error:
                place = f"derived.{table}.{name}"
                raise InputError([Problem(str(error), "study.yaml", column=place)]) from None
    return result


def _with(tables: Mapping[str, Table], name: str, new: str, derivation: Derivation, keys: Keys) -> Table:
    table = tables[name]
    if new in table.columns:
        raise InputError(f"table {name} has a column of this name")
    match derivation:
        case Where(where=where):
            matched = set(matching(table, where))
            column = Column(new, "boolean", required=True)
            return table.with_column(column, [row in matched for row in table.rows])
        case Cases(cases=cases):
            values = tuple(dict.fromkeys(case.value for case in cases))
            members = [(case.value, set(matching(table, case.where))) for case in cases]
            assigned = [next((value for value, rows in members if row in rows), None) for row in table.rows]
            column = Column(new, "string", values, required=None not in assigned)
            return table.with_column(column, assigned)
        case LookUp(look_up=key, take=take):
            if (name, key) not in keys:
                raise InputError(f"column {key} is no foreign key in datapackage.json")
            other, column_name = keys[name, key]
            taken = tables[other].column(take)
            by_key = {row[column_name]: row[take] for row in tables[other].rows}
            required = taken.required and table.column(key).required
            column = Column(new, taken.type, taken.values, required, taken.unit)
            return table.with_column(column, [by_key.get(row[key]) for row in table.rows])
        case FirstWord(first_word_of=source):
            kind = table.column(source).type
            if kind not in ("string", "list"):
                raise InputError(f"column {source} holds no text")
            column = Column(new, kind, required=table.column(source).required)
            return table.with_column(column, [_first_word(row[source]) for row in table.rows])
        case Difference(difference=[left, right]):
            used = [table.column(name) for name in (left, right) if isinstance(name, str)]
            for one in used:
                if one.type not in ("integer", "number"):
                    raise InputError(f"column {one.name} holds no numbers")
            units = {one.unit for one in used}
            column = Column(new, "number", unit=units.pop() if len(units) == 1 else "")
            return table.with_column(column, [_less(_of(row, left), _of(row, right)) for row in table.rows])
    raise AssertionError(derivation)


def _first_word(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(entry.split()[0] for entry in value)
    return value.split()[0] if value else None


def _of(row: Row, source: str | float) -> Any:
    return row[source] if isinstance(source, str) else source


def _less(left: Any, right: Any) -> Any:
    return None if left is None or right is None else left - right
