"""Mending: the assumptions under which a printed value that does not come out would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from doesithold.audit.attempt import Attempt, Mend
from doesithold.audit.by_method import by_method
from doesithold.audit.finding import as_number, normal
from doesithold.audit.limits import beyond, limit_of
from doesithold.errors import InputError
from doesithold.explain.interval import (
    EXACT_INPUT,
    NO_CRITICAL,
    IntervalExplanation,
    explain_interval,
    explain_one_bound,
)
from doesithold.explain.median import explain_median
from doesithold.explain.methods import Bound
from doesithold.explain.percent import explain_share
from doesithold.explain.search import can_be_searched
from doesithold.labels import INTERVALS, ROUNDINGS
from doesithold.measures import Context, Recomputed, recompute
from doesithold.numbers import MODES, Share, decimal_places, to_decimal, to_fraction
from doesithold.paper.assumptions import Assumption
from doesithold.paper.claims import Claim
from doesithold.paper.paper import Paper
from doesithold.statistics.proportions import binomial_interval

USUAL_INTERVALS = ("wald", "wilson", "clopper_pearson", "agresti_coull", "jeffreys")
"""Methods of the interval of a proportion that papers use without a word."""
ROUNDINGS_TRIED = "six roundings"
OF_ONE = "a share of 1, not of 100"
INTERVALS_TRIED = "every known interval method, from the exact and from the rounded proportion"


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
    instead = () if searched.mends else tuple(_instead(claim, found))
    readings = (*_from_rounded(claim, found), *_of_one(claim, found), *_readings(context, claim))
    return Attempt((*searched.mends, *instead, *readings), (*searched.tried, *found.instead, *_names(claim)))


def _instead(claim: Claim, found: Recomputed) -> Iterator[Mend]:
    """Yield other quantities of the same numbers; the chance is the share of values in reach that are one."""
    if as_number(claim.reported) is None or not isinstance(found.value, Fraction):
        return
    digits = normal(claim.reported)
    places = decimal_places(digits)
    units = [int(to_decimal(value * 10**places, 0)) for value in (found.value, *found.instead.values())]
    chance = Fraction(len(set(units)), max(units) - min(units) + 1)
    for name, value in found.instead.items():
        if to_decimal(value, places) == digits:
            yield Mend((Assumption("reading", name),), f"is {name}", chance)


def _from_rounded(claim: Claim, found: Recomputed) -> Iterator[Mend]:
    digits = normal(claim.reported)
    for name, value in found.rounded.items():
        if to_decimal(value, decimal_places(digits)) == digits:
            yield Mend((Assumption("reading", name),), name, by="reading")


def _of_one(claim: Claim, found: Recomputed) -> Iterator[Mend]:
    """Yield the reading of a percentage as a share of 1, where it is printed so: 0.619 for 61.9 %."""
    digits = normal(claim.reported)
    places = decimal_places(digits)
    share = found.share if places > 1 else None
    if share and found.value == share.percent and to_decimal(share.proportion, places) == digits:
        yield Mend((Assumption("reading", OF_ONE),), OF_ONE, basis=share, by="reading")


def _names(claim: Claim) -> Iterator[str]:
    for reading in claim.readings:
        yield f"the reading “{reading.name}”"


def _numeric(context: Context, claim: Claim, found: Recomputed) -> Attempt:
    if found.methods or found.pairs:
        return by_method(context, claim, found)
    digits = normal(claim.reported)
    if not isinstance(found.value, Fraction) or limit_of(claim.reported) or not can_be_searched(digits):
        return Attempt((), ())
    if claim.measure and claim.measure.name in ("interval", "given_interval"):
        return _interval(context, claim, found)
    if found.share:
        return _share(context, digits, found.share)
    if claim.measure and claim.measure.name == "median":
        tried = ("other conventions for the middle", ROUNDINGS_TRIED)
        return Attempt(tuple(_median(digits, found, context.assumptions.rounding)), tried)
    whole = found.value.denominator == 1 and not decimal_places(digits)
    ways = () if whole else tuple(_rounding(digits, found.value, context.assumptions.rounding))
    return Attempt(ways, () if whole else (ROUNDINGS_TRIED,))


def _share(context: Context, reported: str, share: Share) -> Attempt:
    sizes = sorted(set(named_denominators(context.paper).values()) - {share.denominator})
    named = (f"the denominators {', '.join(map(str, sizes))}",) if sizes else ()
    tried = (*named, ROUNDINGS_TRIED)
    return Attempt(tuple(_percent(context, reported, share)), tried)


def named_denominators(paper: Paper) -> dict[str, int]:
    """Return the size of each group of patients that a percentage could refer to."""
    return paper.sizes


def _percent(context: Context, reported: str, share: Share) -> Iterator[Mend]:
    names, plain = named_denominators(context.paper), context.assumptions.rounding
    search = explain_share(reported, share.numerator, share.denominator, names, plain)
    for way in search.explanations:
        assumptions, because = [], []
        if way.n != share.denominator:
            same = [name for name, size in names.items() if size == way.n]
            quoted = " and ".join(f"“{name}”" for name in same)
            note = f"the size of the group{'s' if len(same) > 1 else ''} {quoted}"
            assumptions.append(Assumption("denominator", str(way.n), note))
            because.append(f"is {way.k}/{way.n}, not {share}")
        if way.rounding != plain:
            assumptions.append(Assumption("rounding", way.rounding))
            value = Fraction(100 * way.k, way.n)
            because.append(rounded(way.rounding, value, decimal_places(reported), plain))
        yield Mend(tuple(assumptions), " and ".join(because), search.chance, Share(way.k, way.n))


def rounded(mode: str, value: Fraction, places: int, plain: str) -> str:
    """Say how a value was rounded, as the end of a sentence that begins with the printed one."""
    digits = to_decimal(value, places + 2, "truncate")
    exact = digits.rstrip("0").rstrip(".") if Fraction(digits) == value else f"{digits}…"
    return f"is {exact} {ROUNDINGS[mode].done}, not {ROUNDINGS[plain].done}"


def _interval(context: Context, claim: Claim, found: Recomputed) -> Attempt:
    """Search the methods that print both bounds, or else this one; a bound never answers for its partner."""
    assert claim.measure and found.share
    share, other = found.share, normal(context.reported[claim.measure.arguments["other"]])
    reported = normal(claim.reported)
    is_lower = claim.measure.arguments["bound"] == "lower"
    if not can_be_searched(other):
        return _one_bound(share, reported, "lower" if is_lower else "upper")
    is_lower = to_fraction(reported) <= to_fraction(other)
    bounds = (reported, other) if is_lower else (other, reported)
    search = explain_interval(*bounds, share.numerator, share.denominator)
    if search.explanations:
        mends = [
            _interval_mend(way, share, _luck(context, way, search.chance)) for way in search.explanations
        ]
        return Attempt(tuple(mends), (INTERVALS_TRIED,))
    bound: Bound = "lower" if is_lower else "upper"
    alone = explain_one_bound(*bounds, share.numerator, share.denominator, bound=bound)
    ways, tried = list(alone.explanations), (INTERVALS_TRIED,)
    method = context.assumptions.binomial_interval
    if _prints_other(context, other, share, is_lower):
        ways = [way for way in ways if way.interval.method == method]
        tried = (f"{INTERVALS_TRIED}; the other bound {other} is that of the {INTERVALS[method]} interval",)
    mends = [
        _interval_mend(
            way.interval, share, alone.chance, f", whose other bound is {way.partner}, not {other}"
        )
        for way in ways
    ]
    return Attempt(tuple(mends), tried)


def _one_bound(share: Share, reported: str, bound: Bound) -> Attempt:
    """Search the methods that print a bound whose partner is no number, such as "not estimable"."""
    alone = explain_one_bound(reported, reported, share.numerator, share.denominator, bound=bound)
    mends = [_interval_mend(way.interval, share, alone.chance) for way in alone.explanations]
    return Attempt(tuple(mends), (INTERVALS_TRIED,))


def _prints_other(context: Context, other: str, share: Share, is_lower: bool) -> bool:
    """Tell whether the other bound comes out by the paper's own method, which then holds for this one too."""
    method = context.assumptions.binomial_interval
    bounds = binomial_interval(share.numerator, share.denominator, method)
    value = 100 * Fraction(bounds[1] if is_lower else bounds[0])
    return to_decimal(value, decimal_places(other), context.assumptions.rounding) == other


