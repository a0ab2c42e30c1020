"""Protein variants as printed, and whether they fit a reference protein."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
