"""Printed summary cells: one row of ``cells.csv`` is what a table prints for one row and one group."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from doesithold.errors import InputError, Problem, nearest
from doesithold.files import read_csv
from doesithold.numbers import DIGITS, read_p

NAMES = ("table", "row", "group", "test")
NUMBERS = ("n", "count", "percent", "mean", "sd", "se", "median", "q1", "q3", "minimum", "maximum")
COLUMNS = (*NAMES[:3], *NUMBERS, "p", "test")
_PRINTED = frozenset(COLUMNS)
FURTHER = ("set", "items", "quantity")
"""Columns that the audit knows beyond those of every table."""
WHOLE = re.compile(r"[0-9]{1,9}")
REQUIRED = ("table", "row")
_BLANK = dict.fromkeys(REQUIRED, "")


@dataclass(frozen=True)
class Cell:
    """What a table prints for one row and one group; strings as printed, empty where nothing is.

    Attributes
    ----------
    group : str
        Name of the column, such as an arm; empty for what concerns the whole row (its p value).
    n : str
        People that the cell is about.
    test : str
        Name of the test behind `p`, as the paper gives it.
    extra : mapping of str to str
        Further columns of the file, all kept. The audit knows ``set`` (rows of one set in a table are
        exclusive and exhaustive parts: of the row that has the set's name, or else of ``n``), ``items`` (each
        value is the mean of so many whole numbers: 1 for whole numbers, ``binary`` for zeros and ones),
        ``quantity`` (cells of one quantity and one group print the same thing) and ``heading`` (rows of one
        heading may be percentages of their sum).
    line : int
        Line of the file, the header being line 1.
    """

    table: str
    row: str
    group: str = ""
    n: str = ""
    count: str = ""
    percent: str = ""
    mean: str = ""
    sd: str = ""
    se: str = ""
    median: str = ""
    q1: str = ""
    q3: str = ""
    minimum: str = ""
    maximum: str = ""
    p: str = ""
    test: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


def read_cells(path: Path) -> tuple[Cell, ...]:
    """Read ``cells.csv``.

    Raises
    ------
    InputError
        If the file cannot be read, a column stands twice, ``table`` or ``row`` is missing, another column's
        name is misspelt, a number is not printed in digits with a point, or a cell stands twice; every
        problem is named.
    """
    problems: list[Problem] = []
    cells: list[Cell] = []
    for line, row in read_csv(path):
        if not cells:
            _check_columns(row, path.name)
        printed = {name: value for name, value in row.items() if value and name in _PRINTED}
        problems += _problems(printed, path.name, line)
        extra = {name: value for name, value in row.items() if name not in _PRINTED}
        cells.append(Cell(**_BLANK | printed, extra=extra, line=line))
    problems += _repeated(cells, path.name)
    if problems:
        raise InputError(problems)
    return tuple(cells)


def _check_columns(columns: Collection[str], file: str) -> None:
    """Refuse a header without the columns that are required, or with one misspelt: none would read it."""
    absent = [name for name in COLUMNS if name not in columns]
    problems = [Problem("the column is missing", file, 1, name) for name in REQUIRED if name in absent]
    problems += [
        Problem(f"is not a column that is known here{meant}", file, 1, name)
        for name in columns
        if name not in (*COLUMNS, *FURTHER) and (meant := nearest(name, absent))
    ]
    if problems:
        raise InputError(problems)


def _problems(values: Mapping[str, str], file: str, line: int) -> list[Problem]:
    problems = [Problem("must not be empty", file, line, name) for name in REQUIRED if name not in values]
    for name, value in values.items():
        if name in NAMES:
            continue
        if name == "p":
            rule = "" if _is_p(value) else "must be a p value as printed, like 0.03 or <0.001"
        elif name in ("n", "count"):
            rule = "" if WHOLE.fullmatch(value) else "must be a whole number in digits"
        elif not DIGITS.fullmatch(value):
            rule = "must be a number in digits, like 31.3 (a point, no %)"
        else:
            rule = "must be between 0 and 100" if name == "percent" and not 0 <= float(value) <= 100 else ""
        if rule:
            problems.append(Problem(rule, file, line, name, value))
    return problems


def _is_p(value: str) -> bool:
    try:
        read_p(value)
    except InputError:
        return False
    return True


def _repeated(cells: list[Cell], file: str) -> list[Problem]:
    first: dict[tuple[str, str, str], int] = {}
    problems = []
    for cell in cells:
        at = first.setdefault((cell.table, cell.row, cell.group), cell.line)
        if at != cell.line:
            rule = f"this cell (table, row, group) stands already in row {at}"
            problems.append(Problem(rule, file, cell.line, value=f"{cell.table}, {cell.row}, {cell.group}"))
    return problems
