"""Parameters of the scenario notebook: the assumptions it can be told, each with its few allowed values."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Annotated, Any, Literal, get_args, get_type_hints

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from doesithold.errors import InputError, Problem
from doesithold.paper.assumptions import Assumptions

Denominator = Literal[16, 17, 18]
MOST_DRAWS = 100_000
WHOLE_NUMBERS = {"seed": "a whole number from 0", "draws": f"a whole number from 2 to {MOST_DRAWS}"}


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Parameters(Assumptions):
    """The assumptions, and how data are drawn under them.

    Attributes
    ----------
    seed : int
        Seed of the random numbers of the reconstruction.
    draws : int
        How many data sets are reconstructed.
    """

    efficacy_denominator: Denominator | None = None
    safety_denominator: Denominator | None = None
    seed: Annotated[int, Field(strict=True, ge=0)] = 1
    draws: Annotated[int, Field(strict=True, ge=2, le=MOST_DRAWS)] = 200

    def changed(self) -> dict[str, Any]:
        """Return the parameters that are not as in the baseline."""
        default = asdict(Parameters())
        return {name: value for name, value in asdict(self).items() if value != default[name]}


def parameters(values: Mapping[str, Any]) -> Parameters:
    """Check parameters given one by one, as a notebook or a chapter gets them.

    Raises
    ------
    InputError
        For every unknown name and every value that is not allowed, with what is.
    """
    try:
        return TypeAdapter(Parameters).validate_python(dict(values))
    except ValidationError as error:
        raise InputError([parameter_problem(detail) for detail in error.errors()]) from None


def refuse_others(cell: str, known: Sequence[str]) -> None:
    """Make sure that a cell sets nothing but parameters: the one before, which `-P` writes.

    Raises
    ------
    InputError
        For every name that is not among `known`.
    """
    named = (node for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Name))
    names = {node.id for node in named if isinstance(node.ctx, ast.Store)}
    rule = f"is not a parameter; there are {', '.join(known)}"
    if unknown := sorted(names - set(known)):
        raise InputError([Problem(rule, column=name) for name in unknown])


def parameter_problem(detail: Any) -> Problem:
    """Say what a parameter may be, given what the validation found wrong with it."""
    name, known = str(detail["loc"][0]), [field.name for field in fields(Parameters)]
    if name not in known:
        return Problem(f"is not a parameter; there are {', '.join(known)}", column=name)
    return Problem(f"must be {allowed(name)}", column=name, value=str(detail["input"]))


def allowed(name: str) -> str:
    """Say in words which values a parameter may have."""
    if name in WHOLE_NUMBERS:
        return WHOLE_NUMBERS[name]
    return "one of " + ", ".join("null" if value is None else str(value) for value in choices(name))


def choices(name: str) -> tuple[Any, ...]:
    """List the values of an assumption; None, where it is one, comes last."""
    parts = get_args(get_type_hints(Parameters)[name])
    return tuple(
        value for part in parts for value in ((None,) if part is type(None) else get_args(part) or (part,))
    )
