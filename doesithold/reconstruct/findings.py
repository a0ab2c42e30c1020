"""Checks of our own for the ledger: what follows from the paper's statements, and under which readings."""

from __future__ import annotations

from doesithold.audit.finding import Finding
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Constraints, load_constraints
from doesithold.reconstruct.outcomes import CONSTRAINTS, Tried, in_words, theorems

SECTION = "Reconstruction"


def reconstruction_findings(paper: Paper) -> tuple[Finding, ...]:
    """Return a check of our own for each clash and theorem of a paper's folder; none without constraints.

    One that holds under all readings tried is reproduced. Any other is unverifiable: its explanation says
    under which readings it holds, and names the data set that breaks it under another.
    """
    tried = theorems(paper)
    if not tried:
        return ()
    constraints = load_constraints(paper.folder / CONSTRAINTS, paper)
    return tuple(_finding(each, constraints) for each in tried)


def _finding(tried: Tried, constraints: Constraints) -> Finding:
    outcome = tried.outcome
    places = {each.id: each.place for each in constraints.constraints}
    rests = dict.fromkeys(places[name] for name in outcome.rests_on if places[name] != "none")
    asked = [constraints.questions[condition.question].asks for condition in outcome.conditions]
    return Finding(
        id=outcome.id if outcome.id.startswith("clash-") else f"theorem-{outcome.id}",
        section=SECTION,
        place="; ".join(rests) or "Follows from what is printed",
        says=outcome.says,
        reported="true",
        unit="statement",
        recomputed="true" if outcome.certain else None,
        verdict="reproduced" if outcome.certain else "unverifiable",
        explanation=f"{in_words(tried, constraints)} Why: {outcome.why}",
        rests_on=tuple(f"{CONSTRAINTS}:{name}" for name in outcome.rests_on),
        needs=f"answers to: {' '.join(asked)}" if asked else None,
        provenance="derived",
    )
