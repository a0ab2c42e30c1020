"""What a check of a cell found, before it becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from doesithold.audit.cells.sheet import Line
from doesithold.numbers import Share
from doesithold.paper.assumptions import Assumption

Verdict = Literal["reproduced", "explained", "contradicted", "unverifiable"]


@dataclass(frozen=True)
class Outcome:
    """The verdict on one column of one cell.

    Attributes
    ----------
    says : str
        What was checked, as a statement.
    recomputed : str or None
        The value as the cell would print it.
    assumptions : tuple of Assumption
        What must be supposed for the printed value to come out; empty if nothing must, or nothing does.
    alternatives : tuple of tuple of Assumption
        Other sets of assumptions, all weak ones among them.
    tried : tuple of str
        What was tried in vain.
    rests_on : tuple of str
        The columns of cells it was computed from.
    conflicts_with : tuple of str
        Findings of cells that print the same quantity otherwise.
    set : str
        The set whose parts are added up, where the outcome is about no single row.
    reported : str
        The printed value, where it is not the one in `column`.
    blames : tuple of (Line, str) or None
        The cell and column whose misprint explains it.
    cause : str
        The finding on that misprint.
    mends : mapping of str to tuple of Assumption
        Where it is a misprint: the claims that come out without it, each with what is supposed.
    """

    line: Line
    column: str
    verdict: Verdict
    says: str
    explanation: str
    recomputed: str | None = None
    assumptions: tuple[Assumption, ...] = ()
    alternatives: tuple[tuple[Assumption, ...], ...] = ()
    tried: tuple[str, ...] = ()
    chance: Fraction | None = None
    basis: Share | str | None = None
    measure: str = ""
    rests_on: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    set: str = ""
    reported: str = ""
    blames: tuple[Line, str] | None = None
    cause: str = ""
    mends: Mapping[str, tuple[Assumption, ...]] = field(default_factory=dict)
