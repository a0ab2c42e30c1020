"""Time to explain one printed number, each kind of search: ``python -m benchmarks.explain``."""

from __future__ import annotations

import timeit
from collections.abc import Callable

from doesithold.explain import explain_interval, explain_mean, explain_median_interval, explain_percent

GOAL_MS = 50
REPEATS = 20
SEARCHES: dict[str, Callable[[], object]] = {
    "percent 31.3": lambda: explain_percent("31.3"),
    "percent 31.3 --n-max 200": lambda: explain_percent("31.3", n_max=200),
    "interval 17.80 64.60 --k 7 --n 17": lambda: explain_interval("17.80", "64.60", 7, 17),
    "mean 5.19 --n 28": lambda: explain_mean("5.19", 28),
    "mean 5.21 --n 28 --sd 1.34": lambda: explain_mean("5.21", 28, sd="1.34"),
    "median-interval 2.2 1.29 3.20": lambda: explain_median_interval("2.2", "1.29", "3.20"),
}


def main() -> None:
    for name, search in SEARCHES.items():
        search()
        milliseconds = 1000 * min(timeit.repeat(search, number=1, repeat=REPEATS))
        print(f"{name:40} {milliseconds:8.2f} ms   {'ok' if milliseconds < GOAL_MS else 'too slow'}")


if __name__ == "__main__":
    main()
