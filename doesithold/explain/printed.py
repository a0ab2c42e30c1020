"""Printed numbers in a search: read once, compared exactly, and the answer every search gives."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from doesithold.errors import InputError, shortened
from doesithold.numbers import MODES, ROUNDING, to_decimal

LARGEST_N = 100_000
WEAK = Fraction(1, 5)
"""Chance above which an explanation is weak: the search explains one in five other values as well."""
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
Explanation = TypeVar("Explanation")


@dataclass(frozen=True)
class Search(Generic[Explanation]):
    """What a search found.

    Parameters
    ----------
    explanations : tuple
        Every set of assumptions that prints the reported digits, the simplest first; empty if nothing does.
    chance : Fraction
        Share of other values, printed as precisely, that the same search would also explain.
    among : str
        Which values those are: within reach of the data, or of whatever the query leaves open.
    """

    explanations: tuple[Explanation, ...]
    chance: Fraction
    among: str


@dataclass(frozen=True)
class Printed:
    """A printed decimal number: its text, digits after the point, and value in units of the last digit."""

    text: str
    places: int
    units: int

    @property
    def value(self) -> Fraction:
        """The exact value of the digits."""
        return Fraction(self.units, 10**self.places)

    def beside(self, units: int) -> Printed:
        """Return the number of equal precision with these units."""
        return Printed("", self.places, units)

    def __str__(self) -> str:
        return to_decimal(self.value, self.places)

    def modes(self, value: Fraction, modes: Sequence[str] = MODES) -> list[str]:
        """Name the rounding modes under which `value` prints as these digits."""
        scaled = value * 10**self.places
        if abs(scaled - self.units) >= 1:
            return []
        return [mode for mode in modes if ROUNDING[mode](scaled) == self.units]


def read_printed(text: str, what: str, low: int | None = None, high: int | None = None) -> Printed:
    """Read a number as it was printed.

    Parameters
    ----------
    text : str
        Digits, with a point and up to six decimals if need be.
    what : str
        Name of the number, for the error.
    low, high : int, optional
        Smallest and largest value that makes sense.

    Raises
    ------
    InputError
        If it is not such a number or lies outside that range.
    """
    if not NUMBER.fullmatch(text):
        rule = "write it in digits as printed, like 31.3 (a point, at most six decimals, no exponent)"
        raise InputError(f"{what} {shortened(text)}: {rule}")
    whole, _, decimals = text.partition(".")
    printed = Printed(text, len(decimals), int(whole + decimals))
    if (low is not None and printed.value < low) or (high is not None and printed.value > high):
        limits = f"between {low} and {high}" if high is not None else f"{low} or more"
        raise InputError(f"{what} {shortened(text)}: must be {limits}")
    return printed


def check_size(name: str, value: int, low: int = 1, high: int = LARGEST_N) -> None:
    """Refuse a count outside the range that makes sense and can be searched.

    Raises
    ------
    InputError
        Unless ``low <= value <= high``.
    """
    if not low <= value <= high:
        raise InputError(f"{name} = {value}: must be between {low} and {high:,}")


def either_side(value: Fraction, places: int) -> tuple[int, int]:
    """Return the two numbers, in units of the last digit, that some rounding mode prints for `value`."""
    scaled = value * 10**places
    return math.floor(scaled), math.ceil(scaled)


def root_for_rounding(square: Fraction, places: int) -> Fraction:
    """Return a fraction that every mode rounds to `places` digits exactly as the square root of `square`.

    Only the position of the root among the halves of the last digit matters, and whether it is one of them.
    """
    doubled = 4 * square * 100**places
    root = math.isqrt(math.floor(doubled))
    nearest = Fraction(root) if root * root == doubled else Fraction(2 * root + 1, 2)
    return nearest * Fraction(1, 2 * 10**places)
