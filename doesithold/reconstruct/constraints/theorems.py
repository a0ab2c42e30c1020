"""Theorems: statements about all data that agree with the paper, by the kind of thing they say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from doesithold.paper.selection import Selection
from doesithold.reconstruct.constraints.durations import Months
from doesithold.reconstruct.constraints.kinds import EndpointName, Text


class Statement(BaseModel):
    """What a theorem says.

    Attributes
    ----------
    says : str
        In plain words; ``$name`` stands for a number that the prover fills in.
    why : str
        The proof in one or two sentences, filled in likewise.
    given : dict
        Answers that are part of the theorem and not varied.
    also : list of str
        Questions that are varied beside those varied for every theorem.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    says: Text
    why: Text
    given: dict[str, str] = {}
    also: list[str] = []


class FreeAt(Statement):
    """At a certain time those free of the event are exactly `who` among `among`."""

    kind: Literal["free_at"]
    endpoint: EndpointName
    at: Months
    who: Selection
    among: Selection


class MedianAmong(Statement):
    """The median is the time of an event of one of `who`."""

    kind: Literal["median_among"]
    endpoint: EndpointName
    who: Selection


class MedianRange(Statement):
    """The unrounded median lies where the printed median and interval put it if digits were rounded."""

    kind: Literal["median_range"]
    endpoint: EndpointName


class MissingAmong(Statement):
    """The patient who is missing from the analysis is one of `who`."""

    kind: Literal["missing_among"]
    who: Selection


class Later(Statement):
    """Times of `who` are longer than a duration."""

    kind: Literal["later"]
    endpoint: EndpointName
    who: Selection
    more_than: Months


class WaitBetween(Statement):
    """The interval's width tells how long after one event a later one came."""

    kind: Literal["wait_between"]
    endpoint: EndpointName


Theorem = Annotated[
    FreeAt | MedianAmong | MedianRange | MissingAmong | Later | WaitBetween, Field(discriminator="kind")
]
