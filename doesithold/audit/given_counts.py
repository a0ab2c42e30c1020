"""One misprinted count of a sentence behind several of its results: the single change that mends them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from doesithold.audit.doubt import are_enough, is_mended, is_spoilt, may_have_a_misprint, slips
from doesithold.audit.finding import Finding
from doesithold.audit.verdicts import judge
from doesithold.errors import InputError
from doesithold.measures import MeasureCall
from doesithold.paper.assumptions import Assumption
from doesithold.paper.claims import Claim
from doesithold.paper.paper import Paper

Counts = tuple[int, ...]


class _Change(NamedTuple):
    """The counts of a sentence with one other number."""

    was: Counts
    now: Counts

    @property
    def assumption(self) -> Assumption:
        """What is supposed."""
        at = next(at for at, (one, other) in enumerate(zip(self.was, self.now, strict=True)) if one != other)
        first = at - at % 2
        shares = (f"{counts[first]}/{counts[first + 1]}" for counts in (self.now, self.was))
        return Assumption("misprint", ", not ".join(shares))

    def made(self, claim: Claim) -> Claim:
        """Return a claim that is computed from the changed counts."""
        assert claim.measure
        given = dict(claim.measure.arguments)
        if "counts" in given:
            given["counts"] = list(self.now)
        else:
            pairs = list(zip(self.was[::2], self.was[1::2], strict=True))
            at = pairs.index((given["count"], given["of"]))
            given |= {"count": self.now[2 * at], "of": self.now[2 * at + 1]}
        return claim.model_copy(update={"measure": MeasureCall(claim.measure.name, given)})


def misprinted_counts(paper: Paper, findings: Mapping[str, Finding]) -> dict[str, tuple[Assumption, ...]]:
    """Find claims that come out together by one other count in the sentence they stand in.

    Parameters
    ----------
    paper : Paper
    findings : mapping of str to Finding
        On its claims.

    Returns
    -------
    dict of str to tuple of Assumption
        For each such claim all changes that do the same, the smallest first.
    """
    mended: dict[str, tuple[Assumption, ...]] = {}
    for counts, claims in _sentences(paper.claims):
        if may_have_a_misprint(findings[claim.id] for claim in claims):
            found = [
                (change, names)
                for change in _changes(counts)
                if (names := _mended(paper, claims, change, findings))
            ]
            most = max((len(names) for _, names in found), default=0)
            best = [(change, names) for change, names in found if len(names) == most]
            best.sort(key=lambda one: sum(abs(a - b) for a, b in zip(one[0].was, one[0].now, strict=True)))
            for name in best[0][1] if best else ():
                mended[name] = tuple(change.assumption for change, names in best if name in names)
    return mended


def _sentences(claims: Sequence[Claim]) -> Iterator[tuple[Counts, list[Claim]]]:
    """Yield the counts of two arms that a sentence gives, with the claims computed from them."""
    by_place: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.measure:
            by_place.setdefault((claim.section, claim.place), []).append(claim)
    for here in by_place.values():
        given = {tuple(one.measure.arguments.get("counts") or ()): None for one in here if one.measure}
        for counts in given:
            if counts and len(counts) % 2 == 0:
                yield counts, [one for one in here if _is_of(one, counts)]


def _is_of(claim: Claim, counts: Counts) -> bool:
    given = claim.measure.arguments if claim.measure else {}
    pairs = list(zip(counts[::2], counts[1::2], strict=True))
    return tuple(given.get("counts") or ()) == counts or (given.get("count"), given.get("of")) in pairs


def _changes(counts: Counts) -> Iterator[_Change]:
    for at, number in enumerate(counts):
        for value in slips(number):
            now = (*counts[:at], value, *counts[at + 1 :])
            first = at - at % 2
            if now[first] <= now[first + 1]:
                yield _Change(counts, now)


def _mended(
    paper: Paper, claims: Sequence[Claim], change: _Change, findings: Mapping[str, Finding]
) -> list[str] | None:
    """Return the claims that come out by a change; None where it spoils one, or mends fewer than two."""
    mended = []
    for claim in claims:
        try:
            new = judge(paper, change.made(claim))
        except InputError:
            return None
        if is_spoilt(findings[claim.id], new):
            return None
        mended += [claim.id] if is_mended(findings[claim.id], new) else []
    return mended if are_enough(findings[name] for name in mended) else None
