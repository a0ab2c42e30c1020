"""Parameters of the scenario notebook: the assumptions it can be told, each with its few allowed values."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from doesithold.errors import InputError, Problem
from doesithold.paper.about import About
from doesithold.paper.assumptions import Assumptions, stated

MOST_DRAWS = 100_000
WHOLE_NUMBERS = {"seed": "a whole number from 0", "draws": f"a whole number from 2 to {MOST_DRAWS}"}
METHODS = tuple(field.name for field in fields(Assumptions) if field.name != "chosen")
"""The assumptions that every paper has."""


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

    seed: Annotated[int, Field(strict=True, ge=0)] = 1
    draws: Annotated[int, Field(strict=True, ge=2, le=MOST_DRAWS)] = 200

    def flat(self) -> dict[str, Any]:
        """Return every parameter by its name: the paper's own choices, methods, seed and draws."""
        plain = asdict(self)
        return dict(plain.pop("chosen")) | plain

    def changed(self, baseline: Parameters) -> dict[str, Any]:
        """Return the parameters that are not as in the baseline."""
        default = baseline.flat()
        return {name: value for name, value in self.flat().items() if value != default[name]}


def names(about: About) -> tuple[str, ...]:
    """List the names of all parameters: the paper's own choices first."""
    return (*about.choices, *METHODS, *WHOLE_NUMBERS)


def parameters(values: Mapping[str, Any], about: About) -> Parameters:
    """Check parameters given one by one, as a notebook or a chapter gets them.

    Parameters
    ----------
    values : mapping
        Name to value; what is not named is as in the baseline.
    about : About
        Has the paper's own choices and the methods it states.

    Raises
    ------
    InputError
        For every unknown name and every value that is not allowed, with what is.
    """
    problems = list(_refused(values, about))
    chosen = tuple((name, values.get(name, options[0].value)) for name, options in about.choices.items())
    methods = asdict(stated(about.methods)) | {
        name: value for name, value in values.items() if name in (*METHODS, *WHOLE_NUMBERS)
    }
    try:
        made = TypeAdapter(Parameters).validate_python(methods | {"chosen": chosen})
    except ValidationError as error:
        problems += [
            _not_allowed(str(detail["loc"][0]), detail["input"], about)
            for detail in error.errors()
            if detail["loc"][0] != "chosen"
        ]
    if problems:
        raise InputError(problems)
    return made


def _refused(values: Mapping[str, Any], about: About) -> Iterator[Problem]:
    """Hold the names of parameters, and the values of the paper's own choices, to what there is."""
    known = names(about)
    for name, value in values.items():
        if name not in known:
            yield Problem(f"is not a parameter; there are {', '.join(known)}", column=name)
        elif name in about.choices and not any(
            type(value) is type(option) and value == option for option in choices(name, about)
        ):
            yield _not_allowed(name, value, about)


def _not_allowed(name: str, value: Any, about: About) -> Problem:
    return Problem(f"must be {allowed(name, about)}", column=name, value=str(value))


def refuse_others(cell: str, known: Sequence[str]) -> None:
    """Make sure that a cell sets nothing but parameters: the one before, which `-P` writes.

    Raises
    ------
    InputError
        For every name that is not among `known`.
    """
    named = (node for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Name))
    set_here = {node.id for node in named if isinstance(node.ctx, ast.Store)}
    rule = f"is not a parameter; there are {', '.join(known)}"
    if unknown := sorted(set_here - set(known)):
        raise InputError([Problem(rule, column=name) for name in unknown])


def allowed(name: str, about: About) -> str:
    """Say in words which values a parameter may have."""
    if name in WHOLE_NUMBERS:
        return WHOLE_NUMBERS[name]
    return "one of " + ", ".join("null" if value is None else str(value) for value in choices(name, about))


def choices(name: str, about: About) -> tuple[Any, ...]:
    """List the values of an assumption."""
    if name in about.choices:
        return tuple(option.value for option in about.choices[name])
    return get_args(get_type_hints(Parameters)[name])
