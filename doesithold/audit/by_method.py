"""Explaining a value by the method that computes it: of a test, an effect, or the bounds of an interval."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from doesithold.audit.attempt import Attempt, Mend
from doesithold.audit.finding import as_number, normal
from doesithold.audit.limits import beyond, limit_of
from doesithold.explain.methods import Bound, MethodExplanation, explain_bound, explain_by_method
from doesithold.labels import EXCHANGED, ROUNDINGS, method_label
from doesithold.measures import Context, Recomputed
from doesithold.measures.core import STATED_AS
from doesithold.paper.assumptions import Assumption
from doesithold.paper.claims import Claim

OTHER: dict[Bound, Bound] = {"lower": "upper", "upper": "lower"}
USUAL = {
    "p_of_counts": ("fisher", "chi_squared", "chi_squared_corrected"),
    "p_of_means": ("student", "welch"),
    "mean_difference": ("student", "welch"),
    "risk_difference": ("wald", "newcombe"),
}
"""Methods that papers use without a word; where none is stated, such a one is no lucky guess."""


def by_method(context: Context, claim: Claim, found: Recomputed) -> Attempt:
    """Search the methods that print a claim's value, the bounds of an interval as a pair.

    Parameters
    ----------
    context : Context
    claim : Claim
        A claim whose measure, by the method that is stated or usual, gave something else.
    found : Recomputed
        What it gave, with what every method gives.
    """
    usual, plain = usual_methods(context, claim), context.assumptions.rounding
    tried = [", ".join(map(method_label, (*found.methods, *found.pairs)))]
    if limit_of(claim.reported):
        return Attempt(tuple(_beyond(claim.reported, found)), tuple(tried))
    if as_number(claim.reported) is None:
        return Attempt((), ())
    reported = normal(claim.reported)
    if not (found.pairs and found.bound):
        search = explain_by_method(reported, found.methods)
        return Attempt(
            tuple(_mend(way, search.chance, usual, plain) for way in search.explanations), tuple(tried)
        )
    partner = context.reported[found.other] if found.other else None
    if partner is None or as_number(partner) is None:
        own = {name: pair[found.bound == "upper"] for name, pair in found.pairs.items()}
        search = explain_by_method(reported, own)
        return Attempt(
            tuple(_mend(way, search.chance, usual, plain) for way in search.explanations), tuple(tried)
        )
    other = normal(partner)
    search = explain_bound(reported, other, found.pairs, found.bound)
    if not search.explanations:
        for way in explain_bound(other, reported, found.pairs, OTHER[found.bound]).explanations[:1]:
            fits = f"{method_label(way.method)}, to which the other bound {other} belongs"
            tried.append(f"{fits} (this bound would be {way.partner})")
    return Attempt(
        tuple(_mend(way, search.chance, usual, plain, other) for way in search.explanations), tuple(tried)
    )


def usual_methods(context: Context, claim: Claim) -> tuple[str, ...]:
    """Return the methods that need no statement, where neither the paper nor the claim states one."""
    if claim.measure is None or "method" in claim.measure.arguments:
        return ()
    name = claim.measure.name
    is_stated = STATED_AS.get(name, name) in context.paper.about.methods
    return () if is_stated else USUAL.get(name, ())


def _mend(
    way: MethodExplanation, chance: Fraction, usual: Collection[str], plain: str, other: str | None = None
) -> Mend:
    because = f"comes out by {method_label(way.method)}"
    is_swap = way.method.endswith(EXCHANGED)
    assumptions = [Assumption("swap", "arms", way.method) if is_swap else Assumption("method", way.method)]
    if way.rounding != plain:
        because += f", {ROUNDINGS[way.rounding].done}"
        assumptions.append(Assumption("rounding", way.rounding))
    if way.partner is not None:
        because += f", whose other bound is {way.partner} and not the printed {other}"
    is_usual = way.method in usual and way.rounding == plain and way.partner is None
    return Mend(tuple(assumptions), because, None if is_usual else chance)


def _beyond(reported: str, found: Recomputed) -> Iterator[Mend]:
    """Yield the methods whose value lies beyond a printed limit; the chance is their share of all methods."""
    limit = limit_of(reported)
    hits = [name for name, value in found.methods.items() if limit and beyond(value, limit)]
    for name in hits:
        because = f"holds by {method_label(name)}"
        yield Mend((Assumption("method", name),), because, Fraction(len(hits), len(found.methods)))
