"""The kinds of constraint: what a sentence of the paper can demand of data it does not print."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from doesithold.paper.selection import Selection
from doesithold.reconstruct.constraints.durations import Convention, Duration, Months
from doesithold.statistics.survival import Flat

FINEST = Fraction(1, 750)
"""Months in an hour, about: the finest grid of times, so that no search over it is endless."""
Text = Annotated[str, Field(min_length=1)]
Rounding = Literal["half_up", "truncate"]
Printed = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?$")]


Percent = Annotated[float, Field(ge=-100, strict=False)]
EndpointName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Endpoint(BaseModel):
    """What ends a time, such as death.

    Attributes
    ----------
    label : str
        What a reader calls the time to it; where nothing is said its name, in capitals.
    at_scans : bool
        Whether scheduled scans are where it is mostly seen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    label: Text | None = None
    at_scans: bool = False


class Constraint(BaseModel):
    """One fact that bounds the data.

    Attributes
    ----------
    place : str
        Where in the paper it stands.
    says : str
        What it says, in our words.
    basis : {"printed", "definition", "inference", "chosen"}
        Whether the paper says so, a definition it uses implies it, we infer it from several sentences, or it
        is a limit set here.
    when : dict
        Alternatives of readings under which it applies; empty: always.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    place: Text
    says: Text
    basis: Literal["printed", "definition", "inference", "chosen"]
    when: dict[str, list[str]] = {}

    def under(self, convention: Convention) -> Self:
        """Return the same constraint with every duration in months of the convention."""
        durations = {name: value.under(convention) for name, value in self if isinstance(value, Duration)}
        return self.model_copy(update=durations)


class LeftOut(Constraint):
    """Patients who are not analysed: all of `who`, or some number of them, nobody knows which."""

    kind: Literal["left_out"]
    who: Selection
    how_many: Annotated[int, Field(ge=1)] | None = None


class Status(Constraint):
    """Whether a time ends with an event or is censored."""

    kind: Literal["status"]
    endpoint: EndpointName
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
    endpoint: EndpointName
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
    """Each of some values of a column has a deeper best change than every other value among some patients."""

    kind: Literal["deepest"]
    column: Text
    values: list[str]
    among: Selection
    apart_from: Selection | None = None


class Bars(Constraint):
    """How many of `who` have a measured change; the others, in `open_among`, come early to an endpoint."""

    kind: Literal["bars"]
    count: Annotated[int, Field(ge=0)]
    who: Selection
    open_among: Selection
    endpoint: EndpointName
    before: Months


class Order(Constraint):
    """One endpoint never comes after another in the same patient."""

    kind: Literal["order"]
    shorter: EndpointName
    longer: EndpointName

    @model_validator(mode="after")
    def _two_endpoints(self) -> Order:
        if self.shorter == self.longer:
            raise ValueError(f"shorter and longer must be two endpoints, not {self.shorter} twice")
        return self


class Treatment(Constraint):
    """How far from the time to an endpoint treatment may end, in months, and what endpoint it ends by."""

    kind: Literal["treatment"]
    who: Selection
    endpoint: EndpointName
    within: Months
    until: EndpointName | None = None


class Summary(Constraint):
    """A printed summary of a Kaplan-Meier curve, in months.

    Attributes
    ----------
    rounding : {"half_up", "truncate"}
        How its digits were made.
    flat : {"first", "midpoint"}
        Which time is the median where the curve rests at exactly one half.
    """

    endpoint: EndpointName
    rounding: Rounding = "half_up"
    flat: Flat = "first"

    def under(self, convention: Convention) -> Self:
        """Return the same summary, made as the convention has it."""
        return self.model_copy(update={"rounding": convention.rounding, "flat": convention.flat})


class Median(Summary):
    """A printed median."""

    kind: Literal["median"]
    printed: Printed


class Interval(Summary):
    """The printed symmetric interval about a median."""

    kind: Literal["interval"]
    lower: Printed
    upper: Printed
    level: Printed

    @model_validator(mode="after")
    def _right_way_round(self) -> Interval:
        if Fraction(self.lower) >= Fraction(self.upper):
            raise ValueError(f"the lower bound {self.lower} must be below the upper bound {self.upper}")
        if not 0 < Fraction(self.level) < 1:
            raise ValueError(f"level {self.level} must lie between 0 and 1")
        return self


class Grid(Constraint):
    """Events happen only within some time of whole multiples of a duration, in months."""

    kind: Literal["grid"]
    endpoint: EndpointName
    every: Months
    within: Months = Fraction(0)

    @model_validator(mode="after")
    def _not_too_fine(self) -> Grid:
        in_scans = isinstance(self.every, Duration) and self.every.scans > 0
        if self.every < FINEST and not in_scans:
            raise ValueError("every must be at least an hour")
        if 2 * self.within >= self.every and not in_scans:
            raise ValueError("within must be less than half of every")
        return self


class NoDifference(Constraint):
    """A log-rank test between two groups is not significant."""

    kind: Literal["no_difference"]
    endpoint: EndpointName
    who: Selection
    against: Selection
    level: Printed


class Observed(Constraint):
    """Nobody is censored before the curve has come down to 0.45, where the printed interval looks last."""

    kind: Literal["observed"]
    endpoint: EndpointName


class Distinct(Constraint):
    """No two events have the same time."""

    kind: Literal["distinct"]
    endpoint: EndpointName


class Wait(Constraint):
    """How long after the event of one rank the event of a later rank comes: not below, or not above."""

    kind: Literal["wait"]
    endpoint: EndpointName
    first: int
    second: int
    less_than: Fraction | None = None
    more_than: Fraction | None = None


class MedianTime(Constraint):
    """Bounds for the unrounded median, in months, or that it is the middle of a stretch at one half."""

    kind: Literal["median_time"]
    endpoint: EndpointName
    flat: Flat = "first"
    rests: bool = False
    at_least: Fraction | None = None
    less_than: Fraction | None = None


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
    | Grid
    | NoDifference
    | Observed
    | Distinct,
    Field(discriminator="kind"),
]
