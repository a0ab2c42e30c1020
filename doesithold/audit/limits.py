"""Printed limits, such as ``<0.001`` or ``over 75``: a value that lies beyond them agrees."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from fractions import Fraction

from doesithold.audit.finding import as_number
from doesithold.numbers import to_fraction

WORDS = "<=|>=|<|>|≤|≥|over|above|under|below|at least|at most|more than|less than"
LIMIT = re.compile(rf"({WORDS}) ?(.+)")
BEYOND: dict[str, Callable[[Fraction, Fraction], bool]] = {
    **dict.fromkeys(("<", "under", "below", "less than"), operator.lt),
    **dict.fromkeys((">", "over", "above", "more than"), operator.gt),
    **dict.fromkeys(("<=", "≤", "at most"), operator.le),
    **dict.fromkeys((">=", "≥", "at least"), operator.ge),
}


def limit_of(reported: str) -> tuple[str, str] | None:
    """Return relation and number of a printed limit, or None where `reported` is no limit."""
    match = LIMIT.fullmatch(reported.casefold())
    return (match[1], match[2]) if match and as_number(match[2]) is not None else None


def beyond(value: Fraction, limit: tuple[str, str]) -> bool:
    """Tell whether a value lies on the stated side of a limit."""
    relation, number = limit
    return BEYOND[relation](value, to_fraction(number))
