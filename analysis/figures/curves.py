"""Survival curves of an ensemble as numbers: the range of all curves, one of them by lifelines, counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter

from doesithold.statistics.survival import Bools, Floats, KaplanMeier, kaplan_meier

POINTS = 601
"""Times at which the band is evaluated."""
STEPS = (1, 2, 3, 6, 12, 24)
"""Months between two ticks; the first with at most `MOST_TICKS` is taken."""
MOST_TICKS = 6


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

    @cached_property
    def example(self) -> KaplanMeierFitter:
        """The curve of the first data set."""
        there = ~np.isnan(self.times[0])
        return KaplanMeierFitter(label=self.name).fit(self.times[0][there], self.events[0][there])

    @property
    def last(self) -> float:
        """Latest time in any data set."""
        return float(np.nanmax(self.times))


def ticks(last: float) -> list[int]:
    """Return whole months from 0 to the last time for the axis and the counts below it."""
    step = next((step for step in STEPS if last / step < MOST_TICKS), STEPS[-1])
    return list(range(0, int(last) + 1, step))


def band(arm: Arm, last: float) -> pd.DataFrame:
    """Return the lowest and highest curve of all data sets, and the example's, at evenly spaced times.

    Returns
    -------
    DataFrame
        Columns `arm`, `time` (months), `low`, `example`, `high` (proportion surviving).
    """
    grid = np.linspace(0, last, POINTS)
    heights = arm.curves.at(grid)
    example = arm.example.predict(grid).to_numpy()
    return pd.DataFrame(
        {
            "arm": arm.name,
            "time": grid,
            "low": heights.min(axis=0),
            "example": example,
            "high": heights.max(axis=0),
        }
    )


class Count(NamedTuple):
    """Patients of an arm in one row (At risk, Censored, Events) under one tick: example, range of all."""

    arm: str
    time: int
    row: str
    example: int
    low: int
    high: int


def count(arm: Arm, times: Sequence[int]) -> list[Count]:
    """Count patients at risk just before each time, and censorings and events before it.

    In one data set the three add up to the number of patients.
    """
    counts = []
    for time in times:
        before = arm.times < time
        numbers = {
            "At risk": np.sum(arm.times >= time, axis=1),
            "Censored": np.sum(before & ~arm.events, axis=1),
            "Events": np.sum(before & arm.events, axis=1),
        }
        one = _counts_of(arm.example, time)
        counts += [
            Count(arm.name, time, row, one[row], int(n.min()), int(n.max())) for row, n in numbers.items()
        ]
    return counts


def _counts_of(fit: KaplanMeierFitter, time: float) -> dict[str, int]:
    """Read the three counts of one data set from lifelines' event table."""
    table = fit.event_table
    earlier = table[table.index < time]
    return {
        "At risk": int(table["entrance"].sum() - earlier["removed"].sum()),
        "Censored": int(earlier["censored"].sum()),
        "Events": int(earlier["observed"].sum()),
    }
