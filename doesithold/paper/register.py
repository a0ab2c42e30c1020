"""The register of numbers: every number of the paper in reading order, and what accounts for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from doesithold.errors import InputError, Problem
from doesithold.files import read_csv

REGISTER = "numbers.csv"
COLUMNS = ("position", "section", "number", "claims", "reason")


@dataclass(frozen=True)
class RegisterEntry:
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


def load_register(
    folder: Path, known_claims: Collection[str], sections: Collection[str]
) -> tuple[RegisterEntry, ...]:
    """Read and validate the register; empty where there is none.

    Parameters
    ----------
    folder : Path
        The paper's folder.
    known_claims : collection of str
        Ids that a row may point at.
    sections : collection of str
        Sections that the paper has.

    Raises
    ------
    InputError
        If a row has neither a claim nor a reason, names an unknown claim or section, or is out of order;
        every problem is named.
    """
    if not (folder / REGISTER).exists():
        return ()
    rows = read_csv(folder / REGISTER)
    for column in COLUMNS:
        if rows and column not in rows[0][1]:
            raise InputError([Problem("the column is missing", REGISTER, 1, column)])
    problems = [
        problem
        for position, (row, cells) in enumerate(rows, start=1)
        for problem in _faults(position, row, cells, known_claims, sections)
    ]
    if problems:
        raise InputError(problems)
    return tuple(
        RegisterEntry(position, cells["section"], cells["number"], _claims(cells), cells["reason"])
        for position, (_, cells) in enumerate(rows, start=1)
    )


def _claims(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(cells["claims"].split(";")) if cells["claims"] else ()


def _faults(
    position: int, row: int, cells: Mapping[str, str], claims: Collection[str], sections: Collection[str]
) -> Iterator[Problem]:
    if cells["position"] != str(position):
        yield Problem(f"must be {position}", REGISTER, row, "position", cells["position"])
    if cells["section"] not in sections:
        rule = f"must be one of {', '.join(sections)}"
        yield Problem(rule, REGISTER, row, "section", cells["section"])
    if not cells["number"]:
        yield Problem("must be filled", REGISTER, row, "number")
    for claim in _claims(cells):
        if claim not in claims:
            yield Problem("must be the id of a claim", REGISTER, row, "claims", claim)
    if not cells["claims"] and not cells["reason"]:
        yield Problem("must be filled where claims is empty", REGISTER, row, "reason")
