"""One misprinted count or size behind several findings: the single change with which all of them come out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from doesithold.audit.cells.counts import check_counts
from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.cells.sheet import Key, Line, Sheet
from doesithold.audit.doubt import (
    Doubt,
    Judged,
    are_enough,
    doubt_of,
    is_mended,
    is_spoilt,
    may_have_a_misprint,
    slips,
)
from doesithold.audit.rounding import Rounding
from doesithold.errors import InputError
from doesithold.paper.assumptions import Assumption
from doesithold.paper.cells import Cell

Place = tuple[str, str, str, str, str]
"""Table, row, group, column and set of an outcome."""


class Resting(NamedTuple):
    """A claim that is computed from a row of the cells.

    Attributes
    ----------
    judge : callable
        Judges it with other cells.
    """

    id: str
    says: str
    row: str
    table: str | None
    judged: Judged
    judge: Callable[[Sequence[Cell]], Judged]


class Change(NamedTuple):
    """Another value for a printed count or n."""

    line: Line
    column: str
    value: int

    @property
    def printed(self) -> int:
        """What the table has."""
        return int(getattr(self.line.cell, self.column))

    @property
    def words(self) -> str:
        """Say what is supposed."""
        of = "" if self.column == "count" else "n = "
        return f"{of}{self.value}, not {self.printed}, for {self.line.named()}"

    @property
    def assumption(self) -> Assumption:
        """The change as what must be supposed."""
        return Assumption("misprint", self.words)

    def made(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return cells with the other value."""
        new = _with(self.line.cell, self.column, str(self.value))
        return [new if cell is self.line.cell else cell for cell in cells]


@dataclass(frozen=True)
class Misprint:
    """A count or n that is the one wrong number behind several findings.

    Attributes
    ----------
    changes : tuple of Change
        All single changes that do the same, the smallest first; that one is named.
    places : tuple of Place
        The outcomes that come out by it.
    statements : tuple of Resting
        The claims that come out by it.
    supposes : int
        How many of them still need a rounding, a test or a method that the paper does not state.
    """

    changes: tuple[Change, ...]
    places: tuple[Place, ...]
    statements: tuple[Resting, ...]
    supposes: int

    @property
    def size(self) -> int:
        """How many findings come out by it."""
        return len(self.places) + len(self.statements)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What is supposed, as each change has it."""
        return tuple(one.assumption for one in self.changes)


def _with(cell: Cell, column: str, printed: str) -> Cell:
    return replace(cell, count=printed) if column == "count" else replace(cell, n=printed)


def place_of(outcome: Outcome) -> Place:
    """Return where an outcome is, whichever sheet it was found in."""
    cell = outcome.line.cell
    return cell.table, cell.row, cell.group, outcome.column, outcome.set


def find_misprints(
    sheet: Sheet, rounding: Rounding, outcomes: Sequence[Outcome], statements: Sequence[Resting]
) -> list[Misprint]:
    """Find the counts and sizes of which one other value mends two findings or more, and spoils none.

    Parameters
    ----------
    sheet : Sheet
    rounding : Rounding
    outcomes : sequence of Outcome
        Of the sheet as printed.
    statements : sequence of Resting
        Claims that are computed from rows of the sheet.
    """
    found: list[Misprint] = []
    by_row: dict[Key, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_row[outcome.line.cell.table, outcome.line.row].append(outcome)
    for block in _blocks(sheet):
        rows = {(line.cell.table, line.row) for line in block}
        here = [one for row in rows for one in by_row[row]]
        resting = [one for one in statements if (one.table or block[0].cell.table, one.row) in rows]
        if may_have_a_misprint([*here, *(one.judged for one in resting)]):
            found += _Search(sheet, rounding, block, resting).best()
    return found


def _blocks(sheet: Sheet) -> Iterator[list[Line]]:
    """Yield the lines that are checked together: a row, or the rows of a set with its whole."""
    blocks: dict[tuple[str, str], list[Line]] = {}
    for line in sheet.lines:
        blocks.setdefault((line.cell.table, line.set or line.row), []).append(line)
    yield from blocks.values()


class _Search:
    """The search for one wrong number in a block of lines."""

    def __init__(self, sheet: Sheet, rounding: Rounding, block: list[Line], resting: list[Resting]) -> None:
        self.sheet, self.rounding, self.resting = sheet, rounding, resting
        self.block = block
        self.cells = [line.cell for line in block]
        self.before = self._checked(self.cells)

    def _checked(self, cells: Sequence[Cell]) -> Mapping[Place, Outcome]:
        sheet = self.sheet.of(cells)
        return {place_of(one): one for one in check_counts(sheet, self.rounding)}

    def best(self) -> list[Misprint]:
        """Return the change that mends most, with all others that mend as much; nothing where none does."""
        changes = (change for line in self.block for change in self._changes(line))
        found = [one for change in changes if (one := self._mended(change))]
        most = max(((one.size, -one.supposes) for one in found), default=(0, 0))
        best = [one for one in found if (one.size, -one.supposes) == most]
        best.sort(key=lambda one: abs(one.changes[0].value - one.changes[0].printed))
        return [replace(best[0], changes=tuple(one.changes[0] for one in best))] if best else []

    def _changes(self, line: Line) -> Iterator[Change]:
        if line.count is not None:
            for value in slips(line.count):
                if line.n is None or (value <= line.n and _prints(line, value, line.n)):
                    yield Change(line, "count", value)
        if line.cell.n and line.n and not self._is_shared(line):
            for value in slips(line.n):
                if value >= max(line.count or 0, 1) and _prints(line, line.count, value):
                    yield Change(line, "n", value)

    def _is_shared(self, line: Line) -> bool:
        """Tell whether other rows have this n as well, or the group is known to have it."""
        others = (other.n for other in self.sheet.in_group(line) if other is not line)
        return line.n in others or self.sheet.sizes.get(line.group) == line.n

    def _mended(self, change: Change) -> Misprint | None:
        """Return what comes out by a change; None where it spoils anything."""
        after = self._checked(change.made(self.cells))
        places = _better(self.before, after)
        if places is None:
            return None
        cells = change.made([line.cell for line in self.sheet.lines]) if self.resting else []
        statements = []
        supposes = sum(bool(after[place].assumptions) for place in places)
        for one in self.resting:
            try:
                judged = one.judge(cells)
            except InputError:
                return None
            if is_spoilt(one.judged, judged):
                return None
            statements += [one] if is_mended(one.judged, judged) else []
            supposes += bool(judged.assumptions)
        was = (*(self.before[place] for place in places), *(one.judged for one in statements))
        if not are_enough(was):
            return None
        return Misprint((change,), places, tuple(statements), supposes)


def _better(before: Mapping[Place, Outcome], after: Mapping[Place, Outcome]) -> tuple[Place, ...] | None:
    """Return the places that come out now; None where one that the change touches does not."""
    mended = []
    for place in dict.fromkeys([*before, *after]):
        old, new = before.get(place), after.get(place)
        if new is None or (old is None and doubt_of(new) > Doubt.ROUNDING):
            return None
        if old is None or (old.verdict, old.recomputed) == (new.verdict, new.recomputed):
            continue
        if is_spoilt(old, new):
            return None
        mended += [place] if is_mended(old, new) else []
    return tuple(mended)


def _prints(line: Line, count: int | None, n: int) -> bool:
    """Tell whether a count and n can print the percentage of a line under any rounding."""
    printed = line.numbers.get("percent")
    return (
        printed is None
        or count is None
        or (bool(n) and abs(100 * count - printed.value * n) < printed.unit * n)
    )
