"""Patients' times from a Kaplan-Meier curve read off an image and the numbers at risk printed below it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from doesithold.errors import InputError
from doesithold.statistics.curve_search import Stretch, explain
from doesithold.statistics.survival import Bools, Floats

OVERSHOOT = 0.02
"""How far above 1 or below 0 a height may be read; it is then taken for 1 or 0."""


def reconstruct_patients(
    points: Sequence[tuple[float, float]] | Floats,
    at_risk: Sequence[tuple[float, int]],
    total_events: int | None = None,
) -> tuple[Floats, Bools]:
    """Rebuild times and events of all patients from a curve and its numbers at risk.

    Between two numbers at risk so many patients leave as the numbers say. Who of them died is decided by the
    curve: at each of its steps all numbers of deaths, and of patients censored since the step before, are
    tried that its height allows, and the best few ways of going on are followed. A step of known height tells
    how many were at risk, so on small sets the censoring is found; where steps are too small to tell, it is
    spread evenly. A fall of the numbers at risk without a fall of the curve is censoring, however steep. The
    numbers at risk are met exactly.

    Parameters
    ----------
    points : sequence of (time, height)
        Points of the curve in any order, heights as proportions. Reading noise may make a height rise; the
        curve used is the nearest one that never does.
    at_risk : sequence of (time, number)
        Numbers of patients at risk just before each time; the first time must be 0.
    total_events : int, optional
        Printed total of events; the best way that has this total is taken, if any has.

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
    reconstructing the data from published Kaplan-Meier survival curves. Their estimate of the numbers
    censored and their even spacing are kept; a search over steps takes the place of their iteration.
    """
    times, heights = _curve(points)
    numbers = _numbers(at_risk)
    gone, deaths = explain(times, heights, _stretches(numbers, times, heights), total_events)
    end = max(float(times[-1]), numbers[-1][0])
    everyone = np.append(np.minimum(gone, end), np.full(numbers[0][1] - len(gone), end))
    events = np.arange(len(everyone)) < deaths
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


def _stretches(numbers: list[tuple[float, int]], times: Floats, heights: Floats) -> Iterator[Stretch]:
    """Yield the stretches between numbers at risk and after the last, with Guyot's numbers censored."""
    censored_so_far = 0.0
    for (start, count), (end, following) in pairwise(numbers):
        fall = _height_before(end, times, heights) / max(_height_before(start, times, heights), 1e-9)
        censored = min(max(count * fall - following, 0.0), count - following)
        censored_so_far += censored
        yield Stretch(start, end, count, count - following, censored, last=False)
    start, count = numbers[-1]
    end = max(float(times[-1]), start)
    rate = censored_so_far / start if start else 0.0
    expected = min(rate * (end - start), count)
    yield Stretch(start, math.nextafter(end, math.inf), count, count, expected, last=True)


def _height_before(time: float, times: Floats, heights: Floats) -> float:
    earlier = int(np.searchsorted(times, time))
    return float(heights[earlier - 1]) if earlier else 1.0
