"""A finding: a statement with its verdict from the data and its agreement with other statements."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from doesithold.audit.vocabulary import AGREEMENT_WORDS, VERDICT_WORDS, Verdict, Word
from doesithold.numbers import Share, decimal_places, to_decimal, to_fraction
from doesithold.paper.assumptions import Assumption

By = Literal["search", "reading"]
Provenance = Literal["reported", "derived"]


@dataclass(frozen=True)
class Finding:
    """A claim with its recomputed value, verdict, agreement and explanation.

    Attributes
    ----------
    recomputed : str or None
        The value printed as the reported one is; None where nothing could be recomputed.
    verdict : str
        One of `VERDICTS`, from the data and from nothing else.
    by : str or None
        What explains it: ``"search"`` or ``"reading"``; None for every other verdict.
    explanation : str
        One or two plain sentences.
    assumptions : tuple of Assumption
        The simplest set that gives exactly the printed value; empty if none was needed or none does.
    alternatives : tuple of tuple of Assumption
        Further sets that do; those of a contradicted finding are weak.
    tried : tuple of str
        What was tried where the data give another value.
    chance : Fraction or None
        Share of other values, printed as precisely and within reach of the data, that the same search would
        also have explained.
    basis : Share, str or None
        What the value comes from: mostly a share, such as 5/16; None where nothing gives it.
    rests_on : tuple of str
        Columns of the data and claims that the verdict rests on.
    agrees_with, conflicts_with : tuple of str
        Claims that state the same quantity alike, and differently.
    tension_with : tuple of str
        Claims that its wording or definition is at odds with.
    tension : str or None
        That tension in a sentence; it may also be with printed data.
    needs : str or None
        The data that would decide an unverifiable statement.
    provenance : str
        ``"reported"`` for a statement of the paper, ``"derived"`` for a check of our own.
    """

    id: str
    section: str
    place: str
    says: str
    reported: str
    unit: str
    recomputed: str | None
    verdict: Verdict
    explanation: str
    by: By | None = None
    assumptions: tuple[Assumption, ...] = ()
    alternatives: tuple[tuple[Assumption, ...], ...] = ()
    tried: tuple[str, ...] = ()
    chance: Fraction | None = None
    basis: Share | str | None = None
    measure: str | None = None
    agrees_with: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    tension_with: tuple[str, ...] = ()
    tension: str | None = None
    rests_on: tuple[str, ...] = ()
    needs: str | None = None
    note: str | None = None
    provenance: Provenance = "reported"

    @property
    def share(self) -> Share | None:
        """The share the value comes from, if it comes from one."""
        return self.basis if isinstance(self.basis, Share) else None

    @property
    def signs(self) -> tuple[Word, ...]:
        """The words for conflict and tension that apply."""
        applies = {"conflict": bool(self.conflicts_with), "tension": self.in_tension}
        return tuple(word for name, word in AGREEMENT_WORDS.items() if applies[name])

    @property
    def marks(self) -> str:
        """The mark of the verdict, with the signs of conflict and tension."""
        return VERDICT_WORDS[self.verdict].mark + "".join(word.mark for word in self.signs)

    @property
    def in_tension(self) -> bool:
        """Whether wording or definition is at odds with something."""
        return bool(self.tension or self.tension_with)

    @property
    def clean(self) -> bool:
        """Whether it is neither contradicted nor explained, and in no conflict or tension."""
        troubled = self.verdict in ("contradicted", "explained")
        return not (troubled or self.conflicts_with or self.in_tension)


def normal(reported: str) -> str:
    """Write a reported number in digits: ``six`` as ``6``, ``.05`` as ``0.05``; leave anything else alone."""
    number = as_number(reported)
    return reported if number is None else to_decimal(number, decimal_places(reported))


def as_number(reported: str) -> Fraction | None:
    """Read a reported value as a number, or return None if it is none."""
    try:
        return to_fraction(reported)
    except ValueError:
        return None


def quoted(reported: str) -> str:
    """Put a reported value in quotation marks unless it is a number."""
    return reported if as_number(reported) is not None else f"“{reported}”"
