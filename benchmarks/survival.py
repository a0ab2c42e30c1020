"""Time Kaplan-Meier curves of many small data sets against a loop of lifelines fits.

Run as ``python -m benchmarks.survival``. Both sides compute curve, median and log-log band of the same data;
the loop is timed on a sample of them, in the same run and on the same machine.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
from lifelines import KaplanMeierFitter

from doesithold.statistics.survival import kaplan_meier

DATA_SETS, PATIENTS, FITTED, REPEATS = 10_000, 17, 200, 5


def ours(times: np.ndarray, events: np.ndarray) -> float:
    """Return the best of some timings of one vectorised call, in seconds a data set."""
    best = np.inf
    for _ in range(REPEATS):
        start = perf_counter()
        curves = kaplan_meier(times, events)
        curves.median()
        curves.band("log-log")
        best = min(best, perf_counter() - start)
    return best / len(times)


def lifelines(times: np.ndarray, events: np.ndarray) -> float:
    """Return the best of some timings of a loop of fits, in seconds a data set."""
    best = np.inf
    for _ in range(REPEATS):
        start = perf_counter()
        for row, seen in zip(times, events, strict=True):
            fit = KaplanMeierFitter().fit(row, seen)
            fit.median_survival_time_  # noqa: B018
        best = min(best, perf_counter() - start)
    return best / len(times)


def main() -> None:
    rng = np.random.default_rng(1)
    times = rng.exponential(6, size=(DATA_SETS, PATIENTS))
    events = rng.random((DATA_SETS, PATIENTS)) < 0.8
    fast, slow = ours(times, events), lifelines(times[:FITTED], events[:FITTED])
    print(f"vectorised {1e6 * fast:8.2f} µs a data set of {PATIENTS} patients ({DATA_SETS:,} at once)")
    print(f"lifelines  {1e6 * slow:8.2f} µs a data set (loop over {FITTED})")
    print(f"ratio      {slow / fast:8.0f}")


if __name__ == "__main__":
    main()