def _luck(context: Context, way: IntervalExplanation, chance: Fraction) -> Fraction | None:
    """Return the chance of an explanation; none where it is a usual method and the paper states no other."""
    is_stated = "proportion_interval" in context.paper.about.methods
    is_plain = way.input == EXACT_INPUT and way.rounding == context.assumptions.rounding
    return None if is_plain and not is_stated and way.method in USUAL_INTERVALS else chance


def _interval_mend(
    way: IntervalExplanation, share: Share, chance: Fraction | None, partner: str = ""
) -> Mend:
    name = f"{way.method}, proportion {way.input}, critical value {way.critical}"
    because = f"is a bound of the {INTERVALS[way.method]} interval of {share}"
    if way.input != EXACT_INPUT:
        digits = int(way.input.split()[2])
        because += f" with the proportion {way.input} ({to_decimal(share.proportion, digits)})"
    because += f" and the critical value {way.critical}" if way.critical != NO_CRITICAL else ""
    assumption = Assumption("interval", name, ROUNDINGS[way.rounding].done)
    return Mend((assumption,), f"{because}{partner}", chance, share)


def _median(reported: str, found: Recomputed, plain: str) -> Iterator[Mend]:
    search = explain_median(reported, found.values)
    for way in search.explanations:
        if way.convention == "mid":
            because = rounded(way.rounding, way.value, decimal_places(reported), plain)
            yield Mend((Assumption("rounding", way.rounding),), because, search.chance)
        else:
            because = f"is the {way.convention} of the two middle values"
            yield Mend((Assumption("median", way.convention, way.rounding),), because, search.chance)


def _rounding(reported: str, value: Fraction, plain: str) -> Iterator[Mend]:
    places = decimal_places(reported)
    for mode in MODES:
        if to_decimal(value, places, mode) == reported:
            yield Mend((Assumption("rounding", mode),), rounded(mode, value, places, plain))


def _readings(context: Context, claim: Claim) -> Iterator[Mend]:
    for reading in claim.readings:
        with suppress(InputError):
            found = recompute(context, reading.measure)
            if agrees(claim.reported, found.value, context.assumptions.rounding):
                assumption = Assumption("reading", reading.name)
                yield Mend((assumption,), reading.name, basis=found.share, by="reading")


def agrees(reported: str, value: Fraction | str | bool, rounding: str) -> bool:
    """Tell whether a value, printed to the reported digits, is the reported one, or lies beyond a limit."""
    if isinstance(value, Fraction) and (limit := limit_of(reported)):
        return beyond(value, limit)
    return printed(reported, value, rounding).casefold() == normal(reported).casefold()


def printed(reported: str, value: Fraction | str | bool, rounding: str) -> str:
    """Print a recomputed value as the reported one is: as many digits, ``true`` or ``false``, or as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if limit := limit_of(reported):
        return to_decimal(value, max(limit.places, 0) + 1, rounding)
    return to_decimal(value, decimal_places(normal(reported)), rounding)
