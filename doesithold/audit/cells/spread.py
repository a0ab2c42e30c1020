"""Means, standard deviations, errors, quartiles and ranges: what numbers of people can have together."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from doesithold.audit.cells.outcome import Outcome
from doesithold.audit.cells.sheet import Line, Sheet
from doesithold.audit.rounding import CUTTING, SLACK, Rounding, Window
from doesithold.explain.mean import LARGEST_SUM, debit
from doesithold.explain.search import WEAK
from doesithold.numbers import PrintedNumber, Share
from doesithold.paper.assumptions import Assumption

ORDER = ("minimum", "q1", "median", "q3", "maximum")
BINARY = "binary"


def check_spread(sheet: Sheet, rounding: Rounding) -> Iterator[Outcome]:
    """Yield what each cell's summaries say about one another, one outcome a column."""
    for line in sheet.lines:
        if not line.numbers.keys() - {"percent"}:
            continue
        found: dict[str, Outcome] = {}
        for outcome in _of_line(line, sheet, rounding):
            known = found.get(outcome.column)
            if known is None or known.verdict in ("unverifiable", "reproduced"):
                found[outcome.column] = outcome
        yield from found.values()


def _of_line(line: Line, sheet: Sheet, rounding: Rounding) -> Iterator[Outcome]:
    window = {name: rounding.window(value) for name, value in line.numbers.items() if name != "percent"}
    yield from _order(line, window)
    yield from _within_range(line, window)
    yield from _deviation(line, window)
    yield from _error(line, window)
    items = line.cell.extra.get("items", "")
    whole = (items.isdecimal() and int(items)) or (1 if line.row in sheet.integers else 0)
    if items == BINARY:
        yield from _binary(line)
    elif whole:
        yield from _whole(line, whole, rounding)


def _impossible(line: Line, column: str, says: str, why: str, limit: str = "") -> Outcome:
    return Outcome(line, column, "contradicted", says, why, recomputed=limit or None, measure="limits")


def _order(line: Line, window: Mapping[str, Window]) -> Iterator[Outcome]:
    here = [name for name in ORDER if name in window]
    for name, other in itertools.combinations(here, 2):
        if window[name][0] > window[other][1]:
            says = f"The {_word(name)} is not above the {_word(other)}."
            value, above = line.numbers[name].text, line.numbers[other].text
            why = f"The {_word(name)} {value} is above the {_word(other)} {above}."
            yield _impossible(line, other, says, why)


def _word(column: str) -> str:
    return {"q1": "first quartile", "q3": "third quartile", "sd": "standard deviation"}.get(column, column)


def _within_range(line: Line, window: Mapping[str, Window]) -> Iterator[Outcome]:
    if "mean" in window and "minimum" in window and window["mean"][1] < window["minimum"][0]:
        yield _impossible(line, "mean", "The mean is not below the minimum.", "It is below the minimum.")
    if "mean" in window and "maximum" in window and window["mean"][0] > window["maximum"][1]:
        yield _impossible(line, "mean", "The mean is not above the maximum.", "It is above the maximum.")


def _deviation(line: Line, window: Mapping[str, Window]) -> Iterator[Outcome]:
    """Hold a standard deviation against the range, and mean and median against each other.

    Bhatia R, Davis C (2000), A better bound on the variance; Hotelling H, Solomons LM (1932), The limits of a
    measure of skewness.
    """
    n = line.n
    if "sd" not in window or not n or n < 2:
        return
    low, high = window["sd"]
    if high < 0:
        yield _impossible(line, "sd", "A standard deviation is not negative.", "It is negative.")
    if "minimum" in window and "maximum" in window:
        least, most = window["minimum"][0], window["maximum"][1]
        limit = (most - least) / 2 * math.sqrt(n / (n - 1) if n % 2 == 0 else (n + 1) / n)
        if "mean" in window:
            mean = min(max((least + most) / 2, window["mean"][0]), window["mean"][1])
            limit = min(limit, math.sqrt(max((mean - least) * (most - mean), 0) * n / (n - 1)))
        if low > limit:
            says = "The range allows the standard deviation."
            why = f"{n} people between {line.cell.minimum} and {line.cell.maximum}"
            with_mean = f" with mean {line.cell.mean}" if line.cell.mean else ""
            why += f"{with_mean} have a standard deviation of at most {limit:.3g}."
            yield _impossible(line, "sd", says, why, f"at most {limit:.3g}")
        inner = max(window["maximum"][0] - window["minimum"][1], 0)
        floor = inner / math.sqrt(2 * (n - 1))
        if high < floor:
            says = "The range allows the standard deviation."
            why = (
                f"{n} people who reach {line.cell.minimum} and {line.cell.maximum} have at least {floor:.3g}."
            )
            yield _impossible(line, "sd", says, why, f"at least {floor:.3g}")
    if "mean" in window and "median" in window:
        gap = max(window["mean"][0] - window["median"][1], window["median"][0] - window["mean"][1])
        if gap > high * math.sqrt((n - 1) / n):
            says = "Mean and median are within one standard deviation."
            why = (
                f"No values have mean {line.cell.mean} and median {line.cell.median}: they are too far apart."
            )
            yield _impossible(line, "median", says, why)


