"""Searching for the deaths and censorings that explain a survival curve read off an image."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from doesithold.statistics.survival import Floats

SMALLEST_FALL = 0.25
"""Share of the smallest step a curve can take below which a fall is reading noise."""

UNEVEN = 1e-5
"""Cost of a patient censored away from even spacing, in squared height: it decides where steps cannot."""

WIDTH = 80
"""Ways of explaining the curve that are followed at the same time."""


class _Plateau(NamedTuple):
    """Part of the read curve without a fall: where it begins, its mean height, how many points it has."""

    time: float
    height: float
    points: int


class Stretch(NamedTuple):
    """Patients at risk from one printed number to the next, of whom `leaving` leave, some of them censored.

    After the `last` number anyone may leave or stay until the end.
    """

    start: float
    end: float
    at_risk: int
    leaving: int
    censored: float
    last: bool


class _Way(NamedTuple):
    """One way of explaining the curve so far.

    `died` and `censored` count since the last number at risk, `deaths` since the beginning. `before` is the
    way up to the step before; since then `between` patients were censored and, at `time`, `last` ones died.
    """

    cost: float
    height: float
    died: int
    censored: int
    deaths: int
    time: float
    last: int
    between: int
    before: _Way | None


def explain(
    times: Floats, heights: Floats, stretches: Iterable[Stretch], total_events: int | None
) -> tuple[Floats, int]:
    """Find who left when, such that the curve of all follows the read one.

    Parameters
    ----------
    times, heights : array
        Points of a curve that never rises, in the order of time; heights are proportions.
    stretches : iterable of Stretch
        Numbers at risk, which the result meets exactly; whoever stays until the end is not in it.
    total_events : int or None
        Events there should be in all, if that can be.

    Returns
    -------
    tuple of array and int
        Times of all who left, deaths first, and the number of deaths.
    """
    ways = [_Way(0.0, 1.0, 0, 0, 0, 0.0, 0, 0, None)]
    for stretch in stretches:
        inside = (times >= stretch.start) & (times < stretch.end)
        smallest_step = ways[0].height / max(stretch.at_risk, 1)
        for plateau in _plateaus(times[inside], heights[inside], smallest_step):
            ways = _best(step for way in ways for step in _steps(way, plateau, stretch))
        ways = _best(_close(way, stretch) for way in ways)
    wanted = [way for way in ways if way.deaths == total_events]
    return _trace((wanted or ways)[0])


def _plateaus(times: Floats, heights: Floats, smallest_step: float) -> Iterator[_Plateau]:
    """Cut the curve where it falls by more than noise."""
    cuts = [0]
    for place, height in enumerate(heights.tolist()):
        if height < heights[cuts[-1]] - SMALLEST_FALL * smallest_step:
            cuts.append(place)
    for begin, end in pairwise([*cuts, len(times)] if len(times) else []):
        yield _Plateau(float(times[begin]), float(heights[begin:end].mean()), end - begin)


def _steps(way: _Way, plateau: _Plateau, stretch: Stretch) -> Iterator[_Way]:
    """Go on to a plateau in every way its height allows; censoring is settled at the next death."""
    yield way._replace(cost=way.cost + plateau.points * (way.height - plateau.height) ** 2)
    still = stretch.leaving - way.died - way.censored
    fall = 1 - plateau.height / way.height if way.height > 0 else 0.0
    even = stretch.censored * (plateau.time - stretch.start) / (stretch.end - stretch.start)
    for between in range(still if plateau.time > max(way.time, stretch.start) else min(still, 1)):
        here = stretch.at_risk - way.died - way.censored - between
        for deaths in {math.floor(here * fall), math.ceil(here * fall)}:
            if 0 < deaths <= still - between:
                height = way.height * (1 - deaths / here)
                censored = way.censored + between
                cost = plateau.points * (height - plateau.height) ** 2 + UNEVEN * (censored - even) ** 2
                yield _Way(
                    way.cost + cost,
                    height,
                    way.died + deaths,
                    censored,
                    way.deaths + deaths,
                    plateau.time,
                    deaths,
                    between,
                    way,
                )


def _close(way: _Way, stretch: Stretch) -> _Way:
    """Censor who did not die but must leave before the next number or, after the last, may be expected to."""
    rest = stretch.leaving - way.died - way.censored
    if stretch.last:
        rest = min(max(round(stretch.censored) - way.censored, 0), rest)
    return _Way(way.cost, way.height, 0, 0, way.deaths, stretch.end, 0, rest, way)


def _best(ways: Iterable[_Way]) -> list[_Way]:
    """Keep the cheapest of the ways that have come to the same counts, and of these the cheapest few."""
    cheapest: dict[tuple[int, int, int], _Way] = {}
    for way in ways:
        counts = (way.deaths, way.died, way.censored)
        if counts not in cheapest or way.cost < cheapest[counts].cost:
            cheapest[counts] = way
    return sorted(cheapest.values(), key=lambda way: way.cost)[:WIDTH]


def _trace(way: _Way) -> tuple[Floats, int]:
    """Return the times of all who left, deaths first, and the number of deaths."""
    deaths: list[float] = []
    censored: list[float] = []
    while way.before is not None:
        deaths += [way.time] * way.last
        start = way.before.time
        censored += [start + (way.time - start) * (place + 0.5) / way.between for place in range(way.between)]
        way = way.before
    return np.array(deaths + censored), len(deaths)
