"""The grid: every assumption crossed with every other one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from doesithold.labels import choice_label
from doesithold.paper.about import About
from doesithold.scenarios.parameters import METHODS, choices, parameters
from doesithold.scenarios.scenarios import Scenario


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
