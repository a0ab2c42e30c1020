"""Mending: the assumptions under which a printed value that does not come out would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from doesithold.audit.finding import By, as_number, normal
from doesithold.errors import InputError
from doesithold.explain.interval import EXACT_INPUT, NO_CRITICAL, explain_interval
from doesithold.explain.median import explain_median
from doesithold.explain.percent import explain_share
from doesithold.explain.sentences import METHOD_WORDS
from doesithold.measures import Context, Recomputed, recompute
from doesithold.numbers import MODES, Share, decimal_places, to_decimal, to_fraction
from doesithold.paper.assumptions import Assumption
from doesithold.paper.claims import Claim
from doesithold.paper.paper import Paper

ROUNDED = {
    "half_up": "rounded half up",
    "half_even": "rounded with ties to even",
    "half_down": "rounded with ties down",
    "truncate": "cut off",
    "ceiling": "always rounded up",
    "floor": "always rounded down",
}
ROUNDINGS_TRIED = "six roundings"
MEDIANS_TRIED = "five conventions for the middle value"
INTERVALS_TRIED = "every known interval method, from the exact and from the rounded proportion"


@dataclass(frozen=True)
class Mend:
    """One set of assumptions that gives exactly the printed value.

    Attributes
    ----------
    by : str
        ``"search"``, or ``"reading"`` for a reading of the sentence that a person wrote down.
    because : str
        The assumptions as the end of a sentence that begins with the printed value, or a reading's name.
    chance : Fraction or None
        Share of other values within reach that the same search would also have mended.
    basis : str or None
        The share the value then comes from, such as ``"5/16"``.
    """

    assumptions: tuple[Assumption, ...]
    because: str
    chance: Fraction | None = None
    basis: str | None = None
    by: By = "search"


@dataclass(frozen=True)
class Attempt:
    """All that gives a printed value, the simplest first, and all that was tried."""

    mends: tuple[Mend, ...]
    tried: tuple[str, ...]


def mend(context: Context, claim: Claim, found: Recomputed) -> Attempt:
    """Search the assumptions that give exactly the printed value.

    Parameters
    ----------
    context : Context
    claim : Claim
        A claim whose measure gave something else.
    found : Recomputed
        What it gave.
    """
    searched = _numeric(context, claim, found)
    readings = tuple(_readings(context, claim))
    return Attempt((*searched.mends, *readings), (*searched.tried, *_names(claim)))


def _names(claim: Claim) -> Iterator[str]:
    for reading in claim.readings:
        yield f"the reading “{reading.name}”"


def _numeric(context: Context, claim: Claim, found: Recomputed) -> Attempt:
    if not isinstance(found.value, Fraction) or as_number(claim.reported) is None:
        return Attempt((), ())
    if claim.measure and claim.measure.name == "interval":
        return Attempt(tuple(_interval(context, claim, found)), (INTERVALS_TRIED,))
    if found.share:
        share = found.share
        sizes = [
            size
            for size in sorted(set(named_denominators(context.paper).values()))
            if size != share.denominator
        ]
        tried = (f"the denominators {', '.join(map(str, sizes))}", ROUNDINGS_TRIED)
        return Attempt(tuple(_percent(context.paper, claim.reported, share)), tried)
    if claim.measure and claim.measure.name == "median":
        return Attempt(
            tuple(_median(claim.reported, found)), ("other conventions for the middle", ROUNDINGS_TRIED)
        )
    if found.value.denominator == 1 and not decimal_places(normal(claim.reported)):
        return Attempt((), ())
    return Attempt(tuple(_rounding(claim.reported, found.value)), (ROUNDINGS_TRIED,))


def named_denominators(paper: Paper) -> dict[str, int]:
    """Return the size of each group of patients that a percentage could refer to."""
    return paper.sizes


def _percent(paper: Paper, reported: str, share: Share) -> Iterator[Mend]:
    names = named_denominators(paper)
    search = explain_share(reported, share.numerator, share.denominator, names)
    for way in search.explanations:
        assumptions, because = [], []
        if way.n != share.denominator:
            same = [name for name, size in names.items() if size == way.n]
            note = f"as many as the patients {' or '.join(same)}"
            assumptions.append(Assumption("denominator", str(way.n), note))
            because.append(f"is {way.k}/{way.n}, not {share}")
        if way.rounding != "half_up":
            assumptions.append(Assumption("rounding", way.rounding))
            because.append(_rounded(way.rounding, Fraction(100 * way.k, way.n), decimal_places(reported)))
        yield Mend(tuple(assumptions), " and ".join(because), search.chance, f"{way.k}/{way.n}")


def _rounded(mode: str, value: Fraction, places: int) -> str:
    digits = to_decimal(value, places + 2, "truncate")
    exact = digits.rstrip("0").rstrip(".") if Fraction(digits) == value else f"{digits}…"
    return f"is {exact} {ROUNDED[mode]}, not rounded half up"


def _interval(context: Context, claim: Claim, found: Recomputed) -> Iterator[Mend]:
    assert claim.measure and found.share
    bounds = sorted([claim.reported, context.reported[claim.measure.arguments["other"]]], key=to_fraction)
    share = found.share
    search = explain_interval(bounds[0], bounds[1], share.numerator, share.denominator)
    for way in search.explanations:
        name = f"{way.method}, proportion {way.input}, critical value {way.critical}"
        because = f"is a bound of the {METHOD_WORDS[way.method]} interval of {share}"
        if way.input != EXACT_INPUT:
            digits = int(way.input.split()[2])
            because += f" with the proportion {way.input} ({to_decimal(share.proportion, digits)})"
        because += f" and the critical value {way.critical}" if way.critical != NO_CRITICAL else ""
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
            because = f"is the {way.convention} of the two middle values"
            yield Mend((Assumption("median", way.convention, way.rounding),), because, search.chance)


def _rounding(reported: str, value: Fraction) -> Iterator[Mend]:
    places = decimal_places(reported)
    for mode in MODES:
        if to_decimal(value, places, mode) == reported:
            yield Mend((Assumption("rounding", mode),), _rounded(mode, value, places))


def _readings(context: Context, claim: Claim) -> Iterator[Mend]:
    for reading in claim.readings:
        with suppress(InputError):
            found = recompute(context, reading.measure)
            if agrees(claim.reported, found.value, context.assumptions.rounding):
                basis = str(found.share) if found.share else None
                yield Mend((Assumption("reading", reading.name),), reading.name, basis=basis, by="reading")


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
