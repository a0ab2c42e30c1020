"""Printed limits, such as ``<0.001`` or ``over 75``: a value that lies beyond them agrees."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from doesithold.numbers import PrintedNumber, read_number

SIGNS = {
    "over": ">",
    "above": ">",
    "more than": ">",
    "under": "<",
    "below": "<",
    "less than": "<",
    "at least": "≥",
    "at most": "≤",
}
BEYOND: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "≤": operator.le,
    "≥": operator.ge,
}


def limit_of(reported: str) -> PrintedNumber | None:
    """Read a printed limit; None where `reported` is none."""
    text = reported.casefold()
    word = next((word for word in SIGNS if text.startswith(word)), "")
    try:
        printed = read_number(text.removeprefix(word))
    except ValueError:
        return None
    printed = replace(printed, relation=SIGNS[word]) if word else printed
    return printed if printed.relation else None


def beyond(value: Fraction, limit: PrintedNumber) -> bool:
    """Tell whether a value lies on the stated side of a limit."""
    return BEYOND[limit.relation](value, limit.value)
