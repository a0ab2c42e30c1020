"""Percentages together: the fewest shared denominators and roundings that explain a whole paper."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doesithold.errors import InputError
from doesithold.explain.percent import counts_near
from doesithold.explain.search import check_size, read_within
from doesithold.numbers import MODES, ROUNDING, PrintedNumber, decimal_places

MOST_DENOMINATORS = 100
MOST_SETS = 200_000
Group = Sequence[tuple[str, int | None]]
Reading = tuple[str, str]


@dataclass(frozen=True)
class GroupExplanation:
    """What all percentages of one group share.

    Parameters
    ----------
    group : str
        Name of the group, such as a table or a sentence.
    denominator, n : str, int
        Name and size of the denominator.
    rounding : str
        Rounding mode.
    counts : tuple of tuple of int
        For each percentage the counts that print it.
    chance : Fraction
        Share of equally precise random percentages that one of the allowed denominators and one mode would
        also print, with the same numerators where they are known; an upper limit, as readings can coincide.
    """

    group: str
    denominator: str
    n: int
    rounding: str
    counts: tuple[tuple[int, ...], ...]
    chance: Fraction


@dataclass(frozen=True)
class JointExplanation:
    """The smallest set of assumptions for all groups, and the groups that no shared reading explains."""

    denominators: tuple[str, ...]
    roundings: tuple[str, ...]
    groups: tuple[GroupExplanation, ...]
    unexplained: tuple[str, ...]


def explain_jointly(groups: Mapping[str, Group], denominators: Mapping[str, int]) -> JointExplanation:
    """Find the fewest denominators and rounding modes that print every percentage of every group.

    Within a group all percentages share one denominator and one rounding mode.

    Parameters
    ----------
    groups : mapping of str to sequence of (str, int or None)
        For each group its percentages as printed, with their numerators where those are known.
    denominators : mapping of str to int
        The denominators allowed, by name, the most natural first.

    Returns
    -------
    JointExplanation
        Among equally small sets the one with half up and with the denominators named first.

    Raises
    ------
    InputError
        If a percentage is none, a denominator or numerator makes no sense, or there is too much to search.
    """
    if len(denominators) > MOST_DENOMINATORS:
        raise InputError(f"more than {MOST_DENOMINATORS} denominators to choose from")
    for name, size in denominators.items():
        check_size(name, size)
    readings = {group: _readings(parts, denominators) for group, parts in groups.items()}
    explained = {group: found for group, found in readings.items() if found}
    names, modes = _smallest(list(explained.values()), list(denominators))

    def _explanation(group: str) -> GroupExplanation:
        found, chance = explained[group], _chance(groups[group], denominators.values())
        mode, name = next(pair for pair in itertools.product(modes, names) if pair[::-1] in found)
        return GroupExplanation(group, name, denominators[name], mode, found[name, mode], chance)

    return JointExplanation(
        names,
        modes,
        tuple(_explanation(group) for group in explained),
        tuple(group for group, found in readings.items() if not found),
    )


def _readings(parts: Group, denominators: Mapping[str, int]) -> dict[Reading, tuple[tuple[int, ...], ...]]:
    """Return the counts behind each percentage for every denominator and mode that print them all."""
    printed = [(read_within(reported, "percentage", 0, 100), k) for reported, k in parts]
    readings = {}
    for name, n in denominators.items():
        for mode in MODES:
            counts = tuple(_counts(number, k, n, mode) for number, k in printed)
            if all(counts):
                readings[name, mode] = counts
    return readings


def _counts(number: PrintedNumber, known: int | None, n: int, mode: str) -> tuple[int, ...]:
    possible = counts_near(number, n) if known is None else [known] if 0 <= known <= n else []
    return tuple(k for k in possible if number.modes(Fraction(100 * k, n), (mode,)))


def _smallest(
    readings: Sequence[Mapping[Reading, object]], names: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for tried, (chosen, modes) in enumerate(_sets(names, len(readings))):
        if tried > MOST_SETS:
            break
        if all(any(pair in found for pair in itertools.product(chosen, modes)) for found in readings):
            return chosen, modes
    raise InputError(f"no set of assumptions among the {MOST_SETS:,} smallest explains these groups")


def _sets(names: Sequence[str], groups: int) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Go through sets of denominators and modes, smaller ones first, fewer modes first among equals."""
    for size in range(len(names) + len(MODES) + 1):
        for modes_used in range(min(size, len(MODES), groups) + 1):
            for modes in itertools.combinations(MODES, modes_used):
                for chosen in itertools.combinations(names, size - modes_used):
                    yield chosen, modes


def _chance(parts: Group, sizes: Iterable[int]) -> Fraction:
    chance = Fraction(0)
    for n in sizes:
        outcomes = {tuple(_printable(n, k, _grid(reported), mode) for reported, k in parts) for mode in MODES}
        for outcome in outcomes:
            chance += math.prod(
                Fraction(len(values), _grid(reported) + 1)
                for values, (reported, _) in zip(outcome, parts, strict=True)
            )
    return min(chance, Fraction(1))


def _printable(n: int, known: int | None, grid: int, mode: str) -> frozenset[int]:
    counts = range(n + 1) if known is None else range(known, min(known, n) + 1)
    return frozenset(ROUNDING[mode](Fraction(k * grid, n)) for k in counts)


def _grid(reported: str) -> int:
    """Return 100 percent in units of the last printed digit."""
    hundred: int = 10 ** (2 + decimal_places(reported))
    return hundred
