"""Percentages: the numerator, denominator and rounding that print given digits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from doesithold.explain.printed import Printed, Search, check_size, read_printed
from doesithold.numbers import MODES

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
    printed = read_printed(reported, "percentage", 0, 100)
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
    return Search(
        tuple(found),
        Fraction(_explained_values(sizes, grid, k), grid + 1),
        f"the {grid + 1:,} equally precise percentages from 0 to 100",
    )


def counts_near(printed: Printed, n: int) -> range:
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
        counts = range(size + 1) if known is None else range(known, min(known, size) + 1)
        for k in counts:
            explained.update((k * grid // size, -(-k * grid // size)))
    return len(explained)
