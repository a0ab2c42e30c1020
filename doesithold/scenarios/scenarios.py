"""Scenarios: named sets of assumptions applied to the whole paper, checked before anything runs."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from itertools import product
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from doesithold.errors import InputError, Problem, rule_of, value_of
from doesithold.files import read_yaml
from doesithold.labels import choice_label
from doesithold.paper.about import About, load_about
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
            yield Problem(f"is not a parameter; there are {', '.join(known)}", column=str(name))
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
        raise InputError([Problem(rule, value=name) for name in unknown])


def allowed(name: str, about: About) -> str:
    """Say in words which values a parameter may have."""
    if name in WHOLE_NUMBERS:
        return WHOLE_NUMBERS[name]
    return "one of " + ", ".join(map(named, choices(name, about)))


def named(value: object) -> str:
    """Write a parameter's value as a scenario's file does."""
    return "null" if value is None else str(value)


def choices(name: str, about: About) -> tuple[Any, ...]:
    """List the values of an assumption."""
    if name in about.choices:
        return tuple(option.value for option in about.choices[name])
    return get_args(get_type_hints(Parameters)[name])


BASELINE_NAME = "baseline"


class Scenario(BaseModel):
    """A named set of parameters.

    Attributes
    ----------
    name : str
        Names the files of its results.
    why : str
        Why a reviewer would want to see it, in one sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    why: Annotated[str, Field(min_length=1)]
    parameters: Parameters


def load_scenarios(path: Path | str, names: Iterable[str] = ()) -> tuple[Scenario, ...]:
    """Read and validate the named scenarios.

    Parameters
    ----------
    path : Path or str
        A YAML list of scenarios, beside the paper's ``study.yaml``.
    names : iterable of str
        Those wanted; all of them by default.

    Raises
    ------
    InputError
        If the file cannot be read, a scenario breaks the model, a name stands twice or is not there, or the
        baseline is missing or changes anything.
    """
    file = Path(path).name
    entries = read_yaml(path)
    if not isinstance(entries, list):
        raise InputError([Problem("must be a list of scenarios", file)])
    about = load_about(Path(path).parent)
    filled = tuple(_with_parameters(entry, label, about, file) for entry, label in _labelled(entries))
    try:
        scenarios = TypeAdapter(tuple[Scenario, ...]).validate_python(filled)
    except ValidationError as error:
        raise InputError([_problem(entries, detail, file) for detail in error.errors()]) from None
    if problems := list(_inconsistencies(scenarios, about, file)):
        raise InputError(problems)
    return _chosen(scenarios, tuple(names))


def _labelled(entries: list[Any]) -> Iterator[tuple[Any, str]]:
    for number, entry in enumerate(entries, start=1):
        yield entry, f"scenario {entry.get('name', number) if isinstance(entry, dict) else number}: "


def _with_parameters(entry: Any, label: str, about: About, file: str) -> Any:
    """Return an entry with all its parameters, checked."""
    if not isinstance(entry, dict):
        return entry
    given = entry.get("parameters", {})
    if not isinstance(given, dict):
        raise InputError([Problem(f"{label}must be names with values", file, column="parameters")])
    try:
        return entry | {"parameters": parameters(given, about)}
    except InputError as error:
        raise InputError(
            [Problem(label + one.rule, file, None, one.column, one.value) for one in error.problems]
        ) from None


def _chosen(scenarios: Sequence[Scenario], names: Sequence[str]) -> tuple[Scenario, ...]:
    known = {scenario.name: scenario for scenario in scenarios}
    if unknown := [name for name in names if name not in known]:
        raise InputError(
            [Problem(f"--scenario must be one of {', '.join(known)}", value=name) for name in unknown]
        )
    return tuple(scenario for scenario in scenarios if not names or scenario.name in names)


def _problem(entries: list[Any], detail: Any, file: str) -> Problem:
    position, *keys = detail["loc"]
    entry = entries[position]
    label = f"scenario {entry.get('name', position + 1) if isinstance(entry, dict) else position + 1}: "
    column = ".".join(map(str, keys)) or None
    return Problem(label + rule_of(detail), file, None, column, value_of(detail))


def _inconsistencies(scenarios: Sequence[Scenario], about: About, file: str) -> Iterator[Problem]:
    for name, times in Counter(scenario.name for scenario in scenarios).items():
        if times > 1:
            yield Problem("must be unique", file, column="name", value=name)
    baselines = [scenario for scenario in scenarios if scenario.name == BASELINE_NAME]
    if not baselines or baselines[0].parameters != parameters({}, about):
        yield Problem(f"must have a scenario named {BASELINE_NAME}, without parameters", file)


def grid(about: About) -> Iterator[Scenario]:
    """Make a scenario of every combination, denominators spelled out; seed and draws stay as they are."""
    names = (*about.choices, *METHODS)
    every_choice = [[value for value in choices(name, about) if value is not None] for name in names]
    for values in product(*every_choice):
        yield Scenario(
            name="-".join(map(str, values)),
            title=", ".join(map(choice_label, names, values)),
            why="One combination of all assumptions.",
            parameters=parameters(dict(zip(names, values, strict=True)), about),
        )
