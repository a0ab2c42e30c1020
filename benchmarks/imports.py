"""Importing the engine without its figures, in processor time, a Python's start included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.timing import Benchmark, Ratio, Side, of_commands, python

ENGINE, PANDAS = "importing the engine, without plotting", "importing pandas"
ROOMS = "doesithold.paper.paper, doesithold.audit.verdicts, doesithold.explain, doesithold.corpus.table"


@contextmanager
def sides(folder: Path) -> Iterator[Mapping[str, Side]]:
    """Offer both imports, each once done untimed."""
    offered = {
        name: partial(of_commands, partial(python, "-c", f"import {modules}"))
        for name, modules in ((ENGINE, ROOMS), (PANDAS, "pandas"))
    }
    for run in offered.values():
        run()
    yield offered


BENCHMARK = Benchmark((Ratio(ENGINE, PANDAS, most_seconds=0.4),), sides, without={})
