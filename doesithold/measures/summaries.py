"""Measures of a column of numbers: mean, deviation, sum, quartiles, change; and means that can be."""

from __future__ import annotations

import math
import statistics
from fractions import Fraction
from typing import Literal, get_args

from doesithold.errors import InputError
from doesithold.explain.mean import grim, grimmer
from doesithold.measures.core import ClaimId, Context, Recomputed, measure
from doesithold.paper.selection import Selection, matching

QuartileMethod = Literal[
    "linear",
    "weibull",
    "hazen",
    "median_unbiased",
    "normal_unbiased",
    "inverted_cdf",
    "averaged_inverted_cdf",
]


def _column(
    context: Context, column: str, minus: str | None, where: Selection | None, table: str | None
) -> tuple[list[Fraction], tuple[str, ...]]:
    """Return the numbers of a column, less another one if asked, and what they rest on."""
    there = context.paper.table(table)
    names = [column, *([minus] if minus else [])]
    for name in names:
        there.number_column(name)
    rows = [row for row in matching(there, where) if all(row[name] is not None for name in names)]
    if not rows:
        raise InputError(f"no {there.name} with a value match {where}")
    numbers = [Fraction(row[column]) - (Fraction(row[minus]) if minus else 0) for row in rows]
    return numbers, tuple(f"{there.name}:{name}" for name in names)


@measure
def mean(
    context: Context,
    *,
    column: str,
    minus: str | None = None,
    where: Selection | None = None,
    table: str | None = None,
) -> Recomputed:
    """Take the mean of a column, or of its change from another column.

    Parameters
    ----------
    column : str
        A column of numbers.
    minus : str, optional
        A column to subtract in each row, such as the value before treatment.
    where : selection, optional
        The rows; all by default.
    table : str, optional
        The table; the first by default.

    Examples
    --------
    says: Nausea fell by 2.8 points on ginger.
    reported: "-2.8"
    unit: points
    measure: {mean: {column: nausea_after, minus: nausea_before, where: {arm: ginger}}}
    """
    numbers, rests_on = _column(context, column, minus, where, table)
    instead = {"the median": statistics.median(numbers)}
    return Recomputed(sum(numbers, Fraction(0)) / len(numbers), rests_on, instead=instead)


@measure
def sd(
    context: Context,
    *,
    column: str,
    minus: str | None = None,
    where: Selection | None = None,
    table: str | None = None,
    method: Literal["sample", "population"] = "sample",
) -> Recomputed:
    """Take the standard deviation of a column, or of its change from another column.

    Parameters
    ----------
    column, minus, where, table
        As in ``mean``.
    method : str
        ``sample`` (divided by n - 1) or ``population`` (divided by n).

    Examples
    --------
    says: The standard deviation of age on ginger was 12.6 years.
    reported: "12.6"
    unit: years
    measure: {sd: {column: age, where: {arm: ginger}}}
    """
    numbers, rests_on = _column(context, column, minus, where, table)
    if len(numbers) < 2:
        raise InputError(f"column {column}: a standard deviation needs two values or more")
    squares = statistics.variance(numbers)
    population = squares * (len(numbers) - 1) / len(numbers)
    ways = {"sample": Fraction(math.sqrt(squares)), "population": Fraction(math.sqrt(population))}
    instead = {"the standard error": Fraction(math.sqrt(squares / len(numbers)))}
    return Recomputed(ways[method], rests_on, methods=ways, instead=instead)


@measure
def standard_error(
    context: Context,
    *,
    column: str,
    minus: str | None = None,
    where: Selection | None = None,
    table: str | None = None,
) -> Recomputed:
    """Take the standard error of the mean of a column, or of its change from another column.

    Parameters
    ----------
    column, minus, where, table
        As in ``mean``.

    Examples
    --------
    says: The standard error of age on ginger was 2.8 years.
    reported: "2.8"
    unit: years
    measure: {standard_error: {column: age, where: {arm: ginger}}}
    """
    numbers, rests_on = _column(context, column, minus, where, table)
    if len(numbers) < 2:
        raise InputError(f"column {column}: a standard error needs two values or more")
    squares = statistics.variance(numbers)
    instead = {"the standard deviation": Fraction(math.sqrt(squares))}
    return Recomputed(Fraction(math.sqrt(squares / len(numbers))), rests_on, instead=instead)


@measure
def total(
    context: Context, *, column: str, where: Selection | None = None, table: str | None = None
) -> Recomputed:
    """Add up a column of numbers.

    Parameters
    ----------
    column, where, table
        As in ``mean``.

    Examples
    --------
    says: People on ginger were 937 years old together.
    reported: "937"
    unit: years
    measure: {total: {column: age, where: {arm: ginger}}}
    """
    numbers, rests_on = _column(context, column, None, where, table)
    return Recomputed(sum(numbers, Fraction(0)), rests_on)


@measure
def quartile(
    context: Context,
    *,
    column: str,
    which: Literal["first", "third"],
    where: Selection | None = None,
    table: str | None = None,
    method: QuartileMethod = "linear",
) -> Recomputed:
    """Take a quartile of a column; there are several conventions.

    Parameters
    ----------
    column, where, table
        As in ``mean``.
    which : str
        ``first`` or ``third``.
    method : str
        ``linear`` (R's type 7), ``weibull`` (SPSS, type 6), ``hazen`` (type 5), ``median_unbiased`` (type 8),
        ``normal_unbiased`` (type 9), ``inverted_cdf`` (type 1) or ``averaged_inverted_cdf`` (SAS, type 2).

    Examples
    --------
    says: The first quartile of age on ginger was 35.8 years.
    reported: "35.8"
    unit: years
    measure: {quartile: {column: age, which: first, where: {arm: ginger}}}

    References
    ----------
    Hyndman RJ, Fan Y (1996), Sample quantiles in statistical packages; by numpy.
    """
    import numpy as np

    numbers, rests_on = _column(context, column, None, where, table)
    share = 0.25 if which == "first" else 0.75
    values = [float(number) for number in numbers]
    methods: tuple[QuartileMethod, ...] = get_args(QuartileMethod)
    ways: dict[str, Fraction] = {
        name: Fraction(float(np.quantile(values, share, method=name))) for name in methods
    }
    return Recomputed(ways[method], rests_on, methods=ways)


@measure
def possible_mean(
    context: Context, *, mean: ClaimId, n: int, items: int = 1, sd: ClaimId | None = None
) -> Recomputed:
    """Tell whether whole numbers can have a reported mean, and standard deviation (GRIM, GRIMMER).

    Parameters
    ----------
    mean : claim id
        The claim that reports the mean.
    n : int
        Number of people.
    items : int
        Whole numbers averaged for each person.
    sd : claim id, optional
        The claim that reports the standard deviation.

    Examples
    --------
    - {id: nausea, says: The mean nausea on ginger was 4.35., reported: "4.35", unit: points,
       measure: {mean: {column: nausea_after, where: {arm: ginger}}}}
    - {says: Twenty whole numbers can have this mean., reported: "true", unit: statement,
       measure: {possible_mean: {mean: nausea, n: 20}}}

    References
    ----------
    Brown NJL, Heathers JAJ (2017), The GRIM test; Allard A (2018), Analytic-GRIMMER.
    """
    reported = context.reported[mean]
    holds = grimmer(reported, context.reported[sd], n, items) if sd else grim(reported, n, items)
    why = f"no sum of {n * items} whole numbers gives {reported}" if not grim(reported, n, items) else ""
    why = why or ("" if holds else f"none with mean {reported} have that standard deviation")
    return Recomputed(holds, (mean, *([sd] if sd else [])), why=why)
