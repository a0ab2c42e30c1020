"""The cells of a paper with their numbers read, and looked up by table, row, group and set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from doesithold.numbers import PrintedNumber, read_number
from doesithold.paper.cells import NUMBERS, Cell

WHOLE_GROUPS = {"total", "overall", "all", "all patients", "both arms", "whole group"}
"""Names of a group that holds all others."""


@dataclass(frozen=True, eq=False)
class Line:
    """One cell with its numbers; `n` falls back on the size of its group."""

    cell: Cell
    n: int | None
    count: int | None
    numbers: Mapping[str, PrintedNumber]

    @property
    def row(self) -> str:
        """The row's name."""
        return self.cell.row

    @property
    def group(self) -> str:
        """The group's name."""
        return self.cell.group

    @property
    def set(self) -> str:
        """The set whose part this row is, or nothing."""
        return self.cell.extra.get("set", "")

    @property
    def heading(self) -> str:
        """The heading this row stands under, or nothing."""
        return self.cell.extra.get("heading", "")

    @cached_property
    def is_whole(self) -> bool:
        """Whether this is the group of all people."""
        return self.cell.group.casefold() in WHOLE_GROUPS

    def named(self) -> str:
        """Name the cell for a reader."""
        return f"{self.row}, {self.group}" if self.group else self.row


Key = tuple[str, str]


class Sheet:
    """All cells of a paper.

    Parameters
    ----------
    cells : iterable of Cell
    sizes : mapping of str to int
        Size of each group that is known.
    arms : collection of str
        Groups that tests compare; all groups of a row that are not the whole, if there are none.
    methods : mapping of str to str
        What the paper states: ``rounding``, ``test``.
    integers : collection of str
        Rows whose values are whole numbers.
    """

    def __init__(
        self,
        cells: Iterable[Cell],
        sizes: Mapping[str, int],
        arms: Collection[str],
        methods: Mapping[str, str],
        integers: Collection[str],
    ) -> None:
        self.sizes, self.arms, self.methods, self.integers = sizes, arms, methods, integers
        self.lines = [self._line(cell) for cell in cells]
        self.by_row: dict[Key, list[Line]] = defaultdict(list)
        self.by_group: dict[Key, list[Line]] = defaultdict(list)
        self.by_set: dict[Key, list[Line]] = defaultdict(list)
        self.sizes_of: dict[str, dict[int, str]] = defaultdict(dict)
        """Each n that a group has somewhere, with the first table that prints it."""
        for line in self.lines:
            table = line.cell.table
            if line.group and line.n:
                self.sizes_of[line.group].setdefault(line.n, table)
            self.by_row[table, line.row].append(line)
            self.by_group[table, line.group].append(line)
            if line.set:
                self.by_set[table, line.set].append(line)

    def _line(self, cell: Cell) -> Line:
        n = int(cell.n) if cell.n else self.sizes.get(cell.group)
        count = int(cell.count) if cell.count else None
        numbers = {name: read_number(text) for name in NUMBERS if (text := getattr(cell, name))}
        return Line(cell, n, count, numbers)

    def of(self, cells: Iterable[Cell]) -> Sheet:
        """Return a sheet of other cells of the same paper."""
        return Sheet(cells, self.sizes, self.arms, self.methods, self.integers)

    def compared(self, lines: Iterable[Line]) -> list[Line]:
        """Return the lines of the groups that a test of a row compares, in the order of the table."""
        groups = [line for line in lines if line.group and not line.is_whole]
        arms = [line for line in groups if line.group in self.arms]
        return arms if len(arms) >= 2 else groups

    def in_row(self, line: Line) -> list[Line]:
        """Return all groups of a line's row."""
        return self.by_row[line.cell.table, line.row]

    def in_group(self, line: Line) -> list[Line]:
        """Return all rows of a line's table in its group."""
        return self.by_group[line.cell.table, line.group]
