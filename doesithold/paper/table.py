"""Tables of a paper: typed rows whose columns are attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from doesithold.errors import InputError

Type = Literal["string", "integer", "number", "boolean", "list"]


class UnknownColumnError(InputError, AttributeError):
    """A column that a table does not have."""


@dataclass(frozen=True)
class Column:
    """What the cells of a column may hold.

    Attributes
    ----------
    type : str
        A list is a tuple of strings.
    values : tuple or None
        All values that a cell may have, where the schema lists them.
    required : bool
        Whether every cell is filled.
    unit : str
        Empty where there is none.
    """

    name: str
    type: Type
    values: tuple[Any, ...] | None = None
    required: bool = False
    unit: str = ""


class Row:
    """One row of a table; its columns, printed and derived, are attributes that cannot be set.

    Two rows are equal only if they are the same one: a table may print the same row twice.
    """

    __slots__ = ("_table", "_values")

    def __init__(self, table: str, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "_values", dict(values))

    def __getattr__(self, column: str) -> Any:
        if column.startswith("_"):
            raise AttributeError(column)
        return self[column]

    def __getitem__(self, column: str) -> Any:
        try:
            return self._values[column]
        except KeyError:
            raise UnknownColumnError(
                f"table {self._table} has no column {column!r}; columns are {', '.join(sorted(self._values))}"
            ) from None

    def __setattr__(self, column: str, value: Any) -> None:
        raise AttributeError(f"a row of table {self._table} cannot be changed: {column} = {value!r}")

    def __delattr__(self, column: str) -> None:
        raise AttributeError(f"a row of table {self._table} cannot be changed: {column}")

    def __reduce__(self) -> tuple[type[Row], tuple[str, dict[str, Any]]]:
        return Row, (self._table, self._values)

    def __repr__(self) -> str:
        return f"Row({self._table}: {', '.join(f'{key}={value!r}' for key, value in self._values.items())})"

    def asdict(self) -> dict[str, Any]:
        """Return the values by column."""
        return dict(self._values)


@dataclass(frozen=True)
class Table:
    """One table of the paper.

    Attributes
    ----------
    name : str
        How claims and groups call it.
    file : str
        The file that holds it.
    row : str
        What a row is, such as ``patient``.
    id : str or None
        The column that tells the rows apart.
    columns : mapping of str to Column
        Printed columns, then derived ones.
    rows : tuple of Row
        In the order of the file.
    """

    name: str
    file: str
    row: str
    id: str | None
    columns: Mapping[str, Column]
    rows: tuple[Row, ...]
    printed: frozenset[str] = field(default=frozenset())
    """Names of the columns that stand in the file."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Column:
        """Return a column.

        Raises
        ------
        InputError
            If there is none of this name.
        """
        if name not in self.columns:
            known = ", ".join(sorted(self.columns))
            raise UnknownColumnError(f"table {self.name} has no column {name!r}; columns are {known}")
        return self.columns[name]

    def number_column(self, name: str) -> Column:
        """Return a column of numbers.

        Raises
        ------
        InputError
            If there is none of this name, or it holds something else.
        """
        column = self.column(name)
        if column.type not in ("integer", "number"):
            raise InputError(f"column {name} of table {self.name} holds no numbers")
        return column

    def name_of(self, row: Row) -> str:
        """Return what a row is called: its id, or its number from 1."""
        return str(row[self.id]) if self.id else f"{self.row} {self.rows.index(row) + 1}"

    def with_column(self, column: Column, values: list[Any]) -> Table:
        """Return the table with one more column."""
        rows = tuple(
            Row(self.name, {**row.asdict(), column.name: value})
            for row, value in zip(self.rows, values, strict=True)
        )
        return replace(self, columns={**self.columns, column.name: column}, rows=rows)
