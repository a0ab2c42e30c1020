"""Readings: what the paper leaves open, and the constraints that apply under one set of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from doesithold.errors import InputError
from doesithold.reconstruct.constraints.kinds import AnyConstraint, Constraint, Text

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
