"""The grid: every assumption crossed with every other one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import product

from doesithold.paper.assumptions import Assumptions
from doesithold.scenarios.parameters import choices, parameters
from doesithold.scenarios.scenarios import Scenario


def grid() -> Iterator[Scenario]:
    """Make a scenario of every combination, denominators spelled out; seed and draws stay as they are."""
    names = [field.name for field in fields(Assumptions)]
    every_choice = [[value for value in choices(name) if value is not None] for name in names]
    for values in product(*every_choice):
        yield Scenario(
            name="-".join(map(str, values)),
            title=", ".join(str(value).replace("_", " ") for value in values),
            why="One combination of all assumptions.",
            parameters=parameters(dict(zip(names, values, strict=True))),
        )
