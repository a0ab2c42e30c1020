"""Intervals for a proportion: the method, input, critical value and rounding that print given bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from doesithold.errors import InputError
from doesithold.explain.search import Search, either_side, read_within
from doesithold.numbers import MODES, ROUNDING, PrintedNumber, to_decimal
from doesithold.statistics.proportions import (
    CLOSED_FORMS,
    METHODS,
    TAIL_METHODS,
    check_counts,
    closed_form,
    normal_quantile,
)

HANDBOOK_VALUES = {0.9: ("1.645", "1.64"), 0.95: ("1.96", "2"), 0.99: ("2.576", "2.58")}
INPUT_DIGITS = (2, 3, 4)
EXACT_INPUT = "exact"
EXACT_NORMAL = "exact normal"
NO_CRITICAL = "not used"
CLOSED_FORM_DIGITS = 40
TAIL_DIGITS = 12


@dataclass(frozen=True)
class IntervalExplanation:
    """The assumptions under which a method prints both bounds.

    Parameters
    ----------
    method : str
        One of `statistics.proportions.METHODS`, except that ``wald_rounded`` is ``wald`` with a rounded
        input.
    input : str
        Whether the proportion went in ``"exact"`` or, say, ``"rounded to 3 digits"``.
    critical : str
        The critical value: ``"exact normal"``, ``"1.96"``, ``"t with 16 df"`` …, or ``"not used"``.
    rounding : str
        Rounding mode of both bounds.
    """

    method: str
    input: str
    critical: str
    rounding: str


@dataclass(frozen=True)
class BoundExplanation:
    """The assumptions under which a method prints one bound, and what it prints for the other."""

    interval: IntervalExplanation
    partner: str


@dataclass(frozen=True)
class _Candidate:
    method: str
    input: str
    critical: str
    lower: Fraction
    upper: Fraction


def explain_interval(
    lower: str, upper: str, k: int, n: int, level: float = 0.95
) -> Search[IntervalExplanation]:
    """Find every way to compute a confidence interval for ``k / n`` that prints these bounds.

    Parameters
    ----------
    lower, upper : str
        The bounds in percent, as printed. Computed bounds are cut to 0 and 100 before they are compared.
    k, n : int
        Successes and trials.
    level : float
        Confidence level.

    Returns
    -------
    Search of IntervalExplanation
        Fewest unusual assumptions first (rounded input, a critical value that is neither exact nor the
        handbook's 1.96, a rounding other than half up).

    Raises
    ------
    InputError
        If a bound is no percentage, the bounds are in the wrong order, or the counts make no sense.
    """
    low, high = read_within(lower, "lower bound", 0, 100), read_within(upper, "upper bound", 0, 100)
    if low.value > high.value:
        raise InputError(f"the lower bound {lower} is above the upper bound {upper}")
    check_counts(k, n, level)
    candidates = [*_closed_forms(k, n, level), *_tail_methods(k, n, level)]
    found = [
        IntervalExplanation(way.method, way.input, way.critical, mode)
        for way in candidates
        for mode in low.modes(way.lower)
        if mode in high.modes(way.upper)
    ]
    found.sort(key=_complexity)
    return Search(tuple(found), *_chance(candidates, low, high))


def explain_one_bound(
    lower: str, upper: str, k: int, n: int, *, bound: Literal["lower", "upper"], level: float = 0.95
) -> Search[BoundExplanation]:
    """Find every way to compute a confidence interval that prints one of these bounds, whatever the other is.

    Parameters
    ----------
    lower, upper, k, n, level
        As in `explain_interval`.
    bound : str
        Which bound is to be printed.

    Returns
    -------
    Search of BoundExplanation
        Fewest unusual assumptions first; the chance is among equally precise bounds on its side of ``k / n``.

    Raises
    ------
    InputError
        As `explain_interval`.
    """
    low, high = read_within(lower, "lower bound", 0, 100), read_within(upper, "upper bound", 0, 100)
    check_counts(k, n, level)
    own, other = (low, high) if bound == "lower" else (high, low)
    sides = [
        (way, (way.lower, way.upper) if bound == "lower" else (way.upper, way.lower))
        for way in (*_closed_forms(k, n, level), *_tail_methods(k, n, level))
    ]
    found = [
        BoundExplanation(
            IntervalExplanation(way.method, way.input, way.critical, mode),
            to_decimal(partner, other.places, mode),
        )
        for way, (edge, partner) in sides
        for mode in own.modes(edge)
    ]
    found.sort(key=lambda one: _complexity(one.interval))
    explained = {units for _, (edge, _) in sides for units in either_side(edge, own.places)}
    estimate = Fraction(100 * k, n) * 10**own.places
    size = math.floor(estimate) + 1 if bound == "lower" else 100 * 10**own.places - math.ceil(estimate) + 1
    return Search(tuple(found), min(Fraction(len(explained), size), Fraction(1)), "equally precise bounds")


def _closed_forms(k: int, n: int, level: float) -> Iterator[_Candidate]:
    for method in CLOSED_FORMS:
        for input_name, proportion in _inputs(Fraction(k, n)).items():
            for critical_name, critical in _criticals(n, level).items():
                lower, upper = closed_form(method, proportion, n, critical)
                bounds = _percent(lower, CLOSED_FORM_DIGITS), _percent(upper, CLOSED_FORM_DIGITS)
                yield _Candidate(method, input_name, critical_name, *bounds)


def _tail_methods(k: int, n: int, level: float) -> Iterator[_Candidate]:
    for method, interval in TAIL_METHODS.items():
        lower, upper = interval(k, n, (1 - level) / 2)
        bounds = _percent(lower, TAIL_DIGITS), _percent(upper, TAIL_DIGITS)
        yield _Candidate(method, EXACT_INPUT, NO_CRITICAL, *bounds)


def _inputs(proportion: Fraction) -> dict[str, Fraction]:
    inputs = {EXACT_INPUT: proportion}
    for digits in INPUT_DIGITS:
        rounded = Fraction(to_decimal(proportion, digits))
        if rounded not in inputs.values():
            inputs[f"rounded to {digits} digits"] = rounded
    return inputs


def _criticals(n: int, level: float) -> dict[str, Decimal]:
    from scipy.special import stdtrit

    criticals = {EXACT_NORMAL: normal_quantile(level)}
    criticals |= {value: Decimal(value) for value in HANDBOOK_VALUES.get(level, ())}
    if n > 1:
        criticals[f"t with {n - 1} df"] = Decimal(float(stdtrit(n - 1, (1 + level) / 2)))
    return criticals


def _percent(bound: Decimal | float, digits: int) -> Fraction:
    """Return a bound in percent, cut to 0 and 100, without the digits that rounding errors reach."""
    return 100 * min(max(round(Fraction(bound), digits), Fraction(0)), Fraction(1))


def _complexity(found: IntervalExplanation) -> tuple[int, int, int, str, str]:
    handbook = [EXACT_NORMAL, NO_CRITICAL, *(values[0] for values in HANDBOOK_VALUES.values())]
    mode = MODES.index(found.rounding)
    unusual = (found.input != EXACT_INPUT) + (found.critical not in handbook) + (mode > 0)
    return unusual, mode, METHODS.index(found.method), found.input, found.critical


def _chance(candidates: list[_Candidate], low: PrintedNumber, high: PrintedNumber) -> tuple[Fraction, str]:
    """Count the pairs that some method prints among all pairs between the extremes of the methods."""
    explained = {
        (ROUNDING[mode](way.lower * 10**low.places), ROUNDING[mode](way.upper * 10**high.places))
        for way in candidates
        for mode in MODES
    }
    lowers, uppers = zip(*explained, strict=True)
    pairs = (max(lowers) - min(lowers) + 1) * (max(uppers) - min(uppers) + 1)
    lower = f"a lower bound from {low.beside(min(lowers))} to {low.beside(max(lowers))}"
    upper = f"an upper bound from {high.beside(min(uppers))} to {high.beside(max(uppers))}"
    among = f"the {pairs:,} equally precise pairs with {lower} and {upper}, as far as the methods reach"
    return Fraction(len(explained), pairs), among
