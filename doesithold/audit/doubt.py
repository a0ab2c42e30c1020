"""How much speaks against a number, and what one other count must do to be called the misprint behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Protocol

from doesithold.paper.assumptions import Assumption

NEAR = 10
"""How far a count may be from the printed one without being one slip of the pen."""
LEAST_MENDED = 2
"""One number that is off may itself be the misprint; that two come out by one change is no luck."""
METHODS = {"test", "method", "interval", "reading"}


class Judged(Protocol):
    """What a verdict says, of an outcome as of a finding."""

    @property
    def verdict(self) -> str:
        """The verdict."""

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What it supposes."""


class Doubt(IntEnum):
    """How much speaks against a number."""

    NOTHING = 0
    ROUNDING = 1
    METHOD = 2
    OTHER = 3
    REFUTED = 4


def doubt_of(judged: Judged) -> Doubt:
    """Say how much must be supposed for a number to come out."""
    if judged.verdict == "contradicted":
        return Doubt.REFUTED
    kinds = {one.kind for one in judged.assumptions}
    if not kinds:
        return Doubt.NOTHING
    if kinds <= {"rounding"}:
        return Doubt.ROUNDING
    return Doubt.METHOD if kinds <= {"rounding", *METHODS} else Doubt.OTHER


def may_have_a_misprint(together: Iterable[Judged]) -> bool:
    """Tell whether numbers that rest on the same counts are off so that one count may be to blame."""
    judged = list(together)
    return any(doubt_of(one) == Doubt.REFUTED for one in judged) and are_enough(judged)


def are_enough(mended: Iterable[Judged]) -> bool:
    """Tell whether so many numbers, as they were judged before, come out by one change that it is no luck."""
    return sum(doubt_of(one) > Doubt.ROUNDING for one in mended) >= LEAST_MENDED


def is_mended(old: Judged, new: Judged) -> bool:
    """Tell whether less must be supposed after a change."""
    return doubt_of(new) < doubt_of(old)


def is_spoilt(old: Judged, new: Judged) -> bool:
    """Tell whether more must be supposed after a change, or more than another method."""
    return doubt_of(new) > min(doubt_of(old), Doubt.METHOD)


def slips(printed: int) -> Iterator[int]:
    """Yield the numbers that one slip away print so: near ones, and those with a digit off."""
    text = str(printed)
    texts = {str(value) for value in range(max(0, printed - NEAR), printed + NEAR + 1)}
    for at in range(len(text)):
        texts |= {text[:at] + digit + text[at + 1 :] for digit in "0123456789"}
        texts |= {text[:at] + text[at + 1 :], text[:at] + text[at : at + 2][::-1] + text[at + 2 :]}
    texts |= {text[:at] + digit + text[at:] for at in range(len(text) + 1) for digit in "0123456789"}
    yield from sorted({int(one) for one in texts if one} - {printed})
