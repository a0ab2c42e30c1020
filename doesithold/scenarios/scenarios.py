"""Scenarios: named sets of assumptions applied to the whole paper, checked before anything runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from doesithold.errors import InputError, Problem, rule_of, value_of
from doesithold.files import read_yaml
from doesithold.paper.about import About, load_about
from doesithold.scenarios.parameters import Parameters, parameters

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
