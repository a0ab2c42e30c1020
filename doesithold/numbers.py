"""Printed numbers: decimal strings with a named rounding mode, decided in exact arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from doesithold.errors import InputError

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}


@dataclass(frozen=True)
class Share:
    """Numerator and denominator of a proportion, kept apart.

    Raises
    ------
    InputError
        If the denominator is below 1.
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.denominator < 1:
            raise InputError(f"a share of {self.denominator} is not defined")

    @property
    def proportion(self) -> Fraction:
        """The exact proportion."""
        return Fraction(self.numerator, self.denominator)

    @property
    def percent(self) -> Fraction:
        """The exact percentage."""
        return 100 * self.proportion

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


def _half_up(scaled: Fraction) -> int:
    return math.floor(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)


def _half_down(scaled: Fraction) -> int:
    return math.ceil(abs(scaled) - Fraction(1, 2)) * (1 if scaled >= 0 else -1)


ROUNDING: dict[str, Callable[[Fraction], int]] = {
    "half_up": _half_up,
    "half_even": round,
    "truncate": math.trunc,
    "half_down": _half_down,
    "ceiling": math.ceil,
    "floor": math.floor,
}
MODES = tuple(ROUNDING)


def to_decimal(value: Fraction | int, places: int, mode: str = "half_up") -> str:
    """Print an exact number with a fixed number of decimal places.

    Parameters
    ----------
    value : Fraction or int
        The exact value.
    places : int
        Digits after the point, 0 or more.
    mode : str
        One of `MODES`; the `half_*` modes differ only at exact ties, and treat negative numbers symmetrically
        (half up means away from zero).

    Returns
    -------
    str
        For example ``to_decimal(Fraction(3125, 100), 1)`` is ``"31.3"``.
    """
    units = ROUNDING[mode](Fraction(value) * 10**places)
    digits = str(abs(units)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if units < 0 else text


def decimal_places(reported: str) -> int:
    """Count the digits after the point of a printed number: 2 for ``"17.80"``, 0 for ``"six"``."""
    return len(reported.partition(".")[2])


def to_fraction(reported: str) -> Fraction:
    """Read a printed number (digits, or a word from one to twelve) as an exact value.

    Raises
    ------
    ValueError
        If it is neither.
    """
    word = NUMBER_WORDS.get(reported.lower())
    if word is None and not re.fullmatch(r"-?\d*\.?\d+", reported, re.ASCII):
        raise ValueError(f"{reported!r} is not a printed number")
    return Fraction(reported if word is None else word)
