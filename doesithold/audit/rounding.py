"""How a paper rounds: as it states, or as its numbers together show."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from doesithold.explain.search import WEAK
from doesithold.numbers import MODES, PrintedNumber

Window = tuple[float, float]
SLACK = 1e-9
TO_NEAREST = ("half_up", "half_even", "half_down")
CUTTING = ("truncate", "floor")
LEARNABLE = ("half_up", "half_even", "half_down", "truncate", "ceiling")


def percent_modes(count: int, n: int, printed: PrintedNumber) -> tuple[str, ...]:
    """Name the rounding modes under which ``count / n`` prints as a percentage, all for an exact one."""
    units, rest = divmod(100 * count * 10**printed.places, n)
    if not rest:
        return MODES if printed.units == units else ()
    if printed.units not in (units, units + 1):
        return ()
    down, even = printed.units == units, printed.units % 2 == 0
    side = 2 * rest - n
    if side:
        nearest = ("half_up", "half_even", "half_down") if (side < 0) == down else ()
    else:
        nearest = ("half_down" if down else "half_up", *(("half_even",) if even else ()))
    return (*nearest, *(("truncate", "floor") if down else ("ceiling",)))


@dataclass(frozen=True)
class Rounding:
    """The rounding mode of a paper.

    Attributes
    ----------
    stated : bool
        Whether the paper says so itself.
    chance : Fraction or None
        Where it was learnt from numbers: the chance that a paper rounding half up would look so.
    numbers : int
        How many numbers it was learnt from.
    may_cut : bool
        Whether digits may be cut off: no number speaks against it.
    """

    mode: str = "half_up"
    stated: bool = False
    chance: Fraction | None = None
    numbers: int = 0
    may_cut: bool = False

    def window(self, printed: PrintedNumber) -> Window:
        """Return the values that print so; wider where it is not known whether digits are cut off."""
        unit = 10.0**-printed.places
        value = printed.units * unit
        low, high = value - unit / 2, value + unit / 2
        if self.mode in CUTTING:
            low, high = (value, value + unit) if value >= 0 else (value - unit, value)
        elif self.mode == "ceiling":
            low, high = value - unit, value
        elif self.may_cut:
            low, high = (low, value + unit) if value >= 0 else (value - unit, high)
        return low - SLACK, high + SLACK


def learn_rounding(printed: Iterable[Collection[str]], stated: str | None) -> Rounding:
    """Return the mode that a paper states, or the one that prints most of its numbers.

    Half up gives way only to a mode that prints more of them, and only where a paper that rounds half up
    would look so with a chance of no more than `WEAK` (binomial: half of all remainders are below one half).

    Parameters
    ----------
    printed : iterable of collection of str
        For each number the modes that print it; one that none or that all print tells nothing.
    stated : str or None
    """
    if stated in MODES:
        return Rounding(stated or "", stated=True, may_cut=stated in CUTTING)
    telling = [modes for modes in printed if 0 < len(modes) < len(MODES)]
    hits = Counter(mode for modes in telling for mode in modes)
    numbers = len(telling)
    best = max(LEARNABLE, key=lambda mode: (hits[mode], mode == "half_up"))
    may_cut = hits["truncate"] >= hits["half_up"]
    if best in TO_NEAREST:
        return Rounding(best, numbers=numbers, may_cut=may_cut)
    chance = Fraction(sum(math.comb(numbers, k) for k in range(hits[best], numbers + 1)), 2**numbers)
    if chance > WEAK:
        return Rounding(numbers=numbers, may_cut=may_cut)
    return Rounding(best, chance=chance, numbers=numbers, may_cut=may_cut)
