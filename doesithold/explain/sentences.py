"""Explanations in words, one short sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from doesithold.explain.interval import EXACT_INPUT, NO_CRITICAL, IntervalExplanation
from doesithold.explain.mean import MeanExplanation
from doesithold.explain.median_interval import MedianIntervalExplanation
from doesithold.explain.p_value import PExplanation
from doesithold.explain.percent import PercentExplanation
from doesithold.labels import FAMILIES, INTERVALS, ROUNDINGS, TESTS, sentence_case
from doesithold.numbers import to_decimal

Explanation = PercentExplanation | IntervalExplanation | MeanExplanation | MedianIntervalExplanation
DIGITS_SHOWN = 4


def simplest_roundings(found: Sequence[Explanation]) -> list[Explanation]:
    """Drop other rounding modes where half up does as well, and `floor`, here the same as `truncate`."""
    plain = {one for one in found if one.rounding == "half_up"}
    others = [one for one in found if one in plain or replace(one, rounding="half_up") not in plain]
    return [one for one in others if one.rounding != "floor"]


def sentence(found: Explanation, share: str = "") -> str:
    """Say an explanation in words; `share` is the proportion an interval is about, such as ``"7/17"``."""
    if isinstance(found, PercentExplanation):
        says = f"{found.k}/{found.n} = {_decimals(Fraction(100 * found.k, found.n))} %,"
    elif isinstance(found, MeanExplanation):
        size = found.n * found.items
        squares = "" if found.sum_of_squares is None else f" (sum of squares {found.sum_of_squares})"
        says = f"{found.total}/{size} = {_decimals(Fraction(found.total, size))}{squares},"
    elif isinstance(found, IntervalExplanation):
        rounded = "" if found.input == EXACT_INPUT else f" {found.input}"
        critical = "" if found.critical == NO_CRITICAL else f", critical value: {found.critical}"
        says = f"{INTERVALS[found.method]} interval from {share}{rounded}{critical}, bounds"
    else:
        (least, most), (first, last) = found.standard_error_range, found.median_range
        says = (
            f"{sentence_case(FAMILIES[found.family])}: standard error {found.standard_error:.4g} "
            f"({least:.4g} to {most:.4g}), unrounded median {first:.5g} to {last:.5g}, all"
        )
    return f"{says} {ROUNDINGS[found.rounding].done}"


def p_sentence(found: PExplanation) -> str:
    """Say in words which test prints a p value, and how far rounding leaves it open."""
    open_ = (
        f" ({found.lowest:.3g} to {found.highest:.3g}, as rounded)" if found.lowest < found.highest else ""
    )
    return f"{sentence_case(TESTS[found.test])} gives p = {found.p:.4g}{open_}"


def words_for(chance: Fraction) -> str:
    """Say a chance in words: ``"18.9 %"``, ``"one in 170,607"`` or ``"none"``."""
    if chance == 0:
        return "none"
    return f"one in {round(1 / chance):,}" if chance < Fraction(1, 10_000) else f"{float(100 * chance):.3g} %"


def _decimals(value: Fraction) -> str:
    digits = to_decimal(value, DIGITS_SHOWN, "truncate")
    return digits.rstrip("0").rstrip(".") if Fraction(digits) == value else f"{digits}…"
