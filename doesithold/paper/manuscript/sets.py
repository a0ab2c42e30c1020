"""Rows of a printed table that are, together, all there can be."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from doesithold.paper.manuscript.rows import PrintedRow, says_little

EXHAUSTIVE = (
    ({"men", "male", "males", "m"}, {"women", "female", "females", "f"}),
    ({"yes", "present"}, {"no", "absent"}),
)
"""Names of rows that are, two by two, all there can be."""
MISSING = re.compile(r"\b(?:missing|unknown|not (?:known|recorded|stated|available))\b", re.IGNORECASE)
"""Names of rows of people of whom a thing is not known."""


def sets_of(rows: list[PrintedRow], sizes: Mapping[str, str]) -> dict[int, str]:
    """Name the set of each row that is part of one, by its place; a heading with a p value is of its set."""
    found: dict[int, str] = {}
    names: set[str] = set()
    for at, (one, other) in enumerate(itertools.pairwise(rows)):
        beyond = one.parent != other.parent and _are_beyond(one.name, other.name)
        if one.block == other.block and beyond and _add_up([one, other], sizes):
            found |= dict.fromkeys((at, at + 1), f"{one.name} and {other.name}")
    names |= set(found.values())
    rest = [(at, row) for at, row in enumerate(rows) if at not in found]
    for (block, parent), run in itertools.groupby(rest, lambda item: (item[1].block, item[1].parent)):
        placed = list(run)
        below = (at for at, row in placed if row.name != row.parent)
        parts = list(itertools.takewhile(lambda at: _counts(rows[at]), below))
        pairs = [(one, other) for one, other in itertools.pairwise(parts) if _are_all(rows[one], rows[other])]
        pairs = [] if any(MISSING.search(rows[at].name) for at in parts) else pairs
        whole = not pairs and len(parts) > 1 and _add_up([rows[at] for at in parts], sizes)
        for places in [parts] if whole else pairs:
            first, last = rows[places[0]].name, rows[places[-1]].name
            joined = f"{first} to {last}" if whole else f"{first} and {last}"
            choices = [parent, f"{block}: {parent}"] if whole or says_little(first) else [joined]
            name = next(name for name in _unlike(choices if parent else (), joined) if name not in names)
            names.add(name)
            alone = len(pairs) < 2
            headed = [at for at, row in placed if row.name == row.parent and row.name and alone]
            found |= dict.fromkeys([*headed, *places], name)
    return found


def _counts(row: PrintedRow) -> bool:
    """Tell whether a row counts people, unlike one of means below the kinds of a thing."""
    return any("count" in one for one in row.cells.values())


def _unlike(choices: Iterable[str], name: str) -> Iterator[str]:
    """Yield the choices, then the name, then the name with a number."""
    yield from choices
    yield name
    yield from (f"{name} ({number})" for number in itertools.count(2))


def _are_all(one: PrintedRow, other: PrintedRow) -> bool:
    """Tell whether two rows are, by their names, all there can be."""
    names = {_bare(one.name), _bare(other.name)}
    return any(names & first and names & second for first, second in EXHAUSTIVE)


def _are_beyond(one: str, other: str) -> bool:
    """Tell whether two names are of those below and above the same limit."""
    sides = [re.fullmatch(r"(.*?)\s*([<≤>≥])\s*(\d.*)", name) for name in (one, other)]
    if not (sides[0] and sides[1] and sides[0][1] == sides[1][1] and sides[0][3] == sides[1][3]):
        return False
    return {sides[0][2], sides[1][2]} in ({"<", "≥"}, {"≤", ">"})


def _bare(name: str) -> str:
    return re.split(r"[:,(]", name.rpartition(": ")[2])[0].strip().casefold()


def _add_up(rows: list[PrintedRow], sizes: Mapping[str, str]) -> bool:
    """Tell whether the counts of rows add up to everybody in half of the groups or more."""
    size = {group: one.get("n") or sizes.get(group, "") for group, one in rows[0].cells.items() if group}
    groups = [group for group in size if size[group]]
    fits = [
        sum(int(row.cells[group]["count"]) for row in rows) == int(size[group])
        for group in groups
        if all(row.cells.get(group, {}).get("count") for row in rows)
    ]
    return bool(fits) and 2 * sum(fits) >= len(groups)
