"""Explaining one printed number: each kind of search, in process and as a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.timing import Benchmark, Ratio, Side, processor, python
from doesithold.explain import explain_interval, explain_mean, explain_median_interval, explain_percent

EMPTY = "a Python that does nothing"
COMMAND = "`doesithold explain percent 31.3 --n-max 18`"
SEARCHES: dict[str, Callable[[], object]] = {
    "`percent 31.3`": lambda: explain_percent("31.3"),
    "`percent 31.3 --n-max 200`": lambda: explain_percent("31.3", n_max=200),
    "`interval 17.80 64.60 --k 7 --n 17`": lambda: explain_interval("17.80", "64.60", 7, 17),
    "`mean 5.19 --n 28`": lambda: explain_mean("5.19", 28),
    "`mean 5.21 --n 28 --sd 1.34`": lambda: explain_mean("5.21", 28, sd="1.34"),
    "`median-interval 2.2 1.29 3.20`": lambda: explain_median_interval("2.2", "1.29", "3.20"),
}
SLOWEST = "explaining one number, the slowest of these"


@contextmanager
def sides(folder: Path) -> Iterator[Mapping[str, Side]]:
    """Offer the searches; the first of each, which fills caches, is not timed."""
    for search in SEARCHES.values():
        search()
    yield {
        **{name: partial(_best, search) for name, search in SEARCHES.items()},
        SLOWEST: lambda: max(map(_best, SEARCHES.values())),
        COMMAND: lambda: python("-m", "doesithold", *COMMAND.strip("`").split()[1:]),
        EMPTY: lambda: python("-c", ""),
    }


def _best(search: Callable[[], object]) -> float:
    return min(processor(search) for _ in range(10))


BENCHMARK = Benchmark(
    (
        *(Ratio(name, EMPTY) for name in SEARCHES),
        Ratio(SLOWEST, EMPTY, most_seconds=0.05),
        Ratio(COMMAND, EMPTY),
    ),
    sides,
    without={},
)
