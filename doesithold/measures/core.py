"""How a claim names a measure: the register of measures, the check of a call, and carrying it out."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from doesithold.errors import InputError, Problem, nearest, rule_of
from doesithold.numbers import Share, to_fraction
from doesithold.paper.assumptions import STATED, Assumptions, Option, supposed
from doesithold.paper.claims import Claim, MeasureCall
from doesithold.paper.paper import Paper
from doesithold.paper.selection import check_selection


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
    methods : mapping of str to Fraction
        What each method of the same quantity gives.
    pairs : mapping of str to (Fraction, Fraction)
        Both bounds of the interval by each method, where the value is one of them.
    bound : str or None
        Which bound the value is.
    other : str or None
        The claim that reports the other bound.
    instead : mapping of str to Fraction
        Other quantities of the same numbers that are at times printed in its place.
    rounded : mapping of str to Fraction
        What comes out where rounded numbers of the paper were computed with.
    within : (Fraction, Fraction) or None
        The least and the largest value that the rounded numbers it is computed from allow.
    """

    value: Fraction | str | bool
    rests_on: tuple[str, ...]
    share: Share | None = None
    values: tuple[int, ...] = ()
    margin: Fraction | None = None
    exceeds: bool = False
    why: str = ""
    methods: Mapping[str, Fraction] = field(default_factory=dict)
    pairs: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    bound: Literal["lower", "upper"] | None = None
    other: str | None = None
    instead: Mapping[str, Fraction] = field(default_factory=dict)
    rounded: Mapping[str, Fraction] = field(default_factory=dict)
    within: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True)
class Context:
    """What a measure may look at: the paper, under assumptions."""

    paper: Paper
    assumptions: Assumptions = field(default=Assumptions())

    @cached_property
    def supposed(self) -> Option:
        """What the chosen options change together."""
        return supposed(self.paper.about.choices, self.assumptions)

    @cached_property
    def reported(self) -> Mapping[str, str]:
        """What each claim reports, by its id."""
        return {claim.id: claim.reported for claim in self.paper.claims}

    def number(self, claim: str) -> Fraction:
        """Return the number that a claim reports.

        Raises
        ------
        InputError
            If it reports none.
        """
        try:
            return to_fraction(self.reported[claim])
        except ValueError:
            raise InputError(f"claim {claim} reports no number but {self.reported[claim]!r}") from None


ClaimId = Annotated[str, "claim id"]
"""The id of a claim whose reported number a measure takes."""

STATED_AS = {"p_of_counts": "count_test", "p_of_means": "mean_test"}
"""Where ``methods`` states the method of a measure, if not under the measure's own name."""
MEASURES: dict[str, Callable[..., Recomputed]] = {}


def measure(function: Callable[..., Recomputed]) -> Callable[..., Recomputed]:
    """Add a function to the vocabulary under its own name."""
    MEASURES[function.__name__.strip("_")] = function
    return function


def check_measures(paper: Paper) -> None:
    """Hold every measure that a claim names to what there is: measures, arguments, columns, other claims.

    Raises
    ------
    InputError
        With every claim whose measure cannot be carried out, and every stated method that is not known.
    """
    known = {claim.id for claim in paper.claims}
    problems = [
        Problem(f"claim {claim.id}: {error}", paper.claims_file, column=key)
        for claim in paper.claims
        for key, call in _calls(claim)
        for error in _faults(paper, call, known)
    ]
    problems += _stated(paper)
    if problems:
        raise InputError(problems)


def _stated(paper: Paper) -> Iterator[Problem]:
    """Yield the methods of ``study.yaml`` that no measure knows, or whose names are misspelt."""
    own = [STATED_AS.get(name, name) for name in MEASURES if "method" in _arguments(name)]
    measures = {key: name for name, key in STATED_AS.items()}
    for key, value in paper.about.methods.items():
        rule = ""
        if key in own:
            try:
                _arguments(measures.get(key, key))["method"].type.validate_python(value)
            except ValidationError as error:
                rule = rule_of(error.errors()[0])
        elif key not in STATED and (meant := nearest(key, [*own, *STATED])):
            rule = f"is not a key that is known here{meant}"
        if rule:
            yield Problem(rule, "study.yaml", column=f"methods.{key}", value=value)


def _calls(claim: Claim) -> Iterator[tuple[str, MeasureCall]]:
    """Yield the measures that a claim names, with the key that holds each."""
    for key, call in (("measure", claim.measure), ("digitised", claim.digitised)):
        if call:
            yield key, call
    for number, reading in enumerate(claim.readings):
        for key, call in (("measure", reading.measure), ("digitised", reading.digitised)):
            if call:
                yield f"readings.{number}.{key}", call


def unknown(name: str) -> str:
    """Say that there is no such measure, and which one was meant or which ones there are."""
    return f"there is no measure {name!r}" + (
        nearest(name, MEASURES) or f"; measures are {', '.join(MEASURES)}"
    )


def _faults(paper: Paper, call: MeasureCall, known: Collection[str]) -> Iterator[str]:
    if call.name not in MEASURES:
        yield unknown(call.name)
        return
    try:
        inspect.signature(MEASURES[call.name]).bind(None, **call.arguments)
    except TypeError as error:
        yield f"measure {call.name}: {error}"
        return
    for name, value in call.arguments.items():
        argument = _arguments(call.name)[name]
        try:
            argument.type.validate_python(value)
        except ValidationError as error:
            yield f"measure {call.name}, argument {name}: {rule_of(error.errors()[0])}"
            continue
        named = value if isinstance(value, list) else [value]
        if argument.names_claims and (strangers := [claim for claim in named if claim not in known]):
            rule = f"refers to a claim that does not exist, {strangers[0]!r}"
            yield f"measure {call.name}, argument {name}: {rule}"
        try:
            if name == "table":
                paper.table(value)
            for where in named:
                if isinstance(where, dict):
                    check_selection(paper.table(call.arguments.get("table")), where)
        except InputError as error:
            yield f"measure {call.name}, argument {name}: {error}"


@dataclass(frozen=True)
class Argument:
    """What an argument of a measure may be."""

    type: TypeAdapter[Any]
    names_claims: bool


@cache
def _arguments(name: str) -> dict[str, Argument]:
    hints = get_type_hints(MEASURES[name], include_extras=True)
    strict = ConfigDict(strict=True)
    return {
        key: Argument(TypeAdapter(hint, config=strict), "claim id" in str(hint))
        for key, hint in hints.items()
        if key not in ("context", "return")
    }


def recompute(context: Context, call: MeasureCall) -> Recomputed:
    """Carry out a call."""
    return MEASURES[call.name](context, **call.arguments)
