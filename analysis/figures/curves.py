"""Survival curves of an ensemble as numbers: the middle and the range of all curves, and counts at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from doesithold.statistics.survival import Bools, Floats, KaplanMeier, kaplan_meier

POINTS = 601
"""Times at which curves are summarised."""
STEPS = (1, 2, 3, 6, 12, 24)
"""Months between two ticks; the first with at most `MOST_TICKS` is taken."""
MOST_TICKS = 9


@dataclass(frozen=True)
class Arm:
    """One group of patients in all data sets: arrays of shape (draws, patients), NaN for who is missing."""

    name: str
    colour: str
    times: Floats
    events: Bools

    @cached_property
    def curves(self) -> KaplanMeier:
        """The curve of every data set."""
        return kaplan_meier(self.times, self.events)

    @property
    def last(self) -> float:
        """Latest time in any data set."""
        return float(np.nanmax(self.times))


def ticks(last: float) -> list[int]:
    """Return whole months from 0 to the last time for the axis and the counts below it."""
    step = next((step for step in STEPS if last / step < MOST_TICKS), STEPS[-1])
    return list(range(0, int(last) + 1, step))


def summarise(arm: Arm, last: float) -> pd.DataFrame:
    """Summarise the curves of all data sets at evenly spaced times.

    Returns
    -------
    DataFrame
        Columns `arm`, `time` (months), `low`, `median`, `high` (proportion surviving).
    """
    grid = np.linspace(0, last, POINTS)
    heights = arm.curves.at(grid)
    low, median, high = heights.min(axis=0), np.median(heights, axis=0), heights.max(axis=0)
    return pd.DataFrame({"arm": arm.name, "time": grid, "low": low, "median": median, "high": high})


class Count(NamedTuple):
    """Patients of an arm in one row (At risk, Events, Censored) under one tick, over all data sets."""

    arm: str
    time: int
    row: str
    low: int
    high: int


def count(arm: Arm, times: Sequence[int]) -> list[Count]:
    """Count patients at risk just before each time, and events and censorings before it.

    In one data set the three add up to the number of patients.
    """
    counts = []
    for time in times:
        before = arm.times < time
        numbers = {
            "At risk": np.sum(arm.times >= time, axis=1),
            "Events": np.sum(before & arm.events, axis=1),
            "Censored": np.sum(before & ~arm.events, axis=1),
        }
        counts += [Count(arm.name, time, row, int(n.min()), int(n.max())) for row, n in numbers.items()]
    return counts
