"""Ratios and differences with their intervals, as tables print them beside counts and means."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from doesithold.paper.manuscript.reading import Manuscript
from doesithold.paper.manuscript.rows import PrintedRow
from doesithold.paper.manuscript.tables import TRIPLE, tables_of


@dataclass(frozen=True)
class PrintedEffect:
    """A ratio or difference with its interval that a table prints beside what two groups had.

    Attributes
    ----------
    measure : str
        ``odds_ratio``, ``risk_ratio`` or ``mean_difference``.
    groups : tuple of str
        The two groups, in the order in which the values of the table come out nearer.
    rest : mapping of str to (int, int)
        Events of each group, and these with the people in none of the rows of the heading that have ratios.
    of_set : bool
        Whether the rows of its heading are all there can be: then the ratio is against that rest.
    """

    table: str
    row: str
    measure: str
    groups: tuple[str, str]
    value: str
    lower: str
    upper: str
    rest: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    of_set: bool = False


def effects(manuscript: Manuscript) -> Iterator[PrintedEffect]:
    """Read the ratios and differences, not adjusted ones, of rows with counts or means of two groups."""
    for table, rows in tables_of(manuscript):
        printed = [effect for row in rows for effect in _effects(table, row, rows)]
        for is_ratio in (True, False):
            same = [effect for effect in printed if (effect.measure != "mean_difference") == is_ratio]
            yield from _in_order(same, {row.name: row for row in rows}, is_ratio=is_ratio)


def _effects(table: str, row: PrintedRow, rows: list[PrintedRow]) -> Iterator[PrintedEffect]:
    for measure, printed in row.effects.items():
        wanted = ("mean", "sd", "n") if measure == "mean_difference" else ("count", "n")
        two = {group: one for group, one in row.cells.items() if all(map(one.get, wanted))}
        if len(two) == 2 and (found := TRIPLE.fullmatch(printed)):
            first, second = two
            rest = {} if "mean" in wanted else _rest(row, rows, two)
            yield PrintedEffect(
                table, row.name, measure, (first, second), found[1], found[2], found[3], rest, bool(row.set)
            )


def _rest(row: PrintedRow, rows: list[PrintedRow], groups: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the events of each group, and these with the people in none of the rows that have ratios.

    Nothing where no other row of the heading has a ratio: then these are all people.
    """
    beside = [one for one in rows if (one.block, one.parent) == (row.block, row.parent) and one.effects]
    beside = [one for one in beside if any(map(TRIPLE.fullmatch, one.effects.values()))]
    if len(beside) < 2 or not row.parent:
        return {}
    found = {}
    for group in groups:
        others = sum(int(one.cells.get(group, {}).get("count", 0)) for one in beside if one is not row)
        found[group] = (int(row.cells[group]["count"]), int(row.cells[group]["n"]) - others)
    return found if all(count < people for count, people in found.values()) else {}


def _in_order(
    printed: list[PrintedEffect], rows: Mapping[str, PrintedRow], *, is_ratio: bool
) -> Iterator[PrintedEffect]:
    """Yield the effects of a table, the second group against the first where most values come nearer so."""
    nearer = 0.0
    for effect in printed:
        one, other = (rows[effect.row].cells[group] for group in effect.groups)
        value = float(effect.value)
        if not is_ratio:
            gap = float(one["mean"]) - float(other["mean"])
            nearer += math.copysign(1, gap * value) if gap and value else 0
        elif value > 0:
            odds = [
                (int(arm["count"]) + 0.5)
                / (int(arm["n"]) - (int(arm["count"]) if effect.measure == "odds_ratio" else 0) + 0.5)
                for arm in (one, other)
            ]
            nearer += math.log(odds[0] / odds[1]) * math.log(value) if min(odds) > 0 else 0
    for effect in printed:
        yield replace(effect, groups=effect.groups[::-1]) if nearer < 0 else effect
