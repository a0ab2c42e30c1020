"""Set-up from nothing: a virtual environment with all that the lock names, which a registry must serve."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.book import copy_of_project
from benchmarks.timing import Benchmark, Ratio, Side, wall

NOTHING, FETCHED = "set-up from nothing", "set-up where all files were fetched before"


@contextmanager
def sides(folder: Path) -> Iterator[Mapping[str, Side]]:
    """Offer `make .venv` in a copy of the project, with an empty cache and with a full one."""
    project, cache = copy_of_project(folder / "project"), folder / "cache"

    def make() -> float:
        shutil.rmtree(project / ".venv", ignore_errors=True)
        places = {"UV_CACHE_DIR": str(cache / "uv"), "PIP_CACHE_DIR": str(cache / "pip")}
        return wall(
            ["make", ".venv/.ready"],
            project,
            PYTHON=str(Path(os.__file__).parents[2] / "bin/python3"),
            **places,
        )

    def from_nothing() -> float:
        shutil.rmtree(cache, ignore_errors=True)
        return make()

    yield {NOTHING: from_nothing, FETCHED: make}


BENCHMARK = Benchmark((Ratio(NOTHING, FETCHED),), sides, without={}, asked_for=True)
