"""The kinds of constraint: what a sentence of the paper can demand of data it does not print."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from doesithold.paper.selection import Selection
from doesithold.statistics.survival import Endpoint

DAYS_PER_MONTH = Fraction(487, 16)
"""30.4375 days, the mean month of the Julian calendar; the paper does not say how it counts months."""

UNITS = {"day": 1 / DAYS_PER_MONTH, "week": 7 / DAYS_PER_MONTH, "month": Fraction(1)}

Text = Annotated[str, Field(min_length=1)]
Printed = Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")]


def _months(value: Any) -> Fraction:
    """Read a duration such as ``12 months + 8 weeks``; an exact number counts months."""
    if isinstance(value, Fraction):
        return value
    total = Fraction(0)
    for part in str(value).split("+"):
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?) (day|week|month)s?\s*", part)
        if match is None:
            raise ValueError("must be a duration such as '8 weeks' or '12 months + 56 days'")
        total += Fraction(match[1]) * UNITS[match[2]]
    return total


Months = Annotated[Fraction, BeforeValidator(_months)]
Percent = Annotated[float, Field(ge=-100, strict=False)]


class Constraint(BaseModel):
    """One fact that bounds the data.

    Attributes
    ----------
    place : str
        Where in the paper it stands.
    says : str
        What it says, in our words.
    basis : {"printed", "definition", "chosen"}
        Whether the paper says so, a definition it uses implies it, or it is a limit set here.
    when : dict
        Alternatives of readings under which it applies; empty: always.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    place: Text
    says: Text
    basis: Literal["printed", "definition", "chosen"]
    when: dict[str, list[str]] = {}


class LeftOut(Constraint):
    """Patients who are not analysed: all of `who`, or some number of them, nobody knows which."""

    kind: Literal["left_out"]
    who: Selection
    how_many: Annotated[int, Field(ge=1)] | None = None


class Status(Constraint):
    """Whether a time ends with an event or is censored."""

    kind: Literal["status"]
    endpoint: Endpoint
    who: Selection
    status: Literal["event", "censored"]


class _Bounded(Constraint):
    @model_validator(mode="after")
    def _has_a_bound(self) -> _Bounded:
        names = ("at_least", "more_than", "at_most", "less_than")
        if all(getattr(self, name) is None for name in names):
            raise ValueError(f"needs one of {', '.join(names)}")
        return self


class TimeBound(_Bounded):
    """Bounds for the time to an endpoint, in months, whether it is an event or censored."""

    kind: Literal["time"]
    endpoint: Endpoint
    who: Selection
    at_least: Months | None = None
    more_than: Months | None = None
    at_most: Months | None = None
    less_than: Months | None = None


class ChangeBound(_Bounded):
    """Bounds for the best tumour change, in percent of baseline, where it was measured."""

    kind: Literal["change"]
    who: Selection
    at_least: Percent | None = None
    more_than: Percent | None = None
    at_most: Percent | None = None
    less_than: Percent | None = None


class Deepest(Constraint):
    """Each of some variants has a deeper best change than every other variant, some patients set apart."""

    kind: Literal["deepest"]
    variants: list[str]
    apart_from: Selection | None = None


class Bars(Constraint):
    """How many evaluable patients have a measured change; the others progressed before a certain time."""

    kind: Literal["bars"]
    count: Annotated[int, Field(ge=0)]
    open_among: Selection
    before: Months


class Order(Constraint):
    """One endpoint never comes after another in the same patient."""

    kind: Literal["order"]
    shorter: Endpoint
    longer: Endpoint


class Treatment(Constraint):
    """How far the end of treatment may lie from the end of progression-free survival, in months."""

    kind: Literal["treatment"]
    who: Selection
    within: Months


class Median(Constraint):
    """A printed median, rounded half up, in months."""

    kind: Literal["median"]
    endpoint: Endpoint
    printed: Printed


class Interval(Constraint):
    """The printed symmetric interval about a median, rounded half up, in months."""

    kind: Literal["interval"]
    endpoint: Endpoint
    lower: Printed
    upper: Printed
    level: Printed


class Grid(Constraint):
    """Events happen only on whole multiples of a duration, in months."""

    kind: Literal["grid"]
    endpoint: Endpoint
    every: Months


AnyConstraint = Annotated[
    LeftOut
    | Status
    | TimeBound
    | ChangeBound
    | Deepest
    | Bars
    | Order
    | Treatment
    | Median
    | Interval
    | Grid,
    Field(discriminator="kind"),
]
