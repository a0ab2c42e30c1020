"""Measures of Table 1: counts, percentages and their intervals, medians, values and lists of them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any, Literal

from doesithold.errors import InputError
from doesithold.measures.core import ClaimId, Context, Recomputed, measure
from doesithold.measures.selection import Selection, Share, select
from doesithold.paper.table import Row
from doesithold.statistics.contingency import fisher_exact
from doesithold.statistics.describe import median as exact_median
from doesithold.statistics.proportions import binomial_interval

OUTCOMES = frozenset(["best_response", "objective_response", "disease_control"])
EVALUABLE = {"evaluable": True}
DISCUSSED_PARTIAL_RESPONSES = "discussion-pr-count"
SIGNIFICANT = 0.05


def cells(*selections: Selection | None, column: str | None = None) -> tuple[str, ...]:
    """Name the columns of Table 1 that a measure looked at."""
    named = {key for where in selections for key in _columns_of(where or {})} | (
        {column} if column else set()
    )
    return tuple(f"patients.csv:{key}" for key in sorted(named or {"patient"}))


def _columns_of(where: Selection) -> set[str]:
    return {key for key in where if key != "not"} | _columns_of(where.get("not", {})) if where else set()


def joined(values: Any) -> str:
    """Write distinct values as one sorted list, ``none`` if there are none."""
    return "; ".join(sorted({str(value) for value in values})) or "none"


def _selected(context: Context, where: Selection | None) -> tuple[Row, ...]:
    if context.assumptions.withdrawal != "excluded" and where == EVALUABLE:
        where = None
    return select(context.paper, where)


def _number(context: Context, where: Selection, among: tuple[Row, ...]) -> int:
    """Count patients; under the discussion's counts, partial responses are as many as it says."""
    patients = set(select(context.paper, where)) & set(among)
    if context.assumptions.response_counts == "table" or not set(where) <= OUTCOMES:
        return len(patients)
    partial = len([patient for patient in patients if patient.best_response == "PR"])
    return len(patients) - partial + (int(context.number(DISCUSSED_PARTIAL_RESPONSES)) if partial else 0)


def _share(context: Context, where: Selection, of: Selection | None) -> Share:
    denominator = _selected(context, of)
    if of not in (None, EVALUABLE):
        return Share(len(set(select(context.paper, where)) & set(denominator)), len(denominator))
    size = context.assumptions.efficacy_denominator if of == EVALUABLE else None
    return Share(_number(context, where, denominator), size or len(denominator))


@measure
def count(context: Context, where: Selection | None = None) -> Recomputed:
    """Count patients."""
    patients = _selected(context, where)
    plain = where in (None, EVALUABLE)
    return Recomputed(
        Fraction(len(patients) if plain else _number(context, where or {}, patients)), cells(where)
    )


@measure
def percent(context: Context, where: Selection, of: Selection | None = None) -> Recomputed:
    """Take the percentage of patients among `of`, all patients by default."""
    share = _share(context, where, of)
    return Recomputed(share.percent, cells(where, of), share)


@measure
def interval(
    context: Context,
    where: Selection,
    bound: Literal["lower", "upper"],
    other: ClaimId,
    of: Selection | None = None,
) -> Recomputed:
    """Take a bound, in percent, of the 95 % interval; `other` is the claim that reports the other bound."""
    share = _share(context, where, of)
    bounds = binomial_interval(share.numerator, share.denominator, context.assumptions.binomial_interval)
    value = Fraction(bounds[bound == "upper"]) * 100
    return Recomputed(value, cells(where, of), share)


@measure
def median(context: Context, column: str, where: Selection | None = None) -> Recomputed:
    """Take the median of a column."""
    values = _values(context, column, where)
    return Recomputed(exact_median(values), cells(where, column=column), values=values)


@measure
def minimum(context: Context, column: str, where: Selection | None = None) -> Recomputed:
    """Take the smallest value of a column."""
    values = _values(context, column, where)
    return Recomputed(Fraction(min(values)), cells(where, column=column), values=values)


@measure
def maximum(context: Context, column: str, where: Selection | None = None) -> Recomputed:
    """Take the largest value of a column."""
    values = _values(context, column, where)
    return Recomputed(Fraction(max(values)), cells(where, column=column), values=values)


def _values(context: Context, column: str, where: Selection | None) -> tuple[Any, ...]:
    found = tuple(getattr(patient, column) for patient in select(context.paper, where))
    if not found:
        raise InputError(f"no patient matches {where}")
    return found


def entries(context: Context, column: str, where: Selection | None) -> tuple[Any, ...]:
    """Return the entries of a column, those of list columns one by one, without empty ones."""
    found: list[Any] = []
    for patient in select(context.paper, where):
        value = getattr(patient, column)
        found += value if isinstance(value, tuple) else [value]
    return tuple(value for value in found if value is not None)


@measure
def value(context: Context, patient: str, column: str) -> Recomputed:
    """Read a patient's cell."""
    (content,) = _values(context, column, {"patient": patient})
    rests_on = (f"patients.csv:{column} of {patient}",)
    if isinstance(content, int) and not isinstance(content, bool):
        return Recomputed(Fraction(content), rests_on)
    return Recomputed(joined(content) if isinstance(content, tuple) else str(content), rests_on)


@measure
def prior_lines(context: Context, patient: str) -> Recomputed:
    """Count the lines of treatment a patient had before this one."""
    (line,) = _values(context, "line", {"patient": patient})
    return Recomputed(Fraction(line - 1), (f"patients.csv:line of {patient}",))


@measure
def values(context: Context, column: str, where: Selection | None = None) -> Recomputed:
    """List the distinct entries of a column."""
    return Recomputed(joined(entries(context, column, where)), cells(where, column=column))


@measure
def most_common(context: Context, column: str, where: Selection | None = None) -> Recomputed:
    """Name the most frequent entry of a column, all of them where several are."""
    counts = Counter(entries(context, column, where))
    most = max(counts.values(), default=0)
    return Recomputed(joined(entry for entry in counts if counts[entry] == most), cells(where, column=column))


@measure
def patients_with(context: Context, where: Selection) -> Recomputed:
    """List the patients that match."""
    return Recomputed(joined(patient.patient for patient in select(context.paper, where)), cells(where))


@measure
def significance(context: Context, where: Selection, between: list[Selection]) -> Recomputed:
    """Say whether Fisher's exact test of `where` between two groups gives p below 0.05."""
    table = [_two_counts(context, where, group) for group in between]
    p = fisher_exact((table[0], table[1]))
    found = "significant difference" if p < SIGNIFICANT else "no significant difference"
    return Recomputed(found, cells(where, *between))


def _two_counts(context: Context, where: Selection, group: Selection) -> tuple[int, int]:
    members = set(select(context.paper, group))
    matching = len(members & set(select(context.paper, where)))
    return matching, len(members) - matching
