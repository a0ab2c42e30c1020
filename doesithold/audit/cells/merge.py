"""One outcome for each column of a cell, with the id of its finding and the cells it conflicts with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.cells.repeats import conflicts
from doesithold.audit.cells.sheet import Line, Sheet
from doesithold.markup import slug

SEVERITY = ("contradicted", "explained", "reproduced", "unverifiable")
Place = tuple[Line, str, str]
"""A cell, a column, and the set where an outcome is about no single row."""


def merged(sheet: Sheet, outcomes: Iterable[Outcome]) -> dict[str, Outcome]:
    """Merge the outcomes of each column, the worst first, and mark conflicts.

    Returns
    -------
    dict of str to Outcome
        By the id of the finding, in the order of the cells.
    """
    by_place: dict[Place, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_place[outcome.line, outcome.column, outcome.set].append(outcome)
    rivals: dict[Place, list[Place]] = defaultdict(list)
    for one, other, column in conflicts(sheet):
        rivals[one, column, ""].append((other, column, ""))
        rivals[other, column, ""].append((one, column, ""))
    order = {line: at for at, line in enumerate(sheet.lines)}
    places = sorted(dict.fromkeys([*by_place, *rivals]), key=lambda place: order[place[0]])
    ids = _ids(places)
    found = {}
    for place in places:
        outcome = _worst(by_place[place]) if place in by_place else _only_in_conflict(*place[:2])
        if place in rivals:
            outcome = replace(outcome, conflicts_with=tuple(ids[rival] for rival in rivals[place]))
        if outcome.blames:
            outcome = replace(outcome, cause=ids[*outcome.blames, ""])
        found[ids[place]] = outcome
    return found


def _worst(outcomes: list[Outcome]) -> Outcome:
    if len(outcomes) == 1:
        return outcomes[0]
    ordered = sorted(outcomes, key=lambda outcome: SEVERITY.index(outcome.verdict))
    worst = ordered[0]
    alike = [one for one in ordered if one.verdict == worst.verdict]
    if len(alike) == 1 or worst.verdict == "unverifiable":
        return worst
    return replace(worst, explanation=" ".join(dict.fromkeys(one.explanation for one in alike)))


def _only_in_conflict(line: Line, column: str) -> Outcome:
    printed = str(getattr(line.cell, column))
    says = f"The {column} of {line.named()} is {printed}."
    return Outcome(line, column, "unverifiable", says, "Nothing else in its row decides it.")


def _ids(places: Iterable[Place]) -> dict[Place, str]:
    ids: dict[Place, str] = {}
    taken: dict[str, int] = defaultdict(int)
    for place in places:
        line, column, parts_of = place
        texts = ("cell", line.cell.table, parts_of or line.row, line.group, column)
        name = "-".join(part for text in texts if (part := slug(text)))
        taken[name] += 1
        ids[place] = name if taken[name] == 1 else f"{name}-{taken[name]}"
    return ids
