"""Agreement: what the statements of a paper say of each other, whatever the data say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from doesithold.audit.finding import Finding, as_number, quoted
from doesithold.numbers import decimal_places, to_decimal
from doesithold.paper.claims import Claim


@dataclass(frozen=True)
class Agreement:
    """Ids of the claims that say the same, that say otherwise, and that a claim is in tension with."""

    agrees_with: tuple[str, ...]
    conflicts_with: tuple[str, ...]
    tension_with: tuple[str, ...]
    tension: str | None


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
    declared = _tensions(claims)
    return {
        claim.id: _agreement(claim, stated.get(claim.quantity or "", ()), declared.get(claim.id, {}))
        for claim in claims
    }


def _tensions(claims: Sequence[Claim]) -> dict[str, dict[str, str | None]]:
    """Return for each claim the others it is in tension with, each with the sentence that says so."""
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for claim in claims:
        for other in claim.tension_with:
            found[claim.id].setdefault(other, claim.tension)
            found[other].setdefault(claim.id, claim.tension)
    return found


def _agreement(claim: Claim, stated: Iterable[Claim], tensions: Mapping[str, str | None]) -> Agreement:
    others = [other for other in stated if other.id != claim.id]
    agreeing = [other.id for other in others if compatible(claim.reported, other.reported)]
    return Agreement(
        tuple(agreeing),
        tuple(other.id for other in others if other.id not in agreeing),
        tuple(tensions),
        claim.tension or next((told for told in tensions.values() if told), None),
    )


def compatible(one: str, other: str) -> bool:
    """Tell whether two reported values can be the same quantity: equal once printed to the fewer digits."""
    first, second = as_number(one), as_number(other)
    if first is None or second is None:
        return one.casefold() == other.casefold()
    places = min(decimal_places(one), decimal_places(other))
    return to_decimal(first, places) == to_decimal(second, places)


def with_agreement(
    finding: Finding, agreement: Agreement, judged: Mapping[str, Finding], reported: Mapping[str, Claim]
) -> Finding:
    """Add to a finding what other statements say of it, in the explanation as well.

    Parameters
    ----------
    finding : Finding
        Judged by the data.
    agreement : Agreement
    judged : mapping of str to Finding
        All findings, judged by the data.
    reported : mapping of str to Claim
        All claims.
    """
    sentences = [
        finding.explanation,
        *_repeated(finding, agreement, reported),
        *_told_differently(finding, agreement, judged, reported),
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


def _repeated(finding: Finding, agreement: Agreement, reported: Mapping[str, Claim]) -> Iterator[str]:
    if finding.verdict == "unverifiable" and agreement.agrees_with:
        others = [reported[other] for other in agreement.agrees_with]
        yield f"The paper repeats it in {places(others)}."


def _told_differently(
    finding: Finding, agreement: Agreement, judged: Mapping[str, Finding], reported: Mapping[str, Claim]
) -> Iterator[str]:
    if not agreement.conflicts_with:
        return
    by_value: dict[str, list[Claim]] = defaultdict(list)
    for rival in agreement.conflicts_with:
        by_value[reported[rival].reported].append(reported[rival])
    told = "; ".join(f"{places(rivals)}: {quoted(value)}" for value, rivals in by_value.items())
    others = {judged[rival].verdict for rival in agreement.conflicts_with}
    if finding.verdict == "contradicted" and others == {"reproduced"}:
        yield f"The data support what is stated in {told}."
    elif finding.verdict == "reproduced" and others == {"contradicted"}:
        yield f"The data contradict what is stated in {told}."
    else:
        yield f"It is stated differently in {told}."


def places(claims: Iterable[Claim]) -> str:
    """Name the places of claims, a section with all its places."""
    by_section: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        by_section[claim.section].append(claim.place)
    return ", ".join(
        f"{section} ({'; '.join(dict.fromkeys(found))})" for section, found in by_section.items()
    )
