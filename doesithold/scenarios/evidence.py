"""The results of all named scenarios, as the book reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import ascii_uppercase

from doesithold.errors import InputError
from doesithold.scenarios.compare import Verdicts
from doesithold.scenarios.cover import smallest_covers
from doesithold.scenarios.matrix import Pattern, patterns
from doesithold.scenarios.plan import Run, is_finished, plan
from doesithold.scenarios.results import read_json, verdicts
from doesithold.scenarios.scenarios import BASELINE_NAME, Scenario, load_scenarios
from doesithold.scenarios.stamp import SCENARIOS


@dataclass(frozen=True)
class Evidence:
    """The results of all named scenarios.

    Attributes
    ----------
    runs : tuple of Run
        In the order of the file of scenarios.
    results : mapping
        Name of a scenario to its verdicts on the claims.
    """

    runs: tuple[Run, ...]
    results: Mapping[str, Verdicts]

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """A letter for each scenario."""
        return {run.scenario.name: ascii_uppercase[place] for place, run in enumerate(self.runs)}

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """All claims, grouped by how they fare."""
        return patterns(self.results)

    @cached_property
    def reproduced(self) -> Mapping[str, frozenset[str]]:
        """Claims that come out as printed, by scenario."""
        return {
            name: frozenset(claim for claim, verdict in found.items() if verdict == "reproduced")
            for name, found in self.results.items()
        }

    @property
    def baseline(self) -> Verdicts:
        """Verdicts in the baseline."""
        return self.results[BASELINE_NAME]

    def scenario(self, name: str) -> Scenario:
        """Return a scenario."""
        return next(run.scenario for run in self.runs if run.scenario.name == name)

    @cached_property
    def covers(self) -> tuple[tuple[str, ...], ...]:
        """Every smallest set of scenarios that reproduces whatever any of them does."""
        return smallest_covers(self.reproduced)

    def count(self, *kinds: str) -> int:
        """Count the claims on which all scenarios pass one of these verdicts."""
        return sum(
            len(pattern.claims)
            for pattern in self.patterns
            if not pattern.changes and pattern.verdicts[0] in kinds
        )


def load_evidence(root: Path | str = ".") -> Evidence:
    """Read the results of the named scenarios.

    Raises
    ------
    InputError
        If a scenario has none, or only results of other data, code or parameters.
    """
    project = Path(root)
    runs = plan(load_scenarios(project / SCENARIOS), project)
    if stale := [run.scenario.name for run in runs if not is_finished(run, project)]:
        raise InputError(f"no current results of {', '.join(stale)}: run `python -m doesithold runs`")
    return Evidence(runs, {run.scenario.name: verdicts(read_json(project / run.findings)) for run in runs})
