"""Scenarios: named sets of assumptions applied to the whole paper, checked before anything runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from doesithold.errors import InputError, Problem
from doesithold.files import read_yaml
from doesithold.scenarios.parameters import Parameters, parameter_problem

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

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    why: Annotated[str, Field(min_length=1)]
    parameters: Parameters = Parameters()


def load_scenarios(path: Path | str, names: Iterable[str] = ()) -> tuple[Scenario, ...]:
    """Read and validate the named scenarios.

    Parameters
    ----------
    path : Path or str
        A YAML list of scenarios.
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
    try:
        scenarios = TypeAdapter(tuple[Scenario, ...]).validate_python(tuple(entries))
    except ValidationError as error:
        raise InputError([_problem(entries, detail, file) for detail in error.errors()]) from None
    if problems := list(_inconsistencies(scenarios, file)):
        raise InputError(problems)
    return _chosen(scenarios, tuple(names))


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
    if keys[:1] == ["parameters"] and len(keys) > 1:
        found = parameter_problem(detail | {"loc": keys[1:]})
        return Problem(label + found.rule, file, None, found.column, found.value)
    value = None if detail["type"] == "missing" else str(detail["input"])
    return Problem(label + detail["msg"], file, None, ".".join(map(str, keys)) or None, value)


def _inconsistencies(scenarios: Sequence[Scenario], file: str) -> Iterator[Problem]:
    for name, times in Counter(scenario.name for scenario in scenarios).items():
        if times > 1:
            yield Problem("must be unique", file, column="name", value=name)
    baselines = [scenario for scenario in scenarios if scenario.name == BASELINE_NAME]
    if not baselines or baselines[0].parameters != Parameters():
        yield Problem(f"must have a scenario named {BASELINE_NAME}, without parameters", file)
