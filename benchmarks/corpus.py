"""Many made-up folders that hold cells only: how their audit grows with their number, and a second run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.generated_papers import random_paper
from benchmarks.timing import Benchmark, Ratio, Side, of_commands, python

FEW, MANY = 1_000, 10_000
COST_OF_FEW, COST_OF_MANY = (f"one folder of {size:,}" for size in (FEW, MANY))
AGAIN = f"one folder of {MANY:,}, nothing changed"


@contextmanager
def sides(folder: Path) -> Iterator[Mapping[str, Side]]:
    """Offer processor seconds for each folder, the command's start included."""
    rng = random.Random(1)
    for number in range(MANY):
        paper = f"paper-{number:06d}"
        random_paper(rng).write(folder / "many" / paper)
        if number < FEW:
            (folder / "few").mkdir(exist_ok=True)
            (folder / "few" / paper).symlink_to(folder / "many" / paper)
    yield {
        COST_OF_FEW: partial(_cost, folder / "few", FEW),
        COST_OF_MANY: partial(_cost, folder / "many", MANY),
        AGAIN: partial(_cost, folder / "many", MANY, anew=False),
    }


def _cost(folders: Path, size: int, *, anew: bool = True) -> float:
    out = folders.with_suffix(".parquet")
    if anew:
        out.unlink(missing_ok=True)
    command = ("-m", "doesithold", "corpus", str(folders), "--out", str(out), "--jobs", "1")
    return of_commands(lambda: python(*command)) / size


BENCHMARK = Benchmark(
    (
        Ratio(COST_OF_MANY, COST_OF_FEW, most=1.1, most_seconds=1 / 200),
        Ratio(AGAIN, COST_OF_MANY),
    ),
    sides,
    without={},
)
