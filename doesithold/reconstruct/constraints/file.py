"""Reading ``constraints.yaml``: whatever is wrong in it is named with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from math import prod
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from doesithold.errors import InputError, Problem, rule_of, value_of
from doesithold.files import read_yaml
from doesithold.paper.paper import Paper
from doesithold.paper.selection import check_selection
from doesithold.reconstruct.constraints.durations import Duration
from doesithold.reconstruct.constraints.kinds import Constraint, Order
from doesithold.reconstruct.constraints.readings import CONVENTIONS, Constraints
from doesithold.reconstruct.constraints.theorems import Statement

MOST_READINGS = 200_000
LOWER, UPPER = ("at_least", "more_than"), ("at_most", "less_than")


def load_constraints(path: Path | str, paper: Paper | None = None) -> Constraints:
    """Read and validate the constraints.

    Parameters
    ----------
    path : Path or str
        A YAML file with the keys ``endpoints`` and ``constraints``, and where wanted ``readings``, ``month``,
        ``schedule``, ``tried`` and ``theorems``.
    paper : Paper, optional
        Whose first table the selections are held to.

    Raises
    ------
    InputError
        If the file cannot be read, a key is unknown or missing, a value has the wrong type, an id stands
        twice, a constraint or theorem names an endpoint, a reading or an alternative that does not exist, or
        orders go round in a circle; every problem is named.
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
    if keys[:1] in (["constraints"], ["theorems"]) and len(keys) > 1:
        entry = content[keys[0]][keys[1]]
        identity = entry.get("id") if isinstance(entry, dict) else None
        subject = f"{keys[0][:-1]} {identity or keys[1] + 1}: "
        keys = keys[3:]
    column = ".".join(map(str, keys)) or None
    return Problem(subject + rule_of(detail), file, column=column, value=value_of(detail))


def _inconsistencies(constraints: Constraints, file: str) -> Iterator[Problem]:
    everything = (*constraints.constraints, *constraints.theorems)
    ids = Counter(each.id for each in everything)
    for repeated in (name for name, times in ids.items() if times > 1):
        yield Problem("must be unique", file, column="id", value=repeated)
    for name in constraints.readings.keys() & CONVENTIONS:
        yield Problem("is a convention, not a reading of its own", file, column="readings", value=name)
    for constraint in constraints.constraints:
        yield from _unknown(constraints, constraint.when, f"constraint {constraint.id}", f"{file}", "when")
    for theorem in constraints.theorems:
        given = {name: [answer] for name, answer in theorem.given.items()}
        yield from _unknown(constraints, given, f"theorem {theorem.id}", file, "given")
        yield from _unknown(
            constraints, dict.fromkeys(theorem.also, ()), f"theorem {theorem.id}", file, "also"
        )
    yield from _unknown(constraints, dict.fromkeys(constraints.tried, ()), "tried", file, "tried")
    yield from _impossible_durations(constraints, file)
    if combinations(constraints) > MOST_READINGS:
        rule = f"must not have more than {MOST_READINGS:,} combinations of answers"
        yield Problem(rule, file, column="tried", value=f"{combinations(constraints):,}")
    yield from _endpoints(constraints, file)


def _endpoints(constraints: Constraints, file: str) -> Iterator[Problem]:
    """Yield endpoints that nobody described or bounds, and orders that go round in a circle."""
    named = [
        (kind, each.id, key, name)
        for kind, each in _everything(constraints)
        for key in ("endpoint", "shorter", "longer", "until")
        if (name := getattr(each, key, None)) is not None
    ]
    unknown = [place for place in named if place[-1] not in constraints.endpoints]
    for kind, identity, key, name in unknown:
        rule = f"{kind} {identity}: must be one of endpoints ({', '.join(constraints.endpoints)})"
        yield Problem(rule, file, column=key, value=name)
    bounded = {name for kind, *_, name in named if kind == "constraint"}
    for name, endpoint in constraints.endpoints.items():
        if endpoint.at_scans and not constraints.schedule:
            yield Problem("needs the key schedule", file, column=f"endpoints.{name}.at_scans")
        if not unknown and name not in bounded:
            yield Problem("must be bounded by a constraint", file, column="endpoints", value=name)
    orders = [each for each in constraints.constraints if isinstance(each, Order)]
    circle = TopologicalSorter[str]()
    for order in orders:
        circle.add(order.longer, order.shorter)
    try:
        circle.prepare()
    except CycleError as error:
        around = " ≤ ".join(error.args[1])
        ids = ", ".join(each.id for each in orders if {each.shorter, each.longer} <= {*error.args[1]})
        yield Problem(f"must not go round in a circle: {around} ({ids})", file, column="order")


def _impossible_durations(constraints: Constraints, file: str) -> Iterator[Problem]:
    """Yield what no calendar has: no length, scans without a schedule, a lower bound above the upper one."""
    every = {"schedule.every": constraints.schedule.every} if constraints.schedule else {}
    months = {f"month.{name}": length for name, length in constraints.month.items()}
    for key, length in (months | every).items():
        if length <= 0:
            yield Problem("must be longer than 0", file, column=key)
            return
    convention = constraints.convention(constraints.defaults)
    for constraint in constraints.constraints:
        scans = [
            key for key, value in constraint if isinstance(value, Duration) and value.scans and not every
        ]
        for key in scans:
            rule = f"constraint {constraint.id}: counts scans, which needs the key schedule"
            yield Problem(rule, file, column=key)
        here = constraint.under(convention)
        low = [bound for key in LOWER if (bound := getattr(here, key, None)) is not None]
        high = [bound for key in UPPER if (bound := getattr(here, key, None)) is not None]
        if low and high and max(low) > min(high):
            yield Problem(f"constraint {constraint.id}: its lower bound is above its upper one", file)


def combinations(constraints: Constraints) -> int:
    """Count the readings that the largest theorem is tried under."""
    known = constraints.questions
    also = {name for theorem in constraints.theorems for name in theorem.also}
    return prod(len(known[name].alternatives) for name in {*constraints.tried, *also} & known.keys())


def _unknown(
    constraints: Constraints, named: Mapping[str, Iterable[str]], subject: str, file: str, key: str
) -> Iterator[Problem]:
    """Yield a problem for each question, or answer to it, that does not exist."""
    for name, answers in named.items():
        known = constraints.questions.get(name)
        for answer in [answer for answer in answers if answer not in known.alternatives] if known else [name]:
            rule = f"{subject}: must be a reading and its alternatives"
            yield Problem(rule, file, column=f"{key}.{name}", value=answer)


def _everything(constraints: Constraints) -> Iterator[tuple[str, Constraint | Statement]]:
    yield from (("constraint", each) for each in constraints.constraints)
    yield from (("theorem", each) for each in constraints.theorems)


def _impossible_selections(constraints: Constraints, paper: Paper, file: str) -> Iterator[Problem]:
    for kind, each in _everything(constraints):
        for key in ("who", "apart_from", "open_among", "among", "against"):
            if (where := getattr(each, key, None)) is not None:
                try:
                    check_selection(paper.table(), where)
                except InputError as error:
                    yield Problem(f"{kind} {each.id}: {error}", file, column=key)
