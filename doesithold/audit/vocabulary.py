"""The words of the audit: verdicts, agreement, kinds and weights of discrepancies, each with its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["reproduced", "explained", "contradicted", "unverifiable", "external"]
Kind = Literal["error", "inconsistency", "undeclared", "tension"]
Weight = Literal["conclusion", "result", "detail", "wording"]


@dataclass(frozen=True)
class Word:
    """A word of the audit with its sign and its meaning, which follows the word in a table."""

    mark: str
    meaning: str


VERDICT_WORDS: Mapping[Verdict, Word] = {
    "reproduced": Word("✓", "the data, rounded to the printed digits, give the printed value"),
    "explained": Word(
        "≈",
        "the data give another value, but an assumption that the paper does not state (by search) or another "
        "fair reading of the sentence (by reading) gives exactly the printed one",
    ),
    "contradicted": Word("✗", "the data give another value, and nothing tried gives the printed one"),
    "unverifiable": Word("?", "no published data decide it, even where the paper says it twice"),
    "external": Word("↗", "it is about other work or the world, not about this study"),
}
AGREEMENT_WORDS: Mapping[str, Word] = {
    "conflict": Word(
        "⇄", "the paper states the same quantity differently elsewhere; this changes no verdict"
    ),
    "tension": Word("~", "its wording or definition is at odds with another statement or with the data"),
}
KIND_WORDS: Mapping[Kind, str] = {
    "error": "the published data refute a statement",
    "inconsistency": "two statements cannot both hold",
    "undeclared": "the statements hold under an assumption or a reading that the paper does not state",
    "tension": "wordings or definitions are at odds",
}
WEIGHT_WORDS: Mapping[Weight, str] = {
    "conclusion": "a conclusion of the paper depends on it",
    "result": "a reported result depends on it",
    "detail": "a number or an entry is affected, but no result depends on it",
    "wording": "only words are concerned",
}

VERDICTS: tuple[Verdict, ...] = ("contradicted", "explained", "unverifiable", "reproduced", "external")
"""The verdicts, the gravest first."""
KINDS: tuple[Kind, ...] = tuple(KIND_WORDS)
WEIGHTS: tuple[Weight, ...] = tuple(WEIGHT_WORDS)
MARKS: Mapping[str, str] = {verdict: word.mark for verdict, word in VERDICT_WORDS.items()}
