"""The audit: every claim against what is true, and claims against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from doesithold.audit.assumptions import Mend, as_number, mend, normal
from doesithold.audit.readoff import holds, recheck, shown
from doesithold.errors import InputError
from doesithold.measures import Context, MeasureCall, Recomputed, read_off, recompute
from doesithold.numbers import decimal_places, to_decimal
from doesithold.paper.assumptions import BASELINE, Assumption, Assumptions
from doesithold.paper.claims import Claim
from doesithold.paper.digitised import Digitised
from doesithold.paper.study import Study

Verdict = Literal["reproduced", "explained", "contradicted", "unverifiable", "external"]
VERDICTS: tuple[Verdict, ...] = ("contradicted", "explained", "unverifiable", "reproduced", "external")


@dataclass(frozen=True)
class Finding:
    """A claim with its recomputed value, verdict and explanation.

    Attributes
    ----------
    recomputed : str or None
        The value printed as the reported one is; None where nothing could be recomputed.
    verdict : str
        One of `VERDICTS`, other claims taken into account.
    alone : str
        The verdict on this claim by itself.
    explanation : str
        One or two plain sentences.
    assumptions : tuple of Assumption
        The simplest set that gives exactly the printed value; empty if none was needed or none does.
    alternatives : tuple of tuple of Assumption
        Further sets that do.
    chance : Fraction or None
        Share of equally precise random values for which the search would also have found assumptions.
    basis : str or None
        The share the printed value comes from, such as ``"5/16"``.
    rests_on : tuple of str
        Columns of the data and claims that the verdict rests on.
    conflicts_with : tuple of str
        Claims that state the same quantity differently.
    """

    id: str
    section: str
    place: str
    says: str
    reported: str
    unit: str
    recomputed: str | None
    verdict: Verdict
    alone: Verdict
    explanation: str
    assumptions: tuple[Assumption, ...] = ()
    alternatives: tuple[tuple[Assumption, ...], ...] = ()
    chance: Fraction | None = None
    basis: str | None = None
    measure: str | None = None
    rests_on: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    needs: str | None = None
    note: str | None = None


def audit(
    study: Study,
    claims: Sequence[Claim],
    assumptions: Assumptions = BASELINE,
    digitised: Digitised | None = None,
) -> tuple[Finding, ...]:
    """Pass a verdict on every claim.

    Parameters
    ----------
    study : Study
        The published data.
    claims : sequence of Claim
    assumptions : Assumptions
        The choices under which values are recomputed.
    digitised : Digitised, optional
        What a reader has read off the paper's figures.

    Returns
    -------
    tuple of Finding
        In the order of the claims.
    """
    reported = {claim.id: claim.reported for claim in claims}
    context = Context(study, reported, assumptions, digitised or Digitised())
    stated = _claims_by_quantity(claims)
    alone = {claim.id: _alone(context, claim, stated) for claim in claims}
    return tuple(_among_others(claim, alone, stated) for claim in claims)


def _claims_by_quantity(claims: Sequence[Claim]) -> Mapping[str, list[Claim]]:
    stated = defaultdict(list)
    for claim in claims:
        if claim.quantity:
            stated[claim.quantity].append(claim)
    return stated


def _alone(context: Context, claim: Claim, stated: Mapping[str, list[Claim]]) -> Finding:
    """Judge a claim by the data only, or, where it has no measure, by whether the paper says so again."""
    if claim.external:
        return _finding(claim, "external", "This is about other work or the world, not about the trial.")
    if claim.digitised and (found := read_off(context, claim.digitised)):
        return _judged(context, claim, claim.digitised, found)
    if claim.needs:
        return _finding(claim, "unverifiable", f"Checking this needs {claim.needs}, not published.")
    if claim.measure is None:
        others = [other for other in stated.get(claim.quantity or "", ()) if other.id != claim.id]
        if not others:
            return _finding(claim, "unverifiable", "The paper says so only here and prints no data on it.")
        return replace(
            _finding(claim, "reproduced", f"The paper says the same in {_places(others)}."),
            recomputed=normal(others[0].reported),
            rests_on=tuple(other.id for other in others),
        )
    try:
        found = recompute(context, claim.measure)
    except InputError as error:
        raise InputError(f"claim {claim.id}, measure {claim.measure.name}: {error}") from None
    return _judged(context, claim, claim.measure, found)


def _judged(context: Context, claim: Claim, call: MeasureCall, found: Recomputed) -> Finding:
    """Judge a claim by the value that a measure gave."""
    finding = replace(
        _finding(claim, "reproduced", "It comes out as printed"),
        needs=None,
        recomputed=shown(claim.reported, found, context.assumptions.rounding),
        measure=str(call),
        rests_on=found.rests_on,
        basis=str(found.share) if found.share else None,
    )
    from_figure = found.margin is not None
    if holds(claim.reported, found, context.assumptions.rounding):
        how = "Read off the figure, it" if from_figure else "It"
        outcome = "exceeds what is printed" if found.exceeds else "comes out as printed"
        return replace(finding, explanation=f"{how} {outcome}{_of(finding.basis)}.")
    mends = recheck(context, claim, found) if from_figure else mend(context, claim, found)
    return _failed(finding, found, mends)


def _finding(claim: Claim, verdict: Verdict, explanation: str) -> Finding:
    return Finding(
        id=claim.id,
        section=claim.section,
        place=claim.place,
        says=claim.says,
        reported=claim.reported,
        unit=claim.unit,
        recomputed=None,
        verdict=verdict,
        alone=verdict,
        explanation=explanation,
        needs=claim.needs,
        note=claim.note,
    )


def _failed(finding: Finding, found: Recomputed, mends: Sequence[Mend]) -> Finding:
    """Explain a value that did not come out by the simplest assumptions that give it, or say that none do."""
    if isinstance(found.value, bool):
        told = f"The statement does not hold as it stands{f': {found.why}' if found.why else ''}"
        nothing, outcome = "no other reading tried mends it", "It holds"
    else:
        value = quoted(finding.reported)
        told = f"Recomputed: {quoted(finding.recomputed or '')}{_of(finding.basis)}"
        nothing, outcome = f"no assumption tried gives {value}", f"The printed {value} comes out"
    if not mends:
        return replace(
            finding, verdict="contradicted", alone="contradicted", explanation=f"{told}; {nothing}."
        )
    best = mends[0]
    return replace(
        finding,
        verdict="explained",
        alone="explained",
        explanation=f"{told}. {outcome} if {best.because}.",
        assumptions=best.assumptions,
        alternatives=tuple(other.assumptions for other in mends[1:]),
        chance=best.chance,
        basis=best.basis or finding.basis,
    )


def _of(basis: str | None) -> str:
    return f" ({basis})" if basis else ""


def _among_others(claim: Claim, alone: Mapping[str, Finding], stated: Mapping[str, list[Claim]]) -> Finding:
    """Mark a claim that another claim of the same quantity contradicts, each naming the other."""
    finding = alone[claim.id]
    rivals = [
        other
        for other in stated.get(claim.quantity or "", [])
        if not compatible(claim.reported, other.reported)
    ]
    if not rivals:
        return finding
    own = "" if claim.measure is None and not claim.needs else f"{finding.explanation} "
    here = f"{quoted(finding.reported)}{_of(finding.basis)}"
    elsewhere = "; ".join(
        f"{quoted(rival.reported)}{_of(alone[rival.id].basis)} in {_places([rival])}" for rival in rivals
    )
    return replace(
        finding,
        verdict="contradicted",
        explanation=f"{own}The paper has {here} here, but {elsewhere}.",
        conflicts_with=tuple(rival.id for rival in rivals),
    )


def quoted(reported: str) -> str:
    """Put a reported value in quotation marks unless it is a number."""
    return reported if as_number(reported) is not None else f"“{reported}”"


def _places(claims: Sequence[Claim]) -> str:
    return ", ".join(f"{claim.section} ({claim.place})" for claim in claims)


def compatible(one: str, other: str) -> bool:
    """Tell whether two reported values can be the same quantity: equal once printed to the fewer digits."""
    first, second = as_number(one), as_number(other)
    if first is None or second is None:
        return one.casefold() == other.casefold()
    places = min(decimal_places(one), decimal_places(other))
    return to_decimal(first, places) == to_decimal(second, places)
