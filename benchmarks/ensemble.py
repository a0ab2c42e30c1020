"""Many data sets at once against a loop of lifelines: their curves, and drawing them with every check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from lifelines import KaplanMeierFitter

from analysis.book import open_book
from benchmarks.timing import Benchmark, Ratio, Side, processor
from doesithold.reconstruct import check, reconstruct
from doesithold.statistics.survival import Times, kaplan_meier

DRAWS, FITTED = 10_000, 200
DRAWN = f"drawing {DRAWS:,} data sets that agree with the paper, every check included"
CURVES = f"curve, median and band of {DRAWS:,} data sets, at once"
LOOP = f"the same by a loop of lifelines (timed on {FITTED} of them)"


@contextmanager
def sides(folder: Path) -> Iterator[Mapping[str, Side]]:
    """Offer both ways to the same curves, and the way to their data."""
    book = open_book()
    reading = book.constraints.under()

    def draw() -> None:
        assert not check(reconstruct(book.paper, DRAWS, 1, readings=reading), book.paper, reading)

    times = reconstruct(book.paper, DRAWS, 1, readings=reading).times["pfs"]
    some = times.rows(np.arange(FITTED))
    yield {
        DRAWN: lambda: processor(draw),
        CURVES: lambda: processor(lambda: _at_once(times)),
        LOOP: lambda: processor(lambda: _one_by_one(some)) * DRAWS / FITTED,
    }


def _at_once(times: Times) -> None:
    curves = kaplan_meier(times.times, times.events)
    curves.median()
    curves.band("log-log")


def _one_by_one(times: Times) -> None:
    for months, events in zip(times.times, times.events, strict=True):
        assert KaplanMeierFitter().fit(months, events).median_survival_time_ > 0


BENCHMARK = Benchmark((Ratio(CURVES, LOOP), Ratio(DRAWN, LOOP)), sides, without={})
