"""What forms of results are made of: numbers, intervals, counts; and the draft of a claim read from one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from doesithold.paper.manuscript.numbers import WORDS
from doesithold.paper.manuscript.reading import Sentence

N = r"\d+(?:\.\d+)?"
TO = r"\s*(?:[\u2010-\u2015-]|to|,|;|and)\s*"
CI_NAME = r"(?:95\s*%\s*)?(?:CI|confidence interval(?:\s*\[CI\])?)"
CI = rf"{CI_NAME}\s*[:=,]?\s*[\[(]?\s*(?P<lower>{N})\s*%?{TO}(?P<upper>{N})"
P = r"\b[pP]\s*(?P<relation>[<>=\u2264\u2265]=?)\s*(?P<p>0?\.\d+)"
SIGNED_CI = rf"{CI_NAME}\s*[:=,]?\s*[\[(]?\s*(?P<lower>[-\u2212]?{N})\s*%?{TO}(?P<upper>[-\u2212]?{N})"
WHOLE = rf"\d{{1,3}}(?:,\d{{3}})+|\d+|(?i:{WORDS})"
NUMBERED = ("grade", "stage", "phase", "week", "day", "cycle")
NOT_A_NAME = r"(?<![\d.,/\u2010-\u2015-])" + "".join(
    rf"(?<![{word[0]}{word[0].upper()}]{word[1:]} )" for word in NUMBERED
)
PEOPLE = "(?:patients|participants|subjects|people|women|men|children|adults)"
COUNT = rf"{NOT_A_NAME}\b(?P<count>{WHOLE})\b"
AMONG = rf"\s+(?:{PEOPLE} )?(?:(?:out )?of|among)(?: the| a)?(?: total of)?(?: \w+)?\s+"
OF = rf"(?:/|{AMONG})(?P<of>{WHOLE})\b(?! grade)"
SHARE = re.compile(rf"{COUNT}{OF}")
PERCENT = rf"(?P<percent>{N})\s*%"


@dataclass(frozen=True)
class Draft:
    """A claim that a person has not looked at yet.

    Attributes
    ----------
    sentence : Sentence
        Where it stands.
    says : str
        What is claimed, in words of its own.
    measure : dict or None
        How it can be recomputed from the numbers beside it; None where only other data could tell.
    needs : str or None
        These data.
    readings : list of dict
        Other fair readings.
    span : tuple of int
        First and last character of the sentence that it was read from.
    """

    sentence: Sentence
    says: str
    reported: str
    unit: str
    measure: dict[str, Any] | None = None
    needs: str | None = None
    readings: list[dict[str, Any]] = field(default_factory=list)
    span: tuple[int, int] = field(default=(0, 0), compare=False)


Maker = Callable[[Sentence, re.Match[str]], Iterator[Draft]]


def draft_at(
    sentence: Sentence, match: re.Match[str], says: str, reported: str, unit: str, **how: Any
) -> Draft:
    """Return the draft of what stands at a match."""
    return Draft(sentence, says, reported, unit, span=match.span(), **how)
