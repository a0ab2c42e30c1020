"""What the paper says about data it does not print: typed constraints, each under its readings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from analysis.errors import InputError, Problem
from analysis.measures import Selection, columns

DAYS_PER_MONTH = Fraction(487, 16)
"""30.4375 days, the mean month of the Julian calendar; the paper does not say how it counts months."""

UNITS = {"day": 1 / DAYS_PER_MONTH, "week": 7 / DAYS_PER_MONTH, "month": Fraction(1)}

Endpoint = Literal["pfs", "os"]
ENDPOINTS: tuple[Endpoint, ...] = ("pfs", "os")
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


def _selection(value: Any) -> Any:
    if isinstance(value, dict) and (unknown := value.keys() - columns()):
        raise ValueError(f"there is no column {sorted(unknown)[0]!r}")
    return value


Months = Annotated[Fraction, BeforeValidator(_months)]
Percent = Annotated[float, Field(ge=-100, strict=False)]
Who = Annotated[Selection, BeforeValidator(_selection)]


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
    who: Who
    how_many: Annotated[int, Field(ge=1)] | None = None


class Status(Constraint):
    """Whether a time ends with an event or is censored."""

    kind: Literal["status"]
    endpoint: Endpoint
    who: Who
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
    who: Who
    at_least: Months | None = None
    more_than: Months | None = None
    at_most: Months | None = None
    less_than: Months | None = None


class ChangeBound(_Bounded):
    """Bounds for the best tumour change, in percent of baseline, where it was measured."""

    kind: Literal["change"]
    who: Who
    at_least: Percent | None = None
    more_than: Percent | None = None
    at_most: Percent | None = None
    less_than: Percent | None = None


class Deepest(Constraint):
    """Each of some variants has a deeper best change than every other variant, some patients set apart."""

    kind: Literal["deepest"]
    variants: list[str]
    apart_from: Who | None = None


class Bars(Constraint):
    """How many evaluable patients have a measured change; the others progressed before a certain time."""

    kind: Literal["bars"]
    count: Annotated[int, Field(ge=0)]
    open_among: Who
    before: Months


class Order(Constraint):
    """One endpoint never comes after another in the same patient."""

    kind: Literal["order"]
    shorter: Endpoint
    longer: Endpoint


class Treatment(Constraint):
    """How far the end of treatment may lie from the end of progression-free survival, in months."""

    kind: Literal["treatment"]
    who: Who
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
Kind = TypeVar("Kind", bound=Constraint)


class Question(BaseModel):
    """Something the paper leaves open, with its possible answers, the first being the default."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    asks: Text
    alternatives: Annotated[dict[str, Text], Field(min_length=2)]

    @property
    def default(self) -> str:
        """The alternative taken where none is named."""
        return next(iter(self.alternatives))


@dataclass(frozen=True)
class Reading:
    """One way to read the whole paper: an answer to every question, and the constraints that then apply."""

    choices: Mapping[str, str]
    constraints: tuple[Constraint, ...]

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return the constraints of one kind."""
        return tuple(constraint for constraint in self.constraints if isinstance(constraint, kind))

    def without(self, *ids: str) -> Reading:
        """Return the same reading with some constraints dropped."""
        kept = tuple(constraint for constraint in self.constraints if constraint.id not in ids)
        return Reading(self.choices, kept)

    def only(self, *ids: str) -> Reading:
        """Return the same reading with all other constraints dropped."""
        kept = tuple(constraint for constraint in self.constraints if constraint.id in ids)
        return Reading(self.choices, kept)

    def plus(self, *constraints: Constraint) -> Reading:
        """Return the same reading with further constraints."""
        return Reading(self.choices, self.constraints + constraints)


class Constraints(BaseModel):
    """Everything in ``constraints.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    readings: dict[str, Question]
    constraints: list[AnyConstraint]

    def under(self, choices: Mapping[str, str] | None = None) -> Reading:
        """Return the constraints that apply under the given alternatives, defaults filling in the rest.

        Parameters
        ----------
        choices : mapping of str to str, optional
            Reading to alternative, for example ``{"withdrawal": "event"}``.

        Raises
        ------
        InputError
            If a reading or an alternative does not exist.
        """
        for name, alternative in (choices or {}).items():
            if name not in self.readings:
                raise InputError(f"unknown reading {name!r}: choose from {', '.join(self.readings)}")
            known = self.readings[name].alternatives
            if alternative not in known:
                raise InputError(f"reading {name} has no alternative {alternative!r}: {', '.join(known)}")
        chosen = {name: question.default for name, question in self.readings.items()} | dict(choices or {})
        applies = (
            constraint
            for constraint in self.constraints
            if all(chosen[name] in wanted for name, wanted in constraint.when.items())
        )
        return Reading(chosen, tuple(applies))


def load_constraints(path: Path | str) -> Constraints:
    """Read and validate the constraints.

    Parameters
    ----------
    path : Path or str
        A YAML file with the keys ``readings`` and ``constraints``.

    Raises
    ------
    InputError
        If the file cannot be read, a key is unknown or missing, a value has the wrong type, an id stands
        twice, or a constraint names a reading or an alternative that does not exist; every problem is named.
    """
    file = Path(path).name
    try:
        content = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError([Problem(f"must be readable YAML ({' '.join(str(error).split())})", file)]) from None
    try:
        constraints = Constraints.model_validate(content)
    except ValidationError as error:
        raise InputError([_problem(content, detail, file) for detail in error.errors()]) from None
    if problems := list(_inconsistencies(constraints, file)):
        raise InputError(problems)
    return constraints


def _problem(content: Any, detail: Any, file: str) -> Problem:
    keys = list(detail["loc"])
    subject = ""
    if keys[:1] == ["constraints"] and len(keys) > 1:
        entry = content["constraints"][keys[1]]
        identity = entry.get("id") if isinstance(entry, dict) else None
        subject = f"constraint {identity or keys[1] + 1}: "
        keys = keys[3:]
    value = None if detail["type"] == "missing" else str(detail["input"])
    return Problem(subject + detail["msg"], file, column=".".join(map(str, keys)) or None, value=value)


def _inconsistencies(constraints: Constraints, file: str) -> Iterator[Problem]:
    ids = Counter(constraint.id for constraint in constraints.constraints)
    for repeated in (name for name, times in ids.items() if times > 1):
        yield Problem("must be unique", file, column="id", value=repeated)
    for constraint in constraints.constraints:
        for name, wanted in constraint.when.items():
            known = constraints.readings[name].alternatives if name in constraints.readings else {}
            for alternative in wanted if known else [name]:
                if alternative not in known:
                    rule = f"constraint {constraint.id}: must be a reading and its alternatives"
                    yield Problem(rule, file, column=f"when.{name}", value=alternative)
