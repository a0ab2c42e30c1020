"""Planning: which scenarios have results already, and which must be run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doesithold.scenarios.results import OUTPUT, STAMP_KEY, Stamp, checkout_stamp, read_json, stamp
from doesithold.scenarios.scenarios import Scenario

GRID = OUTPUT / "grid"


@dataclass(frozen=True)
class Run:
    """A scenario, where its results belong, and the stamp that they must bear.

    Attributes
    ----------
    folder : Path
        Relative to the project's folder.
    """

    scenario: Scenario
    folder: Path
    stamp: Stamp

    @property
    def findings(self) -> Path:
        """File of the findings."""
        return self.folder / f"{self.scenario.name}.json"

    @property
    def notebook(self) -> Path:
        """File of the executed notebook."""
        return self.folder / f"{self.scenario.name}.ipynb"

    @property
    def page(self) -> Path:
        """File of the executed notebook as a page of the book; the grid has none."""
        return self.folder / f"{self.scenario.name}.html"

    @property
    def in_book(self) -> bool:
        """Whether the book shows it."""
        return self.folder == OUTPUT

    @property
    def failed_notebook(self) -> Path:
        """File of the notebook that stopped at an error."""
        return self.folder / "failed" / f"{self.scenario.name}.ipynb"

    @property
    def papermill_parameters(self) -> dict[str, Any]:
        """What the notebook is told."""
        return {
            "title": self.scenario.title,
            "why": self.scenario.why,
            **self.scenario.parameters.flat(),
            "findings_file": self.findings.as_posix(),
        }


def plan(scenarios: Iterable[Scenario], root: Path, folder: Path = OUTPUT) -> tuple[Run, ...]:
    """Give every scenario its place and its stamp."""
    checkout = checkout_stamp(root)
    return tuple(Run(scenario, folder, stamp(scenario, checkout)) for scenario in scenarios)


def is_finished(run: Run, root: Path) -> bool:
    """Tell whether the results of a run are there, whole, and bear its stamp."""
    stamps = [
        read_json(root / run.findings).get(STAMP_KEY),
        read_json(root / run.notebook).get("metadata", {}).get(STAMP_KEY),
    ]
    return stamps == [run.stamp] * 2 and ((root / run.page).exists() or not run.in_book)
