"""Means and standard deviations of whole numbers: GRIM, GRIMMER and DEBIT in exact arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from doesithold.explain.search import Search, check_size, read_within, root_for_rounding
from doesithold.numbers import PrintedNumber

NEAREST = ("half_up", "half_even", "half_down")
SD_WINDOW = 100
LARGEST_SUM = 10_000


@dataclass(frozen=True)
class MeanExplanation:
    """A sum over `n` people, each with `items` whole numbers, that prints the mean.

    `sum_of_squares` is the smallest sum of people's squared totals that prints the standard deviation, if one
    was given.
    """

    total: int
    n: int
    items: int
    rounding: str
    sum_of_squares: int | None = None


def explain_mean(reported: str, n: int, items: int = 1, sd: str | None = None) -> Search[MeanExplanation]:
    """Find every total of whole numbers whose mean, rounded to nearest, is the printed one.

    Parameters
    ----------
    reported : str
        The mean as printed.
    n : int
        Number of people.
    items : int
        Whole numbers averaged for each person, such as the items of a scale.
    sd : str, optional
        The sample standard deviation as printed; whole numbers must then give both.

    Returns
    -------
    Search of MeanExplanation
        Half up first. Roundings that do not go to the nearest number are left out, as in GRIM.

    Raises
    ------
    InputError
        If a number is not one, or `n` or `items` is below 1 (`n` below 2 with `sd`) or too large.

    References
    ----------
    Brown NJL, Heathers JAJ (2017), The GRIM test. Anaya J (2016), The GRIMMER test; Allard A (2018),
    Analytic-GRIMMER.
    """
    mean, n, items = _checked(reported, n, items, least=1 if sd is None else 2)
    chance, among = _mean_chance(mean.places, n * items)
    means = list(_means(mean, n, items))
    if sd is None:
        return Search(tuple(means), chance, among)
    spread = read_within(sd, "standard deviation", 0)
    nearby = range(max(0, spread.units - SD_WINDOW), spread.units + SD_WINDOW + 1)
    hits = sum(any(_with_spread(means, spread.beside(units))) for units in nearby)
    return Search(
        tuple(_with_spread(means, spread)),
        chance * Fraction(hits, len(nearby)),
        f"{among}, each with a standard deviation within {SD_WINDOW} units of the last digit",
    )


def grim(mean: str, n: int, items: int = 1) -> bool:
    """Say whether whole numbers can have this printed mean (see `explain_mean`)."""
    return any(_means(*_checked(mean, n, items)))


def grimmer(mean: str, sd: str, n: int, items: int = 1) -> bool:
    """Say whether the sum and the sum of squares of whole numbers can print this mean and standard deviation.

    Checks, as Allard does, that the sum of squares is whole, and odd exactly when the sum is; also that it is
    not below the least possible one. All this is necessary; for very small `n` it is not sufficient.
    """
    means = list(_means(*_checked(mean, n, items, least=2)))
    return any(_with_spread(means, read_within(sd, "standard deviation", 0)))


def debit(mean: str, sd: str, n: int) -> bool:
    """Say whether a count of ones among `n` zeros and ones prints this mean and sample standard deviation.

    References
    ----------
    Heathers JAJ, Brown NJL (2019), DEBIT: a simple consistency test for binary data.
    """
    average, spread = read_within(mean, "mean", 0, 1), read_within(sd, "standard deviation", 0, 1)
    check_size("n", n, low=2)
    return any(
        found.rounding in _spread_modes(Fraction(found.total * (n - found.total), n * (n - 1)), spread)
        for found in _means(average, n, 1)
        if 0 <= found.total <= n
    )


def _checked(mean: str, n: int, items: int, least: int = 1) -> tuple[PrintedNumber, int, int]:
    check_size("n", n, low=least)
    check_size("items", items)
    check_size("n times items", n * items, high=LARGEST_SUM)
    return read_within(mean, "mean"), n, items


def _means(mean: PrintedNumber, n: int, items: int) -> Iterator[MeanExplanation]:
    size = n * items
    half = Fraction(1, 2 * 10**mean.places)
    totals = range(math.ceil((mean.value - half) * size), math.floor((mean.value + half) * size) + 1)
    for mode in NEAREST:
        for total in totals:
            if mean.modes(Fraction(total, size), (mode,)):
                yield MeanExplanation(total, n, items, mode)


def _with_spread(means: list[MeanExplanation], spread: PrintedNumber) -> Iterator[MeanExplanation]:
    for found in means:
        square_sum = _smallest_square_sum(found, spread)
        if square_sum is not None:
            yield MeanExplanation(found.total, found.n, found.items, found.rounding, square_sum)


def _smallest_square_sum(found: MeanExplanation, spread: PrintedNumber) -> int | None:
    """Return the smallest sum of squares of `n` whole numbers with this total that prints the spread."""
    n, total = found.n, found.total
    scale = (n - 1) * found.items**2
    lowest = max(Fraction(2 * spread.units - 1, 2 * 10**spread.places), Fraction(0))
    quotient, remainder = divmod(total, n)
    most_even = n * quotient**2 + remainder * (2 * quotient + 1)
    start = max(math.ceil(lowest**2 * scale + Fraction(total**2, n)), most_even)
    start += (start - total) % 2
    for square_sum in (start, start + 2):
        variance = (square_sum - Fraction(total**2, n)) / scale
        if found.rounding in _spread_modes(variance, spread):
            return square_sum
    return None


def _spread_modes(variance: Fraction, spread: PrintedNumber) -> list[str]:
    return spread.modes(root_for_rounding(variance, spread.places), NEAREST)


def _mean_chance(places: int, size: int) -> tuple[Fraction, str]:
    grid = 10**places
    among = "all equally precise means"
    if size >= grid:
        return Fraction(1), among
    half_up = {(2 * total * grid + size) // (2 * size) % grid for total in range(size)}
    half_down = {-((size - 2 * total * grid) // (2 * size)) % grid for total in range(size)}
    return Fraction(len(half_up | half_down), grid), among
