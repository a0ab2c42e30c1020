"""A misprinted count as an outcome of its own, and what it explains told so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from doesithold.audit.cells.misprints import Misprint, Place, place_of
from doesithold.audit.cells.outcome import Outcome

MOST_NAMED = 8


def blamed(outcomes: Sequence[Outcome], misprints: Sequence[Misprint]) -> list[Outcome]:
    """Return outcomes with one for each misprint; those that come out by it are explained."""
    by_place: dict[Place, Misprint] = {place: one for one in misprints for place in one.places}
    told = [
        _mended(outcome, misprint) if (misprint := by_place.get(place_of(outcome))) else outcome
        for outcome in outcomes
    ]
    printed = {place_of(outcome): outcome for outcome in outcomes}
    return [*told, *(_misprinted(one, [printed[place] for place in one.places]) for one in misprints)]


def _mended(outcome: Outcome, misprint: Misprint) -> Outcome:
    first = misprint.changes[0]
    told = f"Recomputed: {outcome.recomputed}. It comes out with {first.words}."
    return replace(
        outcome,
        verdict="explained",
        explanation=told,
        assumptions=misprint.assumptions[:1],
        alternatives=tuple((one,) for one in misprint.assumptions[1:]),
        tried=(),
        chance=None,
        blames=(first.line, first.column),
    )


def _misprinted(misprint: Misprint, mended: Sequence[Outcome]) -> Outcome:
    first, *others = misprint.changes
    same = [one for one in misprint.changes if (one.line, one.column) == (first.line, first.column)]
    values = " or ".join(str(one.value) for one in same)
    beside = [one for one in others if one not in same]
    words = " or ".join(one.words for one in beside[:MOST_NAMED])
    instead = f" So it does with {words}." if beside else ""
    named = [*(_named(one) for one in mended), *(f"“{one.says.rstrip('.')}”" for one in misprint.statements)]
    what = "count" if first.column == "count" else "number of people"
    return Outcome(
        first.line,
        first.column,
        "contradicted",
        f"The {what} of {first.line.named()} is {first.printed}.",
        f"With {values} all of this comes out: {'; '.join(sorted(named))}.{instead}",
        recomputed=values,
        alternatives=tuple((one.assumption,) for one in beside),
        measure="one change that mends all",
        rests_on=tuple(dict.fromkeys(one.column for one in mended if not one.set)),
        mends={one.id: misprint.assumptions for one in misprint.statements},
    )


def _named(outcome: Outcome) -> str:
    cell = outcome.line.cell
    if outcome.set or outcome.column == "count":
        return f"the sum of “{outcome.set or cell.row}”"
    if outcome.column == "p":
        return f"the p value {cell.p} of {cell.row}"
    return f"the {cell.percent} % of {outcome.line.named()}" if outcome.column == "percent" else outcome.says
