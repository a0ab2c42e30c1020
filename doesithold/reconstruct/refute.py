"""Proving a statement from the constraints by showing that its opposite contradicts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from doesithold.paper.paper import Paper
from doesithold.reconstruct.clashes import shrink
from doesithold.reconstruct.constraints import Constraint, LeftOut, Reading, Status, TimeBound
from doesithold.reconstruct.feasible import contradiction

SUPPOSED = "supposed"


@dataclass
class Proof:
    """Statements proved under one reading, and the constraints they rest on.

    Attributes
    ----------
    used : set of str
        Constraints that the proofs so far needed; a later proof tries to do with these.
    """

    paper: Paper
    reading: Reading
    used: set[str] = field(default_factory=set)

    def rules_out(self, *opposite: Constraint) -> bool:
        """Tell whether the constraints rule the opposite of a statement out."""
        if contradiction(self.paper, self.reading.only(*self.used).plus(*opposite)):
            return True
        together = self.reading.plus(*opposite)
        if contradiction(self.paper, together) is None:
            return False
        self.used |= shrink(self.paper, together, keep=frozenset({SUPPOSED})) - {SUPPOSED}
        return True


def progression_bound(
    *patients: str,
    at_least: Fraction | None = None,
    more_than: Fraction | None = None,
    at_most: Fraction | None = None,
    less_than: Fraction | None = None,
) -> TimeBound:
    """Suppose bounds, in months, for the progression-free survival of some patients."""
    return TimeBound(
        id=SUPPOSED,
        place="none",
        says="supposed",
        basis="chosen",
        kind="time",
        endpoint="pfs",
        who={"patient": list(patients)},
        at_least=at_least,
        more_than=more_than,
        at_most=at_most,
        less_than=less_than,
    )


def progression_status(patient: str, status: Literal["event", "censored"]) -> Status:
    """Suppose that the progression-free survival of a patient ends with an event, or is censored."""
    return Status(
        id=SUPPOSED,
        place="none",
        says="supposed",
        basis="chosen",
        kind="status",
        endpoint="pfs",
        who={"patient": patient},
        status=status,
    )


def missing(patient: str) -> LeftOut:
    """Suppose that a patient is the one who is missing from the analysis."""
    return LeftOut(
        id=SUPPOSED,
        place="none",
        says="supposed",
        basis="chosen",
        kind="left_out",
        who={"patient": patient},
        how_many=1,
    )
