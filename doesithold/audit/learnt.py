"""The rounding that a paper does not state but that its claims together show, as its cells do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import cast

from doesithold.audit.assumptions import agrees, mend, rounded
from doesithold.audit.attempt import Mend
from doesithold.audit.finding import as_number, normal
from doesithold.audit.limits import limit_of
from doesithold.audit.rounding import Rounding, learn_rounding
from doesithold.labels import ROUNDINGS
from doesithold.measures import Context, Recomputed
from doesithold.numbers import decimal_places, read_number
from doesithold.paper.assumptions import Assumption
from doesithold.paper.assumptions import Rounding as RoundingMode
from doesithold.paper.claims import Claim


def learn(context: Context, recomputed: Iterable[tuple[Claim, Recomputed]]) -> Rounding | None:
    """Return the rounding that the claims show; None where it is stated, chosen, or the usual one.

    Parameters
    ----------
    context : Context
    recomputed : iterable of (Claim, Recomputed)
        A value that is printed several times counts once.
    """
    if "rounding" in context.paper.about.methods or context.assumptions.rounding != "half_up":
        return None
    printed = {
        (normal(claim.reported), found.value)
        for claim, found in recomputed
        if isinstance(found.value, Fraction)
        and found.margin is None
        and as_number(claim.reported) is not None
        and limit_of(claim.reported) is None
    }
    learnt = learn_rounding((read_number(text).modes(value) for text, value in printed), None)
    return learnt if learnt.chance is not None else None


def rounded_so(learnt: Rounding, context: Context, claim: Claim, found: Recomputed) -> tuple[Mend, ...]:
    """Return the rounding that the claims show, where it alone prints a claim's value from what was found."""
    if not isinstance(found.value, Fraction) or not agrees(claim.reported, found.value, learnt.mode):
        return ()
    places = decimal_places(normal(claim.reported))
    because = rounded(learnt.mode, found.value, places, context.assumptions.rounding)
    supposed = _supposed(learnt)
    return (Mend((supposed,), f"{because}, {supposed.note}", learnt.chance, found.share),)


def mend_so(learnt: Rounding, context: Context, claim: Claim, found: Recomputed) -> tuple[Mend, ...]:
    """Search what else must be assumed, beside the rounding that the claims show, for a printed value."""
    supposed = _supposed(learnt)
    mode = cast(RoundingMode, learnt.mode)
    so = replace(context, assumptions=replace(context.assumptions, rounding=mode))
    told = f", {ROUNDINGS[learnt.mode].done}, {supposed.note}"
    return tuple(
        replace(way, assumptions=(*way.assumptions, supposed), because=f"{way.because}{told}")
        for way in mend(so, claim, found).strong
        if way.by == "search" and "rounding" not in way.kinds
    )


def _supposed(learnt: Rounding) -> Assumption:
    return Assumption("rounding", learnt.mode, f"as {learnt.numbers} numbers of the paper together show")
