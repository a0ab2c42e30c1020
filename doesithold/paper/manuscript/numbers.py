"""The register of a manuscript: every number outside its tables, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from doesithold.numbers import NUMBER_WORDS, SMALL, to_fraction
from doesithold.paper.manuscript.reading import CITATION, Manuscript, Sentence

_SMALL = "|".join(
    word.replace("-", "[- ]") for word in sorted(NUMBER_WORDS, key=len, reverse=True) if word != "zero"
)
_HUNDREDS = rf"(?:a|{'|'.join(SMALL[1:10])})[- ]hundred(?:[- ](?:and[- ])?(?:{_SMALL})\b)?"
_THOUSANDS = rf"(?:{_HUNDREDS}|a|{_SMALL})[- ]thousand(?:[- ](?:and[- ])?(?:{_HUNDREDS}|{_SMALL})\b)?"
WORDS = rf"{_THOUSANDS}|{_HUNDREDS}|{_SMALL}"
"""Number words from one on, below a million, as a regular expression."""
DASHES = "\u2010-\u2015"
NUMBER = re.compile(
    rf"(?<![A-Za-z0-9{DASHES}/.])(\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d*\.?\d+)(?![A-Za-z0-9])|\b({WORDS})\b",
    re.IGNORECASE,
)
RANGE_END = re.compile(rf"\d(?:\.\d+)?[{DASHES}/](\d+(?:\.\d+)?)(?![A-Za-z0-9])")
NAMED = re.compile(
    r"(Figures?|Fig\.|Tables?|version|v\.|RECIST|Ref\.|exons?|Appendix|Section|\^)\s*$", re.IGNORECASE
)
"""Words after which a number is a name."""


@dataclass(frozen=True)
class FoundNumber:
    """A number, the sentence it stands in, and where in the sentence it begins."""

    sentence: Sentence
    text: str
    start: int


def whole_number(text: str) -> int:
    """Read a printed whole number: digits, with commas or without, or a number word."""
    return int(to_fraction(text))


def numbers(manuscript: Manuscript) -> Iterator[FoundNumber]:
    """Go through all numbers; citations, identifiers and numbered names are left out."""
    for sentence in manuscript.sentences:
        for start, text in numbers_in(sentence.text):
            yield FoundNumber(sentence, text, start)


def numbers_in(sentence: str) -> Iterator[tuple[int, str]]:
    """Go through the numbers of a sentence, each with the place where it begins."""
    text = CITATION.sub(lambda found: " " * len(found[0]), sentence)
    found = {match.start(): match[0] for match in NUMBER.finditer(text)}
    found |= {match.start(1): match[1] for match in RANGE_END.finditer(text)}
    for start in sorted(found):
        if not NAMED.search(text[max(0, start - 14) : start]):
            yield start, found[start].lower()