def _error(line: Line, window: Mapping[str, Window]) -> Iterator[Outcome]:
    """Hold a standard error against the standard deviation over the root of n."""
    if "se" not in line.numbers or "sd" not in line.numbers or not line.n:
        return
    root = math.sqrt(line.n)
    printed, expected = window["se"], (window["sd"][0] / root, window["sd"][1] / root)
    middle = (expected[0] + expected[1]) / 2
    outcome = Outcome(
        line,
        "se",
        "reproduced",
        f"The standard error is {line.cell.se}.",
        f"It is {line.cell.sd} / √{line.n}.",
        recomputed=f"{middle:.{line.numbers['se'].places}f}",
        basis=f"{line.cell.sd}/√{line.n}",
        measure="standard error",
        rests_on=("sd", "n"),
    )
    if _meet(printed, expected):
        yield outcome
    elif _meet(window["sd"], (printed[0] / root, printed[1] / root)):
        why = "the standard deviation and the standard error are exchanged"
        yield replace(
            outcome,
            verdict="explained",
            explanation=f"Recomputed: {outcome.recomputed}. The printed values come out if {why}.",
            assumptions=(Assumption("swap", "columns", why),),
        )
    else:
        range_ = f"{max(expected[0], 0):.4g} to {expected[1]:.4g}"
        why = f"{line.cell.sd} / √{line.n} lies between {range_.replace(' to ', ' and ')}, as rounded."
        yield replace(outcome, verdict="contradicted", explanation=why)


def _meet(one: Window, other: Window) -> bool:
    return one[0] <= other[1] and one[1] >= other[0]


def _binary(line: Line) -> Iterator[Outcome]:
    if {"mean", "sd"} <= line.numbers.keys() and line.n and line.n > 1:
        holds = debit(line.cell.mean, line.cell.sd, line.n)
        says = f"{line.n} zeros and ones have mean {line.cell.mean} and deviation {line.cell.sd} (DEBIT)."
        if holds:
            yield Outcome(line, "sd", "unverifiable", says, "Possible, but the values are not printed.")
        else:
            yield Outcome(line, "sd", "contradicted", says, "No number of ones gives both.", measure="DEBIT")


@dataclass(frozen=True)
class _Totals:
    """Sums of whole numbers that print a mean in some way of rounding."""

    nearest: range
    cut: range


