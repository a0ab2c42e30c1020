"""Assumptions: what must be supposed for the printed numbers to come out, and what a scenario may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from doesithold.labels import INTERVALS, ROUNDINGS, TESTS, method_label
from doesithold.paper.selection import Selection
from doesithold.statistics.proportions import BinomialInterval

Rounding = Literal["half_up", "half_even", "half_down", "truncate", "ceiling", "floor"]
MedianInterval = Literal["symmetric", "log"]
Chosen = str | int | None
Text = Annotated[str, Field(min_length=1)]
STATED = {
    "rounding": "rounding",
    "proportion_interval": "binomial_interval",
    "median_interval": "median_interval",
}
"""Methods in ``study.yaml`` that are assumptions, and what they are called here."""


@dataclass(frozen=True)
class Assumption:
    """One thing supposed so that a printed value comes out.

    Attributes
    ----------
    kind : str
        What is supposed: ``denominator``, ``rounding``, ``interval``, ``method``, ``test``, ``median``,
        ``reading``, ``swap``, ``misprint``, or, of a value read off a figure, ``reading error``.
    value : str
        What it is supposed to be.
    note : str
        Anything a reader needs to judge it, possibly empty.
    """

    kind: str
    value: str
    note: str = ""

    @property
    def words(self) -> str:
        """What it is supposed to be, for a reader."""
        if self.kind == "rounding":
            return ROUNDINGS[self.value].done
        if self.kind == "test":
            return TESTS.get(self.value, self.value)
        if self.kind == "method":
            return method_label(self.value)
        method, comma, rest = self.value.partition(", ")
        return f"{INTERVALS[method]}{comma}{rest}" if self.kind == "interval" else self.value


@dataclass(frozen=True)
class Assumptions:
    """The choices under which the whole paper is recomputed.

    Attributes
    ----------
    rounding : str
        How recomputed values are printed.
    binomial_interval : str
        Method of the intervals of proportions.
    median_interval : str
        Whether a median lies midway between the bounds of its interval (``symmetric``), or midway on the
        logarithmic scale (``log``).
    chosen : tuple of (str, value)
        The option taken of the paper's own choices; the first where one is not named.
    """

    rounding: Rounding = "half_up"
    binomial_interval: BinomialInterval = "wald"
    median_interval: MedianInterval = "symmetric"
    chosen: tuple[tuple[str, Chosen], ...] = ()


def stated(methods: Mapping[str, str]) -> Assumptions:
    """Return what a paper's methods state, and what is usual where they are silent.

    Raises
    ------
    pydantic.ValidationError
        If a stated method is not known.
    """
    found = {name: methods[key] for key, name in STATED.items() if key in methods}
    return _adapter().validate_python(found)


@cache
def _adapter() -> TypeAdapter[Assumptions]:
    return TypeAdapter(Assumptions)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Recount(_Strict):
    """Rows counted as a statement says, not as the table does.

    Attributes
    ----------
    where : dict
        The rows whose number is another one.
    claim : str
        The claim that reports the number.
    columns : tuple of str
        Selections by these columns alone are counted anew.
    among : tuple of str
        Groups within which rows are counted anew; always where all rows are meant.
    """

    where: Selection
    claim: Text
    columns: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
    among: Annotated[tuple[Text, ...], Field(strict=False)] = ()


class Option(_Strict):
    """One way to choose, and what it changes.

    Attributes
    ----------
    value : str, int or None
        What the option is called.
    sizes : mapping of str to int
        How many a group is supposed to be, or the people that a table's percentages refer to.
    groups : mapping of str to str
        Which group takes the place of another.
    counts : tuple of Recount
    """

    value: Chosen
    sizes: dict[Text, Annotated[int, Field(ge=1)]] = {}
    groups: dict[Text, Text] = {}
    counts: Annotated[tuple[Recount, ...], Field(strict=False)] = ()


Choices = Mapping[str, list[Option]]
"""What a scenario may choose of a paper: name to options, the baseline's first."""


def supposed(choices: Choices, assumptions: Assumptions) -> Option:
    """Return all that the chosen options change together."""
    chosen = dict(assumptions.chosen)
    sizes: dict[str, int] = {}
    groups: dict[str, str] = {}
    counts: tuple[Recount, ...] = ()
    for name, options in choices.items():
        wanted = chosen.get(name, options[0].value)
        option = next(option for option in options if option.value == wanted)
        sizes |= option.sizes
        groups |= option.groups
        counts += option.counts
    return Option(value=None, sizes=sizes, groups=groups, counts=counts)
