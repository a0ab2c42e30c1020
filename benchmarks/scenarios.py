"""All scenarios of this paper, as the command runs them: by one worker and by two."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.book import copy_of_project
from benchmarks.timing import Benchmark, Ratio, Side, python

ONE, TWO, AGAIN = (f"`doesithold runs`, {how}" for how in ("one worker", "two workers", "nothing changed"))


@contextmanager
def sides(folder: Path) -> Iterator[Mapping[str, Side]]:
    """Offer runs in a copy of the project."""
    project = copy_of_project(folder / "project")

    def run(*options: str, anew: bool = True) -> float:
        if anew:
            shutil.rmtree(project / "runs/output", ignore_errors=True)
        return python("-m", "doesithold", "runs", *options, at=project)

    yield {
        ONE: partial(run, "--jobs", "1"),
        TWO: partial(run, "--jobs", "2"),
        AGAIN: partial(run, anew=False),
    }


BENCHMARK = Benchmark((Ratio(TWO, ONE), Ratio(AGAIN, ONE)), sides, without={})
