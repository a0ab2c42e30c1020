"""Tables with a patient a row: told by their first column, and kept as tables of the paper's folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from doesithold.markup import slug
from doesithold.paper.manuscript.reading import Manuscript, PrintedTable

ID = re.compile(r"(?:P|Pt|Patient|Case|No|#)?[ .\u2010-\u2015-]*(\d{1,3})[a-z*]?", re.IGNORECASE)
FEWEST = 5
"""Rows with patients that make a table one of patients."""
FEWEST_COLUMNS = 3
WHOLE, NUMBER = re.compile(r"-?\d{1,9}"), re.compile(r"-?\d{1,9}(\.\d{1,9})?")
MEAN_SPREAD = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:±|\+/-|\()\s*(\d+(?:\.\d+)?)\)?")
COUNTS = re.compile(r"n|no\.?|number|total|total n|sum", re.IGNORECASE)
"""Names of a row below the patients that counts them."""
COUNTED = re.compile(r"(\d{1,3})\s*(\w*)")
NOTHING = re.compile(r"[\u2010-\u2015-]+|n/?[ad]\.?|n\.a\.|none", re.IGNORECASE)
SUMMARIES = {
    "mean": re.compile(r"mean|average|mean.{1,4}S[DE]M?\)?", re.IGNORECASE),
    "sd": re.compile(r"SD|standard deviation", re.IGNORECASE),
    "standard_error": re.compile(r"SEM?|standard error.*", re.IGNORECASE),
}
"""Measures of a column that a row below the patients may print, by what it is called."""


class PrintedSummary(NamedTuple):
    """A number that a row below the patients prints of a column.

    Attributes
    ----------
    measure : str
        ``mean``, ``sd``, ``standard_error`` or ``count``.
    place : int
        The column.
    value : str
        As printed.
    entry : str
        The entry of the column that is counted; any, if there is none.
    """

    measure: str
    place: int
    value: str
    entry: str = ""


@dataclass(frozen=True)
class PatientTable:
    """A table of patients.

    Attributes
    ----------
    name : str
        As printed, such as ``Table 1``.
    columns : tuple of str
        Names in lower case with underscores; the first is ``patient``.
    kinds : tuple of str
        ``integer``, ``number`` or ``string``, one a column.
    heads : tuple of str
        The heads as printed.
    rows : tuple of tuple of str
        Empty where nothing was printed.
    summaries : tuple of PrintedSummary
        Each number that a row below prints.
    """

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    summaries: tuple[PrintedSummary, ...]

    @property
    def resource(self) -> str:
        """Name of the resource that holds it."""
        return slug(self.name) or "table"


def is_of_patients(table: PrintedTable) -> bool:
    """Tell whether the first column counts patients from 1 on."""
    rows = _patients(table)
    numbers = [int(found[1]) for row in rows if (found := ID.fullmatch(row[0]))]
    wide = bool(table.rows) and len(table.rows[0]) >= FEWEST_COLUMNS
    return wide and len(rows) >= FEWEST and numbers == list(range(1, len(rows) + 1))


def patient_tables(manuscript: Manuscript) -> Iterator[PatientTable]:
    """Read the tables that have a patient a row."""
    for table in manuscript.tables:
        if is_of_patients(table):
            yield _read(table)


def _patients(table: PrintedTable) -> list[tuple[str, ...]]:
    return [row for row in table.rows[table.heads :] if row and ID.fullmatch(row[0].strip())]


def _read(table: PrintedTable) -> PatientTable:
    heads = tuple(
        " ".join(dict.fromkeys(part for part in parts if part))
        for parts in zip(*table.rows[: table.heads], strict=True)
    )
    rows = tuple(
        (row[0].strip(), *("" if NOTHING.fullmatch(cell.strip()) else _plain(cell) for cell in row[1:]))
        for row in _patients(table)
    )
    kinds = tuple(
        "string" if not place else _kind(values) for place, values in enumerate(zip(*rows, strict=True))
    )
    columns = _names(heads)
    return PatientTable(table.name, columns, kinds, heads, rows, tuple(_summaries(table, kinds, rows)))


def _names(heads: tuple[str, ...]) -> tuple[str, ...]:
    names = ["patient"]
    for head in heads[1:]:
        stem = name = re.sub(r"[^a-z0-9]+", "_", head.lower()).strip("_") or "column"
        number = 2
        while name in names:
            name, number = f"{stem}_{number}", number + 1
        names.append(name)
    return tuple(names)


def _plain(text: str) -> str:
    return text.replace("\u2212", "-").replace("\u00b7", ".").strip()


def _kind(values: tuple[str, ...]) -> str:
    printed = [value for value in values if value]
    if not printed or not all(map(NUMBER.fullmatch, printed)):
        return "string"
    return "integer" if all(map(WHOLE.fullmatch, printed)) else "number"


def _summaries(
    table: PrintedTable, kinds: tuple[str, ...], patients: tuple[tuple[str, ...], ...]
) -> Iterator[PrintedSummary]:
    for row in table.rows[table.heads :]:
        name = row[0].strip()
        for measure, called in SUMMARIES.items():
            if called.fullmatch(name):
                yield from _of_numbers(measure, row, kinds)
        if COUNTS.fullmatch(name):
            yield from _of_entries(row, patients)


def _of_entries(row: tuple[str, ...], patients: tuple[tuple[str, ...], ...]) -> Iterator[PrintedSummary]:
    """Yield the counts of a row below the patients: of one entry that it names, or of all."""
    for place, cell in enumerate(row[1:], start=1):
        found = COUNTED.fullmatch(_plain(cell))
        if found and (not found[2] or any(patient[place] == found[2] for patient in patients)):
            yield PrintedSummary("count", place, found[1], found[2])


def _of_numbers(measure: str, row: tuple[str, ...], kinds: tuple[str, ...]) -> Iterator[PrintedSummary]:
    """Yield what a row below the patients prints of each column: a number, or a mean with its spread."""
    spread = "standard_error" if re.search(r"SEM?\b", row[0]) else "sd"
    for place, cell in enumerate(map(_plain, row)):
        if kinds[place] == "string":
            continue
        if NUMBER.fullmatch(cell):
            yield PrintedSummary(measure, place, cell)
        elif measure == "mean" and (both := MEAN_SPREAD.fullmatch(cell)):
            yield from (PrintedSummary("mean", place, both[1]), PrintedSummary(spread, place, both[2]))
