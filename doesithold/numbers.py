"""Printed numbers: decimal strings with a named rounding mode, decided in exact arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from doesithold.errors import InputError, shortened

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: number for number, word in enumerate(SMALL)} | {
    word if not unit else f"{word}-{SMALL[unit]}": 10 * ten + unit
    for ten, word in enumerate(TENS, start=2)
    for unit in range(10)
}
LARGE = {"thousand": 1000, "hundred": 100}
LONGEST = 60
"""Characters of a number, beyond which it is none."""
RELATIONS = {"<": "<", ">": ">", "≤": "≤", "≥": "≥", "<=": "≤", ">=": "≥", "=": ""}
PRINTED = re.compile(
    r"(?P<relation><=|>=|[<>≤≥=])?\s?"
    r"(?P<sign>[-−–])?(?P<whole>\d{1,3}(?:[,\u2009\u202f]\d{3})+|\d*)(?:[.·](?P<decimals>\d+))?"
    r"(?:\s?[×x]\s?10\^?(?P<power>[-−–]?\d{1,2}))?\s?(?P<unit>%)?",
    re.ASCII,
)
DAYS_A_WEEK = 7
DAYS_A_MONTH = Fraction(487, 16)
"""30.4375 days (365.25 / 12), the mean month of the Julian calendar: taken where nothing else is said."""
DIGITS = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
"""A number in plain digits, as cells hold it."""


@dataclass(frozen=True)
class PrintedNumber:
    """A number as a paper prints it.

    Attributes
    ----------
    text : str
        As printed; empty where it was made and not read.
    units : int
        The value in units of the last digit.
    places : int
        Digits after the point; fewer than 0 where a power of ten moves the last digit before it.
    relation : str
        ``"<"``, ``">"``, ``"≤"``, ``"≥"``, or empty.
    """

    text: str
    units: int
    places: int
    relation: str = ""

    @cached_property
    def unit(self) -> Fraction:
        """What one more of the last digit is worth."""
        return Fraction(10) ** -self.places

    @cached_property
    def value(self) -> Fraction:
        """The exact value of the digits."""
        return self.units * self.unit

    @cached_property
    def nearest(self) -> tuple[Fraction, Fraction]:
        """The least and the largest value that print so when rounded to the nearest digit."""
        return self.value - self.unit / 2, self.value + self.unit / 2

    def beside(self, units: int) -> PrintedNumber:
        """Return the number of equal precision with these units."""
        return PrintedNumber("", units, self.places)

    def modes(self, value: Fraction, modes: Sequence[str] | None = None) -> list[str]:
        """Name the rounding modes, of all or of some, under which `value` prints as these digits."""
        scaled = value / self.unit
        if abs(scaled - self.units) >= 1:
            return []
        return [mode for mode in modes or MODES if ROUNDING[mode](scaled) == self.units]

    def __str__(self) -> str:
        return to_decimal(self.value, max(self.places, 0))


def _in_words(words: Sequence[str]) -> int | None:
    """Read a number word below a million, such as "sixty six" or "two hundred and ten"."""
    for name, size in LARGE.items():
        if name in words:
            at = words.index(name)
            before, after = words[:at], words[at + 1 :]
            times = 1 if before in (["a"], ["one"]) else _in_words(before)
            rest = _in_words(after[after[:1] == ["and"] :]) if after else 0
            return times * size + rest if times and rest is not None and rest < size else None
    return NUMBER_WORDS.get("-".join(words))


@lru_cache(maxsize=65536)
def read_number(text: str) -> PrintedNumber:
    """Read a number as it is printed, such as ``50%``, ``<0.1``, ``1,234``, ``6 × 10^-3``, ``twelve``.

    Raises
    ------
    InputError
        If it is none.
    """
    if (value := _in_words(text.lower().replace("-", " ").split())) is not None:
        return PrintedNumber(text, value, 0)
    match = PRINTED.fullmatch(text.strip()[:LONGEST])
    if len(text) > LONGEST or not match or not (match["whole"] or match["decimals"]):
        raise InputError(f"{shortened(text)} is not a printed number")
    decimals = match["decimals"] or ""
    units = int(re.sub(r"\D", "", match["whole"]) + decimals) * (-1 if match["sign"] else 1)
    power = int((match["power"] or "0").replace("−", "-").replace("–", "-"))
    return PrintedNumber(text, units, len(decimals) - power, RELATIONS[match["relation"] or "="])


@lru_cache(maxsize=65536)
def read_p(text: str) -> PrintedNumber:
    """Read a p value as it is printed, such as ``0.03``, ``.03`` or ``<0.001``.

    Raises
    ------
    InputError
        If it is none, or not between 0 and 1.
    """
    try:
        printed = read_number(text)
    except ValueError:
        rule = "write it as printed, like 0.03 or <0.001"
        raise InputError(f"p value {shortened(text)}: {rule}") from None
    if not 0 <= printed.value <= 1:
        raise InputError(f"p value {shortened(text)}: must be between 0 and 1")
    return printed


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
    """Count the digits after the point of a printed number: 2 for ``"17.80"``, 0 for ``"six"`` or text."""
    try:
        return max(read_number(reported).places, 0)
    except ValueError:
        return 0


def to_fraction(reported: str) -> Fraction:
    """Read a printed number as an exact value; see `read_number`.

    Raises
    ------
    ValueError
        If it is none.
    """
    return read_number(reported).value
