"""How a claim names a measure: the register of measures, the check of a call, and carrying it out."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from doesithold.measures.selection import Selection, Share, columns
from doesithold.numbers import to_fraction
from doesithold.paper.assumptions import BASELINE, Assumptions
from doesithold.paper.digitised import Digitised
from doesithold.paper.study import Study


@dataclass(frozen=True)
class MeasureCall:
    """A measure's name with its arguments, as a claim states it."""

    name: str
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value}' for key, value in self.arguments.items())})"


@dataclass(frozen=True)
class Recomputed:
    """A recomputed value and what it rests on.

    Attributes
    ----------
    value : Fraction or str or bool
        Percentages are percent (0 to 100), not proportions.
    rests_on : tuple of str
        Columns of the data (``patients.csv:age``) or ids of claims.
    share : Share or None
        Numerator and denominator, where the value is a share or the interval of one.
    values : tuple of int
        The single values a median or a range was taken from.
    margin : Fraction or None
        How far off the value may be where it was read off a figure; None for every other.
    exceeds : bool
        Whether the claim prints a limit that lies below the value, not the value itself.
    why : str
        Where the value is that a statement does not hold: whom or what it fails for.
    """

    value: Fraction | str | bool
    rests_on: tuple[str, ...]
    share: Share | None = None
    values: tuple[int, ...] = ()
    margin: Fraction | None = None
    exceeds: bool = False
    why: str = ""


@dataclass(frozen=True)
class Context:
    """What a measure may look at: the data, what other claims report, assumptions, and what was read off."""

    study: Study
    reported: Mapping[str, str]
    assumptions: Assumptions = field(default=BASELINE)
    digitised: Digitised = field(default=Digitised())

    def number(self, claim: str) -> Fraction:
        """Return the number that a claim reports."""
        return to_fraction(self.reported[claim])


MEASURES: dict[str, Callable[..., Recomputed]] = {}


def measure(function: Callable[..., Recomputed]) -> Callable[..., Recomputed]:
    """Add a function to the vocabulary under its own name."""
    MEASURES[function.__name__.strip("_")] = function
    return function


def check_call(call: MeasureCall) -> MeasureCall:
    """Hold a call to the vocabulary: name, argument names, their types, and the columns of its selections.

    Raises
    ------
    ValueError
        If any of them is unknown or mistyped.
    """
    if call.name not in MEASURES:
        raise ValueError(f"there is no measure {call.name!r}; measures are {', '.join(MEASURES)}")
    hints = _argument_types(call.name)
    try:
        inspect.signature(MEASURES[call.name]).bind(None, **call.arguments)
    except TypeError as error:
        raise ValueError(f"measure {call.name}: {error}") from None
    for name, value in call.arguments.items():
        try:
            hints[name].validate_python(value)
        except ValidationError as error:
            raise ValueError(f"measure {call.name}, argument {name}: {error.errors()[0]['msg']}") from None
        if isinstance(value, dict):
            _check_selection(value)
    return call


@cache
def _argument_types(name: str) -> dict[str, TypeAdapter[Any]]:
    hints = get_type_hints(MEASURES[name])
    strict = ConfigDict(strict=True)
    return {
        key: TypeAdapter(hint, config=strict)
        for key, hint in hints.items()
        if key not in ("context", "return")
    }


def _check_selection(where: Selection) -> None:
    for column, value in where.items():
        if column == "not":
            _check_selection(value)
        elif column not in columns():
            raise ValueError(f"there is no column {column!r}; columns are {', '.join(sorted(columns()))}")


def recompute(context: Context, call: MeasureCall) -> Recomputed:
    """Carry out a call."""
    return MEASURES[call.name](context, **call.arguments)
