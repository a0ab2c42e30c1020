"""Reading ``constraints.yaml``: whatever is wrong in it is named with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from doesithold.errors import InputError, Problem
from doesithold.files import read_yaml
from doesithold.paper.paper import Paper
from doesithold.paper.selection import check_selection
from doesithold.reconstruct.constraints.readings import Constraints


def load_constraints(path: Path | str, paper: Paper | None = None) -> Constraints:
    """Read and validate the constraints.

    Parameters
    ----------
    path : Path or str
        A YAML file with the keys ``readings`` and ``constraints``.
    paper : Paper, optional
        Whose first table the selections are held to.

    Raises
    ------
    InputError
        If the file cannot be read, a key is unknown or missing, a value has the wrong type, an id stands
        twice, or a constraint names a reading or an alternative that does not exist; every problem is named.
    """
    file = Path(path).name
    content = read_yaml(path)
    try:
        constraints = Constraints.model_validate(content)
    except ValidationError as error:
        raise InputError([_problem(content, detail, file) for detail in error.errors()]) from None
    problems = list(_inconsistencies(constraints, file))
    if problems := [*problems, *(_impossible_selections(constraints, paper, file) if paper else ())]:
        raise InputError(problems)
    return constraints


def _problem(content: Any, detail: Any, file: str) -> Problem:
    keys = list(detail["loc"])
    subject = ""
    if keys[:1] == ["constraints"] and len(keys) > 1:
        entry = content["constraints"][keys[1]]
        identity = entry.get("id") if isinstance(entry, dict) else None
        subject = f"constraint {identity or keys[1] + 1}: "
        keys = keys[3:]
    value = None if detail["type"] == "missing" else str(detail["input"])
    return Problem(subject + detail["msg"], file, column=".".join(map(str, keys)) or None, value=value)


def _inconsistencies(constraints: Constraints, file: str) -> Iterator[Problem]:
    ids = Counter(constraint.id for constraint in constraints.constraints)
    for repeated in (name for name, times in ids.items() if times > 1):
        yield Problem("must be unique", file, column="id", value=repeated)
    for constraint in constraints.constraints:
        for name, wanted in constraint.when.items():
            known = constraints.readings[name].alternatives if name in constraints.readings else {}
            for alternative in wanted if known else [name]:
                if alternative not in known:
                    rule = f"constraint {constraint.id}: must be a reading and its alternatives"
                    yield Problem(rule, file, column=f"when.{name}", value=alternative)


def _impossible_selections(constraints: Constraints, paper: Paper, file: str) -> Iterator[Problem]:
    for constraint in constraints.constraints:
        for key in ("who", "apart_from", "open_among"):
            if (where := getattr(constraint, key, None)) is not None:
                try:
                    check_selection(paper.table(), where)
                except InputError as error:
                    yield Problem(f"constraint {constraint.id}: {error}", file, column=key)
