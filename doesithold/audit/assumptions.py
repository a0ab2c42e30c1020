"""Mending: the assumptions under which a printed value that does not come out would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from doesithold.errors import InputError
from doesithold.explain.interval import EXACT_INPUT, explain_interval
from doesithold.explain.median import explain_median
from doesithold.explain.percent import explain_percent
from doesithold.measures import Context, Recomputed, recompute
from doesithold.measures.selection import Selection, count
from doesithold.numbers import MODES, decimal_places, to_decimal, to_fraction
from doesithold.paper.assumptions import Assumption
from doesithold.paper.claims import Claim
from doesithold.paper.study import Study

ROUNDED = {
    "half_up": "rounded half up",
    "half_even": "rounded with ties to even",
    "half_down": "rounded with ties down",
    "truncate": "cut off",
    "ceiling": "always rounded up",
    "floor": "always rounded down",
}
GROUPS: dict[str, Selection] = {
    "enrolled": {},
    "evaluable": {"evaluable": True},
    "with a KIT mutation": {"mutated": True},
    "melanoma": {"tumour_type": "melanoma"},
    "evaluable with melanoma": {"tumour_type": "melanoma", "evaluable": True},
    "evaluable with a KIT mutation": {"mutated": True, "evaluable": True},
}


@dataclass(frozen=True)
class Mend:
    """One set of assumptions that gives exactly the printed value.

    Attributes
    ----------
    because : str
        The assumptions as part of a sentence.
    chance : Fraction or None
        Share of equally precise random values that the same search would also have mended.
    basis : str or None
        The share the value then comes from, such as ``"5/16"``.
    """

    assumptions: tuple[Assumption, ...]
    because: str
    chance: Fraction | None = None
    basis: str | None = None


def mend(context: Context, claim: Claim, found: Recomputed) -> tuple[Mend, ...]:
    """Search the assumptions that give exactly the printed value, simplest first.

    Parameters
    ----------
    context : Context
    claim : Claim
        A claim whose measure gave something else.
    found : Recomputed
        What it gave.
    """
    mends = list(_numeric(context, claim, found)) if isinstance(found.value, Fraction) else []
    return (*mends, *_readings(context, claim))


def _numeric(context: Context, claim: Claim, found: Recomputed) -> Iterator[Mend]:
    if claim.measure and claim.measure.name == "interval":
        yield from _interval(context, claim, found)
    elif found.share:
        yield from _percent(context.study, claim.reported, found.share.numerator, found.share.denominator)
    elif claim.measure and claim.measure.name == "median":
        yield from _median(claim.reported, found)
    elif isinstance(found.value, Fraction):
        yield from _rounding(claim.reported, found.value)


def named_denominators(study: Study) -> dict[str, int]:
    """Return the size of each group of patients that a percentage could refer to."""
    return {name: count(study, where) for name, where in GROUPS.items()}


def _percent(study: Study, reported: str, numerator: int, denominator: int) -> Iterator[Mend]:
    names = named_denominators(study)
    search = explain_percent(reported, n_max=len(study.patients), candidates=names, k=numerator)
    for way in sorted(
        search.explanations, key=lambda way: (way.n != denominator) + (way.rounding != "half_up")
    ):
        assumptions, because = [], []
        if way.n != denominator:
            same = [name for name, size in names.items() if size == way.n]
            note = (
                f"as many as the patients {' or '.join(same)}" if same else "no group of this size is named"
            )
            assumptions.append(Assumption("denominator", str(way.n), note))
            because.append(f"it is {way.k}/{way.n}, not {way.k}/{denominator}")
        if way.rounding != "half_up":
            assumptions.append(Assumption("rounding", way.rounding))
            because.append(_rounded(way.rounding, Fraction(100 * way.k, way.n), decimal_places(reported)))
        yield Mend(tuple(assumptions), " and ".join(because), search.chance, f"{way.k}/{way.n}")


def _rounded(mode: str, value: Fraction, places: int) -> str:
    return f"{to_decimal(value, places + 2)} was {ROUNDED[mode]}, not rounded half up"


def _interval(context: Context, claim: Claim, found: Recomputed) -> Iterator[Mend]:
    assert claim.measure and found.share
    bounds = sorted([claim.reported, context.reported[claim.measure.arguments["other"]]], key=to_fraction)
    share = found.share
    search = explain_interval(bounds[0], bounds[1], share.numerator, share.denominator)
    for way in search.explanations:
        method = way.method.replace("_", " ").capitalize()
        name = f"{way.method}, proportion {way.input}, critical value {way.critical}"
        because = f"it is the {method} interval of {share} with the proportion {way.input}"
        if way.input != EXACT_INPUT:
            digits = int(way.input.split()[2])
            because += f" ({to_decimal(share.proportion, digits)})"
        because += f" and critical value {way.critical}" if way.critical != "not used" else ""
        yield Mend(
            (Assumption("interval", name, ROUNDED[way.rounding]),),
            because,
            search.chance,
            str(share),
        )


def _median(reported: str, found: Recomputed) -> Iterator[Mend]:
    search = explain_median(reported, found.values)
    for way in search.explanations:
        if way.convention == "mid":
            because = _rounded(way.rounding, way.value, decimal_places(reported))
            yield Mend((Assumption("rounding", way.rounding),), because, search.chance)
        else:
            because = f"the {way.convention} of the two middle values was taken"
            yield Mend((Assumption("median", way.convention, way.rounding),), because, search.chance)


def _rounding(reported: str, value: Fraction) -> Iterator[Mend]:
    places = decimal_places(reported)
    for mode in MODES:
        if to_decimal(value, places, mode) == reported:
            yield Mend((Assumption("rounding", mode),), _rounded(mode, value, places))


def _readings(context: Context, claim: Claim) -> Iterator[Mend]:
    for reading in claim.readings:
        with suppress(InputError):
            value = recompute(context, reading.measure).value
            if agrees(claim.reported, value, context.assumptions.rounding):
                yield Mend((Assumption("reading", reading.name),), f"it is read as: {reading.name}")


def agrees(reported: str, value: Fraction | str | bool, rounding: str) -> bool:
    """Tell whether a recomputed value, printed to the reported digits, is the reported one."""
    return printed(reported, value, rounding).casefold() == normal(reported).casefold()


def printed(reported: str, value: Fraction | str | bool, rounding: str) -> str:
    """Print a recomputed value as the reported one is: as many digits, ``true`` or ``false``, or as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    return to_decimal(value, decimal_places(normal(reported)), rounding)


def normal(reported: str) -> str:
    """Write a reported number in digits: ``six`` as ``6``, ``.05`` as ``0.05``; leave anything else alone."""
    number = as_number(reported)
    return reported if number is None else to_decimal(number, decimal_places(reported))


def as_number(reported: str) -> Fraction | None:
    """Read a reported value as a number, or return None if it is none."""
    try:
        return to_fraction(reported)
    except ValueError:
        return None
