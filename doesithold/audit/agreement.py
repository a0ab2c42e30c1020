"""Agreement: what the statements of a paper say of each other, whatever the data say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from doesithold.audit.finding import Finding, as_number, quoted
from doesithold.numbers import decimal_places, to_decimal
from doesithold.paper.claims import Claim

MOST_PLACES = 50
"""How many places an explanation names."""


@dataclass(frozen=True)
class Agreement:
    """What other claims say of one.

    Attributes
    ----------
    agrees_with, conflicts_with, tension_with : tuple of str
        Ids of those that say the same, that say otherwise, and that it is in tension with.
    tension : str or None
        What the tension is.
    repeated, told : str
        The places of those that say the same; of those that say otherwise, with what they say.
    """

    agrees_with: tuple[str, ...]
    conflicts_with: tuple[str, ...]
    tension_with: tuple[str, ...]
    tension: str | None
    repeated: str = ""
    told: str = ""


def agreements(claims: Sequence[Claim]) -> dict[str, Agreement]:
    """Compare every claim with the others of its quantity, and pass declared tensions to both sides.

    Parameters
    ----------
    claims : sequence of Claim

    Returns
    -------
    dict of str to Agreement
        By the id of the claim.
    """
    stated: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.quantity:
            stated[claim.quantity].append(claim)
    compared = {name: one for same in stated.values() for name, one in _compared(same)}
    nothing = Agreement((), (), (), None)
    declared = _tensions(claims)
    return {
        claim.id: _with_tensions(compared.get(claim.id, nothing), claim, declared.get(claim.id, {}))
        for claim in claims
    }


def _compared(stated: Sequence[Claim]) -> Iterator[tuple[str, Agreement]]:
    """Yield each claim of a quantity with what the others say.

    Values are compared once for all claims that print them, however many these are.
    """
    by_value: dict[str, list[Claim]] = defaultdict(list)
    for claim in stated:
        by_value[claim.reported].append(claim)
    for value, claims in by_value.items():
        same = {other for other in by_value if compatible(value, other)}
        agreeing = [claim for claim in stated if claim.reported in same]
        rivals = tuple(claim.id for claim in stated if claim.reported not in same)
        told = "; ".join(
            f"{places(others)}: {quoted(other)}" for other, others in by_value.items() if other not in same
        )
        for claim in claims:
            others = [other for other in agreeing if other is not claim]
            yield claim.id, Agreement(tuple(one.id for one in others), rivals, (), None, places(others), told)


def _tensions(claims: Sequence[Claim]) -> dict[str, dict[str, str | None]]:
    """Return for each claim the others it is in tension with, each with the sentence that says so."""
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for claim in claims:
        for other in claim.tension_with:
            found[claim.id].setdefault(other, claim.tension)
            found[other].setdefault(claim.id, claim.tension)
    return found


def _with_tensions(one: Agreement, claim: Claim, tensions: Mapping[str, str | None]) -> Agreement:
    tension = claim.tension or next((told for told in tensions.values() if told), None)
    return replace(one, tension_with=tuple(tensions), tension=tension)


def compatible(one: str, other: str) -> bool:
    """Tell whether two reported values can be the same quantity: equal once printed to the fewer digits."""
    first, second = as_number(one), as_number(other)
    if first is None or second is None:
        return one.casefold() == other.casefold()
    places = min(decimal_places(one), decimal_places(other))
    return to_decimal(first, places) == to_decimal(second, places)


def with_agreement(finding: Finding, agreement: Agreement, judged: Mapping[str, Finding]) -> Finding:
    """Add to a finding what other statements say of it, in the explanation as well.

    Parameters
    ----------
    finding : Finding
        Judged by the data.
    agreement : Agreement
    judged : mapping of str to Finding
        All findings, judged by the data.
    """
    sentences = [
        finding.explanation,
        *_repeated(finding, agreement),
        *_told_differently(finding, agreement, judged),
        *filter(None, [agreement.tension]),
    ]
    return replace(
        finding,
        explanation=" ".join(sentences),
        agrees_with=agreement.agrees_with,
        conflicts_with=agreement.conflicts_with,
        tension_with=agreement.tension_with,
        tension=agreement.tension,
    )


def _repeated(finding: Finding, agreement: Agreement) -> Iterator[str]:
    if finding.verdict == "unverifiable" and agreement.agrees_with:
        yield f"The paper repeats it in {agreement.repeated}."


def _told_differently(finding: Finding, agreement: Agreement, judged: Mapping[str, Finding]) -> Iterator[str]:
    if not agreement.conflicts_with:
        return
    told = agreement.told
    others = {judged[rival].verdict for rival in agreement.conflicts_with}
    if finding.verdict == "contradicted" and others == {"reproduced"}:
        yield f"The data support what is stated in {told}."
    elif finding.verdict == "reproduced" and others == {"contradicted"}:
        yield f"The data contradict what is stated in {told}."
    else:
        yield f"It is stated differently in {told}."


def places(claims: Sequence[Claim]) -> str:
    """Name the places of claims, by section; of very many the first."""
    by_section: dict[str, list[str]] = defaultdict(list)
    for claim in claims[:MOST_PLACES]:
        by_section[claim.section].append(claim.place)
    named = [f"{section} ({'; '.join(dict.fromkeys(found))})" for section, found in by_section.items()]
    more = len(claims) - MOST_PLACES
    return ", ".join([*named, f"{more:,} more"] if more > 0 else named)
