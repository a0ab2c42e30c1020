"""Denominators that several failing percentages share: rows below one another, or the columns of each row."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from doesithold.audit.cells.sheet import Line, Sheet
from doesithold.explain.search import WEAK

LEAST_SHARING = 2
"""One percentage alone may come out over some denominator by luck."""
FEW = 10
"""One person in so many may be missing under any heading."""
LARGEST = 2
"""How many times the size of its group a denominator may be: eyes, or cycles, of people."""
Prints = Callable[[Line, int], bool]


class Shared(NamedTuple):
    """A denominator over which a percentage comes out, as others beside it do.

    Attributes
    ----------
    name : str
        What it is, for a reader.
    chance : Fraction
        How often denominators as many as were tried would print all these percentages by luck.
    """

    n: int
    name: str
    chance: Fraction


def shared_denominators(sheet: Sheet, failed: Sequence[Line], prints: Prints) -> dict[Line, Shared]:
    """Find denominators that print two failing percentages or more, by more than luck.

    Parameters
    ----------
    sheet : Sheet
    failed : sequence of Line
        Percentages with a count that are not those of their own denominator.
    prints : callable
        Tells whether the percentage of a line comes out over a denominator.
    """
    found = _under_headings(sheet, failed, prints)
    failed = [line for line in failed if line not in found]
    for table in dict.fromkeys(line.cell.table for line in failed):
        found |= _across(sheet, [line for line in failed if line.cell.table == table], prints)
    for run in _runs(sheet, [line for line in failed if line not in found]):
        found |= _below(run, prints)
    return found


def _under_headings(sheet: Sheet, failed: Sequence[Line], prints: Prints) -> dict[Line, Shared]:
    """Try the sum of the rows under one heading, where all of them come out over it."""
    found: dict[Line, Shared] = {}
    for line in failed:
        if not line.heading or line in found:
            continue
        rows = [one for one in sheet.in_group(line) if one.heading == line.heading and one.count is not None]
        total, n = sum(one.count or 0 for one in rows), line.n or 0
        if len(rows) < LEAST_SHARING or not 0 < total < n or not all(prints(one, total) for one in rows):
            continue
        fewer = range(min(total, n - n // FEW), n)
        chance = Fraction(sum(all(prints(one, size) for one in rows) for size in fewer), len(fewer))
        if chance <= WEAK:
            found |= dict.fromkeys(rows, Shared(total, f"all under “{line.heading}”", chance))
    return found


def _across(sheet: Sheet, failed: Sequence[Line], prints: Prints) -> dict[Line, Shared]:
    """Try the people of each row in two columns beside each other, or in all columns."""
    ways: dict[tuple[str, ...], dict[Line, int]] = {}
    for line in failed:
        row = [one for one in sheet.in_row(line) if one.count is not None]
        for part in (*itertools.pairwise(row), *([tuple(row)] if len(row) > 2 else [])):
            total = sum(one.count or 0 for one in part)
            if line in part and total:
                ways.setdefault(tuple(one.group for one in part), {})[line] = total
    found: dict[Line, Shared] = {}
    for groups, sizes in ways.items():
        hits = [line for line in sizes if prints(line, sizes[line])]
        if len(hits) < LEAST_SHARING:
            continue
        chance = _luck(hits, len(sizes), len(ways))
        if chance <= WEAK:
            name = f"the people of its row in {' and '.join(groups)}"
            found = {line: Shared(sizes[line], name, chance) for line in hits} | found
    return found


def _runs(sheet: Sheet, failed: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield failing lines of a group without one between them that comes out."""
    left = set(failed)
    for key in dict.fromkeys((line.cell.table, line.group) for line in failed):
        counted = [
            line for line in sheet.by_group[key] if line.count is not None and "percent" in line.numbers
        ]
        for fails, run in itertools.groupby(counted, left.__contains__):
            if fails:
                yield list(run)


def _below(run: Sequence[Line], prints: Prints) -> dict[Line, Shared]:
    """Try every number of people for rows below one another; the one that prints most of them is taken."""
    hits: dict[int, list[Line]] = {}
    for line in run:
        for n in _window(line):
            if prints(line, n):
                hits.setdefault(n, []).append(line)
    if not hits:
        return {}
    n, lines = max(hits.items(), key=lambda item: (len(item[1]), -abs(item[0] - (item[1][0].n or 0))))
    if len(lines) < LEAST_SHARING:
        return {}
    chance = _luck(lines, len(run), max(abs(n - (line.n or 0)) for line in lines))
    if chance > WEAK:
        return {}
    found = {line: Shared(n, f"{len(lines)} rows below one another come out so", chance) for line in lines}
    return found | _below([line for line in run if line not in found], prints)


def _window(line: Line) -> range:
    """Return the denominators over which a percentage can come out."""
    printed, count, n = line.numbers["percent"], line.count or 0, line.n or 0
    most = LARGEST * n
    if printed.value > printed.unit:
        most = min(most, math.ceil(100 * count / (printed.value - printed.unit)))
    return range(max(count, math.floor(100 * count / (printed.value + printed.unit)), 1), most + 1)


def _luck(hits: Sequence[Line], among: int, tried: int) -> Fraction:
    """Return how often as many lines of a run would come out over one of the denominators tried, at most.

    By luck a line has the printed percentage as often as any other between that and the one of its own
    denominator.
    """
    luck = Fraction(tried * math.comb(among, len(hits)))
    for line in hits:
        luck /= abs(line.numbers["percent"].units - _own(line)) + 1
    return min(luck, Fraction(1))


def _own(line: Line) -> int:
    """Return the percentage over the denominator of the line, in units of the last printed digit."""
    return round(Fraction(100 * (line.count or 0) * 10 ** line.numbers["percent"].places, line.n or 1))
