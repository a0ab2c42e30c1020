"""The register of numbers: every number of the paper in reading order, and what accounts for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import VERDICTS
from doesithold.errors import InputError, Problem
from doesithold.paper.package import read_package

REGISTER = "numbers.csv"


@dataclass(frozen=True)
class PrintedNumber:
    """One number of the paper outside its tables.

    Attributes
    ----------
    position : int
        Place in reading order, from 1.
    number : str
        As printed, number words included.
    claims : tuple of str
        Ids of the claims that account for it.
    reason : str
        Why it needs no claim; empty where it has one.
    """

    position: int
    section: str
    number: str
    claims: tuple[str, ...]
    reason: str

    def finding(self, findings: Mapping[str, Finding]) -> Finding | None:
        """Return the gravest finding on this number, or None where it needs no claim."""
        mine = (findings[claim] for claim in self.claims)
        return min(mine, key=lambda finding: VERDICTS.index(finding.verdict), default=None)


def load_numbers(data: Path | str, known_claims: Collection[str]) -> tuple[PrintedNumber, ...]:
    """Read and validate the register.

    Parameters
    ----------
    data : Path or str
        Folder of the data package.
    known_claims : collection of str
        Ids that a row may point at.

    Raises
    ------
    InputError
        If a row has neither a claim nor a reason, names an unknown claim, or is out of order.
    """
    rows = read_package(Path(data), only=("numbers",)).rows["numbers"]
    numbers = tuple(PrintedNumber(**{**row, "reason": row["reason"] or ""}) for row in rows)
    problems = [
        problem
        for row, number in enumerate(numbers, start=2)
        for problem in _faults(row, number, known_claims)
    ]
    if problems:
        raise InputError(problems)
    return numbers


def _faults(row: int, number: PrintedNumber, known_claims: Collection[str]) -> Iterator[Problem]:
    if number.position != row - 1:
        yield Problem(f"must be {row - 1}", REGISTER, row, "position", str(number.position))
    for claim in number.claims:
        if claim not in known_claims:
            yield Problem("must be the id of a claim", REGISTER, row, "claims", claim)
    if not number.claims and not number.reason:
        yield Problem("must be filled where claims is empty", REGISTER, row, "reason")
