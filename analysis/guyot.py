"""Patients' times from a Kaplan-Meier curve read off an image and the numbers at risk printed below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.errors import InputError
from analysis.survival import Bools, Floats

OVERSHOOT = 0.02
"""How far above 1 or below 0 a height may be read; it is then taken for 1 or 0."""


@dataclass(frozen=True)
class _Stretch:
    """Patients who leave between two numbers at risk, and how badly the rebuilt curve misses the read one."""

    deaths: tuple[float, ...]
    censored: tuple[float, ...]
    height: float
    error: float


def reconstruct_patients(
    points: Sequence[tuple[float, float]] | Floats,
    at_risk: Sequence[tuple[float, int]],
    total_events: int | None = None,
) -> tuple[Floats, Bools]:
    """Rebuild times and events of all patients from a curve and its numbers at risk.

    Between two numbers at risk so many patients leave as the numbers say. How many of them died is decided by
    the curve: every possible number is tried, deaths put where the read curve falls, the others censored at
    even distances, and the number is taken with which the rebuilt curve follows the read one best. A fall of
    the numbers at risk without a fall of the curve is therefore censoring, however steep, and the numbers are
    met exactly.

    Parameters
    ----------
    points : sequence of (time, height)
        Points of the curve in any order, heights as proportions. Reading noise may make a height rise; the
        curve used is the nearest one that never does.
    at_risk : sequence of (time, number)
        Numbers of patients at risk just before each time; the first time must be 0.
    total_events : int, optional
        Printed total of events. It decides how many of those still at risk at the last number die later;
        without it they are censored at the rate seen until then, the rest at the last point read.

    Returns
    -------
    times : array (patients,)
        Ascending, in the unit of the points.
    events : array of bool (patients,)
        Whether each time is an event.

    Raises
    ------
    InputError
        If a height is no proportion, a time is negative, numbers at risk rise or do not start at time 0.

    References
    ----------
    Guyot P, Ades AE, Ouwens MJNM, Welton NJ (2012), Enhanced secondary analysis of survival data:
    reconstructing the data from published Kaplan-Meier survival curves; its evenly spread censoring and its
    treatment of the last stretch are kept, its iteration over numbers censored gives way to trying them all.
    """
    times, heights = _curve(points)
    numbers = _numbers(at_risk)
    stretches: list[_Stretch] = []
    height = 1.0
    for (start, count), (end, following) in pairwise(numbers):
        read = _read_between(times, heights, start, end)
        leaving = count - following
        tried = (
            _leave(read, (start, end), height, count, (leaving - censored, censored))
            for censored in range(leaving, -1, -1)
        )
        stretches.append(min(tried, key=lambda stretch: stretch.error))
        height = stretches[-1].height
    stretches.append(_last_stretch((times, heights), numbers, stretches, total_events))
    deaths = [time for stretch in stretches for time in stretch.deaths]
    censored = [time for stretch in stretches for time in stretch.censored]
    left = numbers[0][1] - len(deaths) - len(censored)
    everyone = np.array(deaths + censored + [max(times[-1], numbers[-1][0])] * left)
    events = np.arange(len(everyone)) < len(deaths)
    order = np.lexsort((~events, everyone))
    return everyone[order], events[order]


def _curve(points: Sequence[tuple[float, float]] | Floats) -> tuple[Floats, Floats]:
    from scipy.optimize import isotonic_regression

    read = np.asarray(points, float).reshape(-1, 2)
    if len(read) == 0:
        raise InputError("a curve needs at least one point")
    if not np.isfinite(read).all() or (read[:, 0] < 0).any():
        raise InputError("times and heights of a curve must be numbers, and times not negative")
    if (np.abs(read[:, 1] - 0.5) > 0.5 + OVERSHOOT).any():
        raise InputError("heights of a curve must be proportions from 0 to 1")
    read = read[np.lexsort((-read[:, 1], read[:, 0]))]
    falling = isotonic_regression(np.clip(read[:, 1], 0, 1), increasing=False)
    return read[:, 0], np.asarray(falling.x, float)


def _numbers(at_risk: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    numbers = [(float(time), int(count)) for time, count in at_risk]
    if not numbers or numbers[0][0] != 0 or numbers[0][1] < 1:
        raise InputError("numbers at risk must start at time 0 with at least one patient")
    for (time, count), (later, fewer) in pairwise(numbers):
        if later <= time or fewer > count or fewer < 0:
            raise InputError(
                f"numbers at risk must fall with time: {count} at {time:g}, {fewer} at {later:g}"
            )
    return numbers


def _read_between(times: Floats, heights: Floats, start: float, end: float) -> list[tuple[float, float]]:
    inside = (times >= start) & (times < end)
    return list(zip(times[inside].tolist(), heights[inside].tolist(), strict=True))


def _leave(
    read: list[tuple[float, float]],
    ends: tuple[float, float],
    height: float,
    count: int,
    leaving: tuple[int, int],
) -> _Stretch:
    """Let so many die and so many be censored: a death comes once the read curve is half a step lower."""
    most_deaths, censorings = leaving
    censored = _spread(*ends, censorings)
    deaths: list[float] = []
    squares = missed = 0.0
    for time, wanted in read:
        here = count - len(deaths) - sum(other < time for other in censored)
        while len(deaths) < most_deaths and here > 0 and wanted < height * (1 - 0.5 / here):
            height *= 1 - 1 / here
            deaths.append(time)
            here -= 1
        missed = (height - wanted) ** 2
        squares += missed
    at_end = read[-1][0] if read else ends[0]
    for _ in range(most_deaths - len(deaths)):
        here = max(count - len(deaths) - sum(other < at_end for other in censored), 1)
        height *= 1 - 1 / here
        deaths.append(at_end)
    missed = (height - read[-1][1]) ** 2 if read else (1 - height) ** 2
    return _Stretch(tuple(deaths), tuple(censored), height, squares / max(len(read), 1) + missed)


def _last_stretch(
    curve: tuple[Floats, Floats],
    numbers: list[tuple[float, int]],
    before: list[_Stretch],
    total_events: int | None,
) -> _Stretch:
    """Let those leave who are at risk at the last number; nobody says how many of them died."""
    start, count = numbers[-1]
    end = max(float(curve[0][-1]), start)
    height = before[-1].height if before else 1.0
    read = _read_between(*curve, start, np.inf)
    if total_events is None:
        rate = sum(len(stretch.censored) for stretch in before) / start if start else 0.0
        censored = min(round(rate * (end - start)), count)
        return _follow(read, (start, end), height, count, (count - censored, censored))
    wanted = max(total_events - sum(len(stretch.deaths) for stretch in before), 0)
    tried = [
        _follow(read, (start, end), height, count, (min(wanted, count - censored), censored))
        for censored in range(count + 1)
    ]
    return min(tried, key=lambda stretch: (abs(len(stretch.deaths) - wanted), stretch.error))


def _follow(
    read: list[tuple[float, float]],
    ends: tuple[float, float],
    height: float,
    count: int,
    leaving: tuple[int, int],
) -> _Stretch:
    """Let at most so many die as the read curve asks for."""
    most_deaths, censorings = leaving
    for deaths in range(most_deaths, -1, -1):
        stretch = _leave(read, ends, height, count, (deaths, censorings))
        if deaths == 0 or stretch.error <= _leave(read, ends, height, count, (deaths - 1, censorings)).error:
            return stretch
    raise AssertionError("zero deaths end the search")


def _spread(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * (place + 0.5) / count for place in range(count)]
