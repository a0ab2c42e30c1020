"""Percentages: the numerator, denominator and rounding that print given digits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doesithold.explain.search import Search, check_size, read_within
from doesithold.numbers import MODES, ROUNDING, PrintedNumber

LARGEST_N_MAX = 1_000


@dataclass(frozen=True)
class PercentExplanation:
    """`k` of `n` prints the percentage under this rounding; `denominator` is the name of `n`, if any."""

    k: int
    n: int
    rounding: str
    denominator: str | None = None


def explain_percent(
    reported: str,
    n: int | None = None,
    n_max: int = 18,
    candidates: Mapping[str, int] | None = None,
    k: int | None = None,
) -> Search[PercentExplanation]:
    """Find every count, denominator and rounding mode that prints a percentage.

    Parameters
    ----------
    reported : str
        The percentage as printed, for example ``"31.3"``.
    n : int, optional
        The denominator, if it is known.
    n_max : int
        Otherwise every denominator from 1 to this one is tried.
    candidates : mapping of str to int, optional
        Denominators with a name, such as ``{"enrolled": 18}``; tried as well, and listed before others.
    k : int, optional
        The count, if it is known.

    Returns
    -------
    Search of PercentExplanation
        Fewest unusual assumptions first (a rounding other than half up, a denominator without a name).

    Raises
    ------
    InputError
        If `reported` is not a percentage from 0 to 100, or a denominator is below 1 or too large to search.
    """
    printed = read_within(reported, "percentage", 0, 100)
    names = {size: name for name, size in reversed(list((candidates or {}).items()))}
    sizes = _sizes(n, n_max, names)
    found = [
        PercentExplanation(count, size, mode, names.get(size))
        for size in sizes
        for count in counts_near(printed, size)
        if k in (None, count)
        for mode in printed.modes(Fraction(100 * count, size))
    ]
    found.sort(key=_complexity)
    grid = 100 * 10**printed.places
    low, high = _reach(sizes, grid, k)
    return Search(
        tuple(found),
        Fraction(_explained_values(sizes, grid, k), high - low + 1),
        f"the {high - low + 1:,} equally precise percentages from {printed.beside(low)} to "
        f"{printed.beside(high)}",
    )


def explain_share(
    reported: str, k: int, n: int, candidates: Mapping[str, int], plain: str = MODES[0]
) -> Search[PercentExplanation]:
    """Find what prints a percentage whose count is known, where `k` of `n`, plainly rounded, does not.

    Parameters
    ----------
    reported : str
        The percentage as printed.
    k, n : int
        What the data give.
    candidates : mapping of str to int
        The other denominators to try, by name.
    plain : str
        The rounding that the paper states, or half up.

    Returns
    -------
    Search of PercentExplanation
        Fewest assumptions first: another denominator is one, another rounding than the plain one is one. The
        chance is over the values within reach: no further from what the data give, on either side, than any
        of the denominators moves it. A value counts as explained if no more assumptions give it than gave the
        printed one.

    Raises
    ------
    InputError
        If `reported` is not a percentage from 0 to 100, or a denominator is below 1.
    """
    names = {size: name for name, size in reversed(list(candidates.items()))}
    for size, name in names.items():
        check_size(name, size)
    printed = read_within(reported, "percentage", 0, 100)
    sizes = sorted({n, *(size for size in names if size >= k)})
    found = [
        PercentExplanation(k, size, mode, names.get(size))
        for size in sizes
        for mode in printed.modes(Fraction(100 * k, size))
    ]

    def assumed(way: PercentExplanation) -> int:
        return (way.n != n) + (way.rounding != plain)

    found.sort(key=lambda way: (assumed(way), MODES.index(way.rounding), way.n))
    chance, among = _chance_within_reach(
        printed, k, n, sizes, assumptions=assumed(found[0]) if found else 2, plain=plain
    )
    return Search(tuple(found), chance, among)


def _chance_within_reach(
    printed: PrintedNumber, k: int, n: int, sizes: Sequence[int], *, assumptions: int, plain: str
) -> tuple[Fraction, str]:
    grid = 100 * 10**printed.places
    own = ROUNDING[plain](Fraction(k * grid, n))
    furthest = max(abs(Fraction(k * grid, size) - Fraction(k * grid, n)) for size in sizes)
    low = max(0, math.floor(Fraction(k * grid, n) - furthest))
    high = min(grid, math.ceil(Fraction(k * grid, n) + furthest))
    explained = {
        ROUNDING[mode](Fraction(k * grid, size))
        for size in sizes
        for mode in MODES
        if (size != n) + (mode != plain) <= assumptions
    }
    others = high - low
    among = (
        f"the {others:,} other percentages from {printed.beside(low)} to {printed.beside(high)}, as far as "
        f"denominators from {sizes[0]} to {sizes[-1]} move {k}/{n}"
    )
    return Fraction(len(explained - {own}), others) if others else Fraction(0), among


def _reach(sizes: Sequence[int], grid: int, known: int | None) -> tuple[int, int]:
    """Return the smallest and the largest percentage that any count, or the known one, can print."""
    if known is None:
        return 0, grid
    fitting = [size for size in sizes if size >= known] or [max(known, 1)]
    return known * grid // fitting[-1], -(-known * grid // fitting[0])


def counts_near(printed: PrintedNumber, n: int) -> range:
    """List the counts out of `n` less than one printed unit away from the percentage."""
    unit = 10**printed.places * 100
    first = max(0, (printed.units - 1) * n // unit + 1)
    last = min(n, -(-(printed.units + 1) * n // unit) - 1)
    return range(first, last + 1)


def _sizes(n: int | None, n_max: int, names: Mapping[int, str]) -> list[int]:
    if n is not None:
        check_size("n", n)
        return [n]
    check_size("n-max", n_max, high=LARGEST_N_MAX)
    for size in names:
        check_size(names[size], size)
    return sorted({*names, *range(1, n_max + 1)})


def _complexity(found: PercentExplanation) -> tuple[int, int, bool, int, int]:
    mode = MODES.index(found.rounding)
    nameless = found.denominator is None
    return (mode > 0) + nameless, mode, nameless, found.n, found.k


def _explained_values(sizes: Iterable[int], grid: int, known: int | None) -> int:
    """Count the printable percentages that some count (or the known one) of a size prints in some mode."""
    if known is None and any(size >= grid for size in sizes):
        return grid + 1
    explained: set[int] = set()
    for size in sizes:
        counts = range(size + 1) if known is None else [known] if known <= size else []
        for k in counts:
            explained.update((k * grid // size, -(-k * grid // size)))
    return len(explained)