def _totals(mean: PrintedNumber, size: int) -> _Totals:
    grid = 10**mean.places
    first = -((1 - 2 * mean.units) * size // (2 * grid))
    nearest = range(first, (2 * mean.units + 1) * size // (2 * grid) + 1)
    return _Totals(nearest, range(-(-mean.units * size // grid), -(-(mean.units + 1) * size // grid)))


def _whole(line: Line, items: int, rounding: Rounding) -> Iterator[Outcome]:
    """Hold a mean (GRIM) and a standard deviation (GRIMMER) against whole numbers.

    Brown NJL, Heathers JAJ (2017), The GRIM test; Allard A (2018), Analytic-GRIMMER.
    """
    mean, n = line.numbers.get("mean"), line.n
    if mean is None or not n or n * items > LARGEST_SUM:
        return
    totals = _totals(mean, n * items)
    cuts = rounding.mode in CUTTING
    usual = totals.cut if cuts else totals.nearest
    of = f"{n} whole numbers" if items == 1 else f"{n} means of {items} whole numbers"
    outcome = Outcome(line, "mean", "unverifiable", f"{of} have mean {mean.text} (GRIM).", "", measure="GRIM")
    if usual:
        why = f"Possible (a sum of {usual[0]}), but the values are not printed."
        yield replace(outcome, explanation=why, basis=Share(usual[0], n * items))
    elif not cuts and totals.cut:
        yield _cut_off(outcome, totals, mean, n * items)
    else:
        yield replace(outcome, verdict="contradicted", explanation=_beside(totals, mean, n * items))
    sd = line.numbers.get("sd")
    if sd is not None and n > 1 and (ways := [*usual] or [*totals.cut]):
        yield _deviation_of_whole(line, sd, ways, items, rounding)


def _cut_off(outcome: Outcome, totals: _Totals, mean: PrintedNumber, size: int) -> Outcome:
    chance = Fraction(min(size, 10**mean.places), 10**mean.places)
    assumption = (Assumption("rounding", "truncate", f"{totals.cut[0]}/{size}"),)
    if chance <= WEAK:
        why = f"{totals.cut[0]}/{size} prints {mean.text} if digits are cut off."
        return replace(outcome, verdict="explained", explanation=why, assumptions=assumption, chance=chance)
    why = f"{_beside(totals, mean, size)} A weak explanation: {totals.cut[0]}/{size} with digits cut off."
    return replace(outcome, verdict="contradicted", explanation=why, alternatives=(assumption,))


def _beside(totals: _Totals, mean: PrintedNumber, size: int) -> str:
    below = mean.units * size // 10**mean.places
    near = " and ".join(
        f"{total}/{size} is {total / size:.{mean.places + 1}f}" for total in (below, below + 1)
    )
    return f"No sum of {size} whole numbers gives {mean.text}: {near}."


def _deviation_of_whole(
    line: Line, sd: PrintedNumber, totals: list[int], items: int, rounding: Rounding
) -> Outcome:
    n = line.n or 0
    says = f"{n} whole numbers with mean {line.cell.mean} have standard deviation {sd.text} (GRIMMER)."
    outcome = Outcome(line, "sd", "unverifiable", says, "", measure="GRIMMER")
    window = rounding.window(sd)
    if rounding.mode not in CUTTING:
        window = (window[0], window[0] + 10.0**-sd.places + 2 * SLACK)
    if any(_has_squares(n, total, items, window) for total in totals):
        return replace(outcome, explanation="Possible, but the values are not printed.")
    why = "No whole numbers with this mean have it: their sum of squares cannot be whole and fit their sum."
    if any(_has_squares(n, total, items, rounding.window(sd)) for total in totals):
        assumption = (Assumption("rounding", "truncate"),)
        if rounding.may_cut and rounding.numbers:
            why = "Possible if digits are cut off, against which none of the paper's percentages speaks."
            return replace(outcome, verdict="explained", explanation=why, assumptions=assumption)
        why += " A weak explanation: digits were cut off."
        return replace(outcome, verdict="contradicted", explanation=why, alternatives=(assumption,))
    return replace(outcome, verdict="contradicted", explanation=why)


def _has_squares(n: int, total: int, items: int, window: Window) -> bool:
    """Tell whether a sum of squares exists: as odd as the sum, and not below the least possible one."""
    low, high = (max(edge, 0.0) for edge in window)
    scale = (n - 1) * items**2
    quotient, remainder = divmod(total, n)
    most_even = n * quotient**2 + remainder * (2 * quotient + 1)
    base = Fraction(total * total, n)
    start = max(math.ceil(Fraction(low) ** 2 * scale + base), most_even)
    start += (start - total) % 2
    return start <= Fraction(high) ** 2 * scale + base


def check_means_of_all(sheet: Sheet, rounding: Rounding) -> Iterator[Outcome]:
    """Hold the mean of all people against the means of the groups, weighted by their sizes."""
    for lines in sheet.by_row.values():
        whole = next((line for line in lines if line.is_whole and "mean" in line.numbers), None)
        parts = [
            line for line in lines if line.group and not line.is_whole and "mean" in line.numbers and line.n
        ]
        if whole is None or not whole.n or len(parts) < 2 or whole.n != sum(part.n or 0 for part in parts):
            continue
        windows = [rounding.window(part.numbers["mean"]) for part in parts]
        low, high = (
            sum((part.n or 0) * window[end] for part, window in zip(parts, windows, strict=True)) / whole.n
            for end in (0, 1)
        )
        printed = whole.numbers["mean"]
        outcome = Outcome(
            whole,
            "mean",
            "reproduced",
            f"The mean of all groups is {printed.text}.",
            "It is the mean of the groups, weighted by their sizes.",
            recomputed=f"{(low + high) / 2:.{printed.places}f}",
            measure="mean of groups",
            rests_on=("mean", "n"),
        )
        if _meet(rounding.window(printed), (low, high)):
            yield outcome
        else:
            why = f"The groups' means give {low:.4g} to {high:.4g}, as rounded."
            yield replace(outcome, verdict="contradicted", explanation=why)
