"""Protein variants as printed, and whether they fit a reference protein."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from doesithold.errors import InputError

PRINTED = re.compile(
    r"(?:[A-Z][A-Z0-9]*?\s*)?([ACDEFGHIKLMNPQRSTVWY])([1-9][0-9]*)(del|[ACDEFGHIKLMNPQRSTVWY])"
)


@dataclass(frozen=True)
class Variant:
    """A change of one residue: substituted, or deleted in frame (`change` is then ``"del"``)."""

    reference: str
    position: int
    change: str

    @property
    def kind(self) -> Literal["substitution", "deletion"]:
        """Whether the residue is replaced or lost."""
        return "deletion" if self.change == "del" else "substitution"

    def fits(self, sequence: str) -> bool:
        """Whether the reference protein has this variant's residue at its position (counted from 1)."""
        return self.position <= len(sequence) and sequence[self.position - 1] == self.reference

    def moved(self, position: int) -> Variant:
        """Return the same change at another position."""
        return Variant(self.reference, position, self.change)

    def __str__(self) -> str:
        return f"{self.reference}{self.position}{self.change}"


def parse_variant(printed: str) -> Variant:
    """Read a protein variant such as ``"V600E"``, ``"BRAF V600E"`` or ``"E746del"``.

    Raises
    ------
    InputError
        If it is neither a substitution nor a deletion of one residue, or changes nothing.
    """
    match = PRINTED.fullmatch(printed.strip())
    if not match or match[1] == match[3]:
        raise InputError(f"{printed!r} must be a residue, its position, and another residue or 'del'")
    return Variant(match[1], int(match[2]), match[3])


@dataclass(frozen=True)
class Slip:
    """A slip of the pen that a variant which does not fit may come from.

    Attributes
    ----------
    variant : Variant
        What would then be meant.
    rule : str
        One of `SLIPS`.
    chance : Fraction
        Share of random misfits (any position, a residue drawn as often as the protein has it) that the same
        slip would also make fit: near 1, it explains nothing.
    """

    variant: Variant
    rule: str
    chance: Fraction


def _swapped(position: int) -> set[int]:
    digits = str(position)
    swaps = (digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1))
    return {int(swap) for swap in swaps if not swap.startswith("0")} - {position}


def _one_digit(position: int) -> set[int]:
    digits = str(position)
    changed = (digits[:i] + new + digits[i + 1 :] for i in range(len(digits)) for new in "0123456789")
    return {int(number) for number in changed if not number.startswith("0")} - {position}


SLIPS: dict[str, Callable[[int], set[int]]] = {
    "two neighbouring digits swapped": _swapped,
    "one digit changed": _one_digit,
}


def explain_misfit(variant: Variant, sequence: str) -> tuple[Slip, ...]:
    """List the slips after which a variant would fit the reference protein, the most telling first.

    Parameters
    ----------
    variant : Variant
    sequence : str
        The reference protein, one letter a residue.

    Returns
    -------
    tuple of Slip
        Empty when the variant fits as it stands, or when no slip mends it.
    """
    if variant.fits(sequence):
        return ()
    found = [
        Slip(moved, rule, _chance(rule, sequence))
        for rule, positions in SLIPS.items()
        for moved in map(variant.moved, sorted(positions(variant.position)))
        if moved.fits(sequence)
    ]
    return tuple(sorted(found, key=lambda slip: slip.chance))


@lru_cache
def _chance(rule: str, sequence: str) -> Fraction:
    weight = Counter(sequence)
    mended = misfits = 0
    for position, residue in enumerate(sequence, start=1):
        candidates = {other for other in SLIPS[rule](position) if other <= len(sequence)}
        found = {sequence[other - 1] for other in candidates} - {residue}
        mended += sum(weight[other] for other in found)
        misfits += (len(sequence) - weight[residue]) if candidates else 0
    return Fraction(mended, misfits)
