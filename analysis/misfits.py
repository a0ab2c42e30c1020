"""What a KIT variant that does not fit the reference protein may have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from doesithold.statistics.variants import Variant

GNNK = (510, 513)
"""Residues that isoform 2 lacks, so that its numbers are four too low from there on (UniProt P10721-2)."""
GERMLINE = {"M541L": "a known germline polymorphism (rs3822214)"}


@dataclass(frozen=True)
class Reading:
    """Another variant that a misfit may stand for, and why.

    Attributes
    ----------
    chance : Fraction
        Share of random misfits (any position the rule applies to, a residue drawn as often as the protein
        has it) for which it would also find a fit: near 1, the reading explains nothing.
    """

    variant: Variant
    rule: str
    chance: Fraction
    note: str = ""


def _isoform_2(position: int) -> set[int]:
    gap = GNNK[1] - GNNK[0] + 1
    return {position + gap} if position >= GNNK[0] else set()


def _swapped(position: int) -> set[int]:
    digits = str(position)
    swaps = (digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1))
    return {int(swap) for swap in swaps if not swap.startswith("0")} - {position}


def _one_digit(position: int) -> set[int]:
    digits = str(position)
    changed = (digits[:i] + new + digits[i + 1 :] for i in range(len(digits)) for new in "0123456789")
    return {int(number) for number in changed if not number.startswith("0")} - {position}


RULES: dict[str, Callable[[int], set[int]]] = {
    "numbered by isoform 2, which lacks GNNK 510-513": _isoform_2,
    "two neighbouring digits swapped": _swapped,
    "one digit changed": _one_digit,
}


def explain_misfit(variant: Variant, sequence: str) -> tuple[Reading, ...]:
    """List the readings under which a variant fits the reference protein, the most telling rule first.

    Parameters
    ----------
    variant : Variant
    sequence : str
        The reference protein, one letter a residue.

    Returns
    -------
    tuple of Reading
        Empty when the variant fits as it stands, or when no rule mends it.
    """
    if variant.fits(sequence):
        return ()
    readings = [
        Reading(moved, rule, chance(rule, sequence), GERMLINE.get(str(moved), ""))
        for rule, positions in RULES.items()
        for moved in map(variant.moved, sorted(positions(variant.position)))
        if moved.fits(sequence)
    ]
    return tuple(sorted(readings, key=lambda reading: reading.chance))


@lru_cache
def chance(rule: str, sequence: str) -> Fraction:
    """Return the share of random misfits that a rule of `RULES` would mend (see `Reading.chance`)."""
    weight = Counter(sequence)
    mended = misfits = 0
    for position, residue in enumerate(sequence, start=1):
        candidates = {other for other in RULES[rule](position) if other <= len(sequence)}
        found = {sequence[other - 1] for other in candidates} - {residue}
        mended += sum(weight[other] for other in found)
        misfits += (len(sequence) - weight[residue]) if candidates else 0
    return Fraction(mended, misfits)
