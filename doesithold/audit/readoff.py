"""Rechecks: holding what the paper prints to values read off its figures, which are a little off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from doesithold.audit.assumptions import agrees, printed
from doesithold.audit.attempt import Attempt, Mend
from doesithold.audit.finding import as_number, normal
from doesithold.measures import Context, Recomputed, read_off
from doesithold.numbers import decimal_places, read_number, to_decimal
from doesithold.paper.assumptions import Assumption
from doesithold.paper.claims import Claim


def holds(reported: str, found: Recomputed, rounding: str) -> bool:
    """Tell whether a value is the reported one, may be it as rounded numbers are, or lies beyond a limit."""
    limit = as_number(reported)
    if found.exceeds and isinstance(found.value, Fraction) and limit is not None:
        return found.value > limit
    return agrees(reported, found.value, rounding) or by_rounding(reported, found)


def by_rounding(reported: str, found: Recomputed) -> bool:
    """Tell whether some value that rounded numbers allow prints as the reported one."""
    if found.within is None or as_number(reported) is None:
        return False
    low, high = read_number(reported).nearest
    return found.within[0] <= high and low <= found.within[1]


def shown(reported: str, found: Recomputed, rounding: str) -> str:
    """Print a value as the reported one is; beside a limit, with one digit more."""
    if found.exceeds and isinstance(found.value, Fraction):
        return to_decimal(found.value, decimal_places(normal(reported)) + 1, rounding)
    if by_rounding(reported, found) and found.within and not agrees(reported, found.value, rounding):
        return " to ".join(printed(reported, end, rounding) for end in found.within)
    return printed(reported, found.value, rounding)


def recheck(context: Context, claim: Claim, found: Recomputed) -> Attempt:
    """Search what mends a value read off a figure: an error of the hand, or another reading of the text.

    Parameters
    ----------
    context : Context
    claim : Claim
        A claim whose digitised value is not the printed one.
    found : Recomputed
        That value.
    """
    tried = (
        "an error of the hand that read it off",
        *(f"the reading “{each.name}”" for each in claim.readings),
    )
    return Attempt((*_reading_error(claim, found), *_readings(context, claim)), tried)


def _reading_error(claim: Claim, found: Recomputed) -> Iterator[Mend]:
    number = as_number(claim.reported)
    if number is None or not isinstance(found.value, Fraction) or not found.margin:
        return
    places = decimal_places(normal(claim.reported)) + 1
    half_digit = Fraction(0) if found.exceeds else Fraction(5, 10**places)
    error = abs(found.value - number) - half_digit
    if error <= found.margin:
        size, most = (to_decimal(value, places, "ceiling") for value in (error, found.margin))
        direction = "high" if found.value > number else "low"
        yield Mend(
            (
                Assumption(
                    "reading error", f"{size} {claim.unit}", f"up to {most} {claim.unit} is to be expected"
                ),
            ),
            f"fits if the value was read off {size} {claim.unit} too {direction}; up to {most} is to be "
            "expected",
        )


def _readings(context: Context, claim: Claim) -> Iterator[Mend]:
    for reading in claim.readings:
        found = reading.digitised and read_off(context, reading.digitised)
        if found and holds(claim.reported, found, context.assumptions.rounding):
            yield Mend((Assumption("reading", reading.name),), reading.name, by="reading")
