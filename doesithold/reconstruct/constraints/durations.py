"""Durations in days, weeks, months, years or scheduled scans, and the convention that gives their months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from doesithold.numbers import DAYS_A_MONTH, DAYS_A_WEEK
from doesithold.statistics.survival import Flat

DAYS = {"day": Fraction(1), "week": Fraction(DAYS_A_WEEK), "year": 12 * DAYS_A_MONTH}
UNITS = {"day": 1 / DAYS_A_MONTH, "week": DAYS_A_WEEK / DAYS_A_MONTH, "month": Fraction(1)}
LONGEST_DURATION = 1200
"""Months beyond which a duration is a mistake."""

PART = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,9})?) (day|week|month|year|scan)s?\s*")


@dataclass(frozen=True)
class Convention:
    """How the numbers of one paper are counted and printed.

    Attributes
    ----------
    month : Fraction
        Days in a month.
    scan : Fraction
        Days between scheduled scans; 0 where there is no schedule.
    rounding : {"half_up", "truncate"}
        How printed digits were made.
    flat : {"first", "midpoint"}
        Which time is the median where a survival curve rests at exactly one half.
    """

    month: Fraction = DAYS_A_MONTH
    scan: Fraction = Fraction(0)
    rounding: Literal["half_up", "truncate"] = "half_up"
    flat: Flat = "first"


class Duration(Fraction):
    """A duration in months of the default convention, which knows what it is under another one."""

    days: Fraction
    months: Fraction
    scans: Fraction

    def __new__(cls, days: Fraction, months: Fraction, scans: Fraction) -> Duration:
        """Keep the parts beside the value; scans count only once a convention says how far apart they are."""
        made = super().__new__(cls, months + days / DAYS_A_MONTH)
        made.days, made.months, made.scans = days, months, scans
        return made

    def __deepcopy__(self, memo: object) -> Duration:
        return self

    def under(self, convention: Convention) -> Fraction:
        """Return the months it takes where months and scans are counted so."""
        return self.months + (self.days + self.scans * convention.scan) / convention.month


def read_duration(value: Any) -> Fraction:
    """Read a duration such as ``12 months + 8 weeks`` or ``2 scans``; an exact number counts months."""
    if isinstance(value, Fraction):
        return value
    parts = {"days": Fraction(0), "months": Fraction(0), "scans": Fraction(0)}
    for part in str(value).split("+"):
        match = PART.fullmatch(part)
        if match is None:
            raise ValueError("must be a duration such as '8 weeks', '2 scans' or '12 months + 56 days'")
        kind = {"month": "months", "scan": "scans"}.get(match[2], "days")
        parts[kind] += Fraction(match[1]) * DAYS.get(match[2], 1)
    found = Duration(**parts)
    if found > LONGEST_DURATION:
        raise ValueError(f"must not be longer than {LONGEST_DURATION} months")
    return found


Months = Annotated[Fraction, BeforeValidator(read_duration)]
