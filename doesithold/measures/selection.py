"""Exact measures of the study: selections, counts, shares with their denominator, medians."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from doesithold.errors import InputError
from doesithold.paper.study import AdverseEvent, Patient, Study

Selection: TypeAlias = dict[str, Any]
"""Columns of Table 1 (or derived ones) and the value or values wanted; all columns must match."""


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
            raise InputError(f"a share of {self.denominator} patients is not defined")

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


@lru_cache
def columns() -> frozenset[str]:
    """Names that a selection of patients may use: the columns of Table 1 and what is derived from them."""
    derived = {name for name, value in vars(Patient).items() if isinstance(value, property)}
    return frozenset(Patient.__dataclass_fields__) - {"response"} | derived


def select(study: Study, where: Selection | None = None) -> tuple[Patient, ...]:
    """Return the patients that match every column of `where`, in the order of Table 1.

    Parameters
    ----------
    study : Study
    where : mapping, optional
        Column name to a wanted value, or a collection of them of which one suffices. In a list column
        (`sites`, `co_alterations`, `altered_genes`) a patient matches when any entry does. The key ``not``
        holds a selection of patients to leave out.

    Raises
    ------
    InputError
        If a column does not exist.
    """
    key = repr(where)
    if key not in study.selections:
        study.selections[key] = _select(study, dict(where or {}))
    return study.selections[key]


def _select(study: Study, wanted: Selection) -> tuple[Patient, ...]:
    left_out = select(study, wanted.pop("not")) if "not" in wanted else ()
    for column in wanted.keys() - columns():
        raise InputError(f"there is no column {column!r}; columns are {', '.join(sorted(columns()))}")
    sets = {column: _as_set(value) for column, value in wanted.items()}
    return tuple(
        patient
        for patient in study.patients
        if patient not in left_out
        and all(values & _as_set(getattr(patient, column)) for column, values in sets.items())
    )


def _as_set(value: Any) -> frozenset[Any]:
    return frozenset(value if isinstance(value, Collection) and not isinstance(value, str) else [value])


def count(study: Study, where: Selection | None = None) -> int:
    """Count the patients that match `where`."""
    return len(select(study, where))


def share(study: Study, where: Selection, of: Selection | None = None) -> Share:
    """Count the patients that match both selections over those that match `of` (all patients by default)."""
    denominator = select(study, of)
    numerator = set(select(study, where)) & set(denominator)
    return Share(len(numerator), len(denominator))


def median(values: Sequence[int | Fraction]) -> Fraction:
    """Return the exact median, the mean of the two middle values where their number is even.

    Raises
    ------
    InputError
        If there are no values.
    """
    if not values:
        raise InputError("a median needs at least one value")
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return Fraction(low + high) / 2


def objective_response_rate(study: Study, of: Selection | None = None) -> Share:
    """Share of the evaluable patients (or of `of`) with a complete or partial response."""
    return share(study, {"objective_response": True}, {"evaluable": True} if of is None else of)


def disease_control_rate(study: Study, of: Selection | None = None) -> Share:
    """Share of the evaluable patients (or of `of`) without progression as best response."""
    return share(study, {"disease_control": True}, {"evaluable": True} if of is None else of)


def adverse_event(study: Study, term: str) -> AdverseEvent:
    """Return the row of Table 2 for a term.

    Raises
    ------
    InputError
        If Table 2 has no such term.
    """
    for event in study.adverse_events:
        if event.term == term:
            return event
    raise InputError(f"Table 2 has no adverse event {term!r}")
