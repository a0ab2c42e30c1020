"""Readings: what the paper leaves open, and the constraints that apply under one set of answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import product
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from doesithold.errors import InputError
from doesithold.labels import ROUNDINGS
from doesithold.numbers import DAYS_A_MONTH
from doesithold.reconstruct.constraints.durations import Convention, Duration, Months
from doesithold.reconstruct.constraints.kinds import (
    FINEST,
    AnyConstraint,
    Constraint,
    Endpoint,
    EndpointName,
    Order,
    Text,
)
from doesithold.reconstruct.constraints.theorems import Theorem

Kind = TypeVar("Kind", bound=Constraint)


class Question(BaseModel):
    """Something the paper leaves open, with its possible answers, the first being the default.

    Attributes
    ----------
    asks : str
    alternatives : dict
        Name of each answer to what it says.
    labels : dict
        What a reader sees in place of a name, where the name alone would tell nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    asks: Text
    alternatives: Annotated[dict[str, Text], Field(min_length=2)]
    labels: dict[str, Text] = {}

    @property
    def default(self) -> str:
        """The alternative taken where none is named."""
        return next(iter(self.alternatives))

    def label(self, answer: str) -> str:
        """Name an answer for a reader, by one or two words."""
        return self.labels.get(answer, spaced(answer))


def spaced(name: str) -> str:
    """Write the name of a question or an answer as words."""
    return name.replace("_", " ")


CONVENTIONS = ("month", "rounding", "median")
"""Questions that every paper leaves open unless it answers them."""

ROUNDING = Question(
    asks="How were digits left off?",
    alternatives={name: ROUNDINGS[name].done for name in ("half_up", "truncate")},
    labels={name: ROUNDINGS[name].name for name in ("half_up", "truncate")},
)
MEDIAN = Question(
    asks="What is the median where a survival curve rests at exactly one half?",
    alternatives={
        "first": "the first time at which the curve is at or below one half",
        "midpoint": "the middle of the flat stretch, as R and Collett have it",
    },
)


class Schedule(BaseModel):
    """How often tumours were to be measured."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    every: Months

    @model_validator(mode="after")
    def _not_too_often(self) -> Schedule:
        if self.every < FINEST:
            raise ValueError("every must be at least an hour")
        return self


@dataclass(frozen=True)
class Reading:
    """One way to read the whole paper: an answer to every question, and the constraints that then apply."""

    choices: Mapping[str, str]
    constraints: tuple[Constraint, ...]
    convention: Convention = field(default_factory=Convention)
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)

    @cached_property
    def shorter(self) -> dict[str, tuple[str, ...]]:
        """Each endpoint with those whose times are never longer than its own; these come before it."""
        found: dict[str, list[str]] = {endpoint: [] for endpoint in self.endpoints}
        for order in self.of(Order):
            found[order.longer].append(order.shorter)
        return {endpoint: tuple(found[endpoint]) for endpoint in TopologicalSorter(found).static_order()}

    def label(self, endpoint: str) -> str:
        """Name an endpoint for a reader."""
        return self.endpoints[endpoint].label or endpoint.upper()

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return the constraints of one kind."""
        return tuple(constraint for constraint in self.constraints if isinstance(constraint, kind))

    def without(self, *ids: str) -> Reading:
        """Return the same reading with some constraints dropped."""
        return self._with(constraint for constraint in self.constraints if constraint.id not in ids)

    def only(self, *ids: str) -> Reading:
        """Return the same reading with all other constraints dropped."""
        return self._with(constraint for constraint in self.constraints if constraint.id in ids)

    def plus(self, *constraints: Constraint) -> Reading:
        """Return the same reading with further constraints."""
        return self._with((*self.constraints, *constraints))

    def _with(self, constraints: Iterator[Constraint] | tuple[Constraint, ...]) -> Reading:
        return replace(self, constraints=tuple(constraints))


class Constraints(BaseModel):
    """Everything in ``constraints.yaml``.

    Attributes
    ----------
    endpoints : dict
        What ends a time, by name.
    month : dict
        How long a month may be, by name; the first is the default.
    schedule : Schedule or None
        The trial's schedule of scans.
    readings : dict
        What the paper leaves open; `questions` has the conventions beside them.
    tried : list of str
        Questions whose answers are varied, in every combination, to see whether a theorem holds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    endpoints: Annotated[dict[EndpointName, Endpoint], Field(min_length=1)]
    month: Annotated[dict[str, Months], Field(min_length=1)] = {"mean": Fraction(1)}
    schedule: Schedule | None = None
    readings: dict[str, Question] = {}
    constraints: list[AnyConstraint]
    tried: list[str] = []
    theorems: list[Theorem] = []

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Everything that can be answered in more than one way: the readings, then the conventions."""
        lengths = {name: f"{float(_days(length)):g} days" for name, length in self.month.items()}
        month = Question.model_construct(asks="How long is a month?", alternatives=lengths, labels=lengths)
        return {**self.readings, "month": month, "rounding": ROUNDING, "median": MEDIAN}

    def told(self, question: str, *answers: str) -> str:
        """Write a question with some of its answers for a reader: ``month: 28 days or 30 days``."""
        return f"{spaced(question)}: {' or '.join(map(self.questions[question].label, answers))}"

    def convention(self, choices: Mapping[str, str]) -> Convention:
        """Return how numbers are counted under the given answers."""
        month = _days(self.month[choices["month"]])
        return Convention(
            month,
            _days(self.schedule.every, month) if self.schedule else Fraction(0),
            choices["rounding"],  # type: ignore[arg-type]
            choices["median"],  # type: ignore[arg-type]
        )

    def under(self, choices: Mapping[str, str] | None = None) -> Reading:
        """Return the constraints that apply under the given alternatives, defaults filling in the rest.

        Parameters
        ----------
        choices : mapping of str to str, optional
            Question to alternative, for example ``{"withdrawal": "event", "month": "thirty"}``.

        Raises
        ------
        InputError
            If a question or an alternative does not exist.
        """
        for name, alternative in (choices or {}).items():
            if name not in self.questions:
                raise InputError(f"unknown reading {name!r}: choose from {', '.join(self.questions)}")
            known = self.questions[name].alternatives
            if alternative not in known:
                raise InputError(f"reading {name} has no alternative {alternative!r}: {', '.join(known)}")
        chosen = self.defaults | dict(choices or {})
        convention = self.convention(chosen)
        applies = (
            constraint.under(convention)
            for constraint in self.constraints
            if all(chosen[name] in wanted for name, wanted in constraint.when.items())
        )
        return Reading(chosen, tuple(applies), convention, self.endpoints)

    @cached_property
    def defaults(self) -> dict[str, str]:
        """The default answer to every question."""
        return {name: question.default for name, question in self.questions.items()}

    def changed(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return the answers that are not the defaults."""
        return {name: answer for name, answer in answers.items() if answer != self.defaults[name]}

    def combinations(self, names: list[str]) -> Iterator[dict[str, str]]:
        """Yield every combination of answers to some questions, the defaults first."""
        for answers in product(*(self.questions[name].alternatives for name in names)):
            yield dict(zip(names, answers, strict=True))


def _days(length: Months, month: Fraction = DAYS_A_MONTH) -> Fraction:
    """Return how many days a duration without scans has, where a month has so many."""
    return length.days + length.months * month if isinstance(length, Duration) else length * month
