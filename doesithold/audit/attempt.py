"""What a search for assumptions found: all that gives a printed value, and all that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from doesithold.audit.finding import By
from doesithold.explain.search import WEAK
from doesithold.numbers import Share
from doesithold.paper.assumptions import Assumption


@dataclass(frozen=True)
class Mend:
    """One set of assumptions that gives exactly the printed value.

    Attributes
    ----------
    by : str
        ``"search"``, or ``"reading"`` for a reading of the sentence that a person wrote down.
    because : str
        The assumptions as the end of a sentence that begins with the printed value, or a reading's name.
    chance : Fraction or None
        Share of other values within reach that the same search would also have mended.
    basis : Share or None
        The share the value then comes from, such as 5/16.
    """

    assumptions: tuple[Assumption, ...]
    because: str
    chance: Fraction | None = None
    basis: Share | None = None
    by: By = "search"

    @property
    def is_strong(self) -> bool:
        """Whether it explains by more than luck."""
        return self.chance is None or self.chance <= WEAK

    @property
    def kinds(self) -> set[str]:
        """What is assumed."""
        return {one.kind for one in self.assumptions}


@dataclass(frozen=True)
class Attempt:
    """All that gives a printed value, the simplest first, and all that was tried."""

    mends: tuple[Mend, ...]
    tried: tuple[str, ...]

    @property
    def strong(self) -> tuple[Mend, ...]:
        """All that gives the value by more than luck."""
        return tuple(way for way in self.mends if way.is_strong)
