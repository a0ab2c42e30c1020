"""Tables with a patient a row: told by their first column, and kept as tables of the paper's folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from doesithold.markup import slug
from doesithold.paper.manuscript.reading import Manuscript, PrintedTable

ID = re.compile(r"(?:P|Pt|Patient|Case|No|#)?[ .\u2010-\u2015-]*(\d{1,3})[a-z*]?", re.IGNORECASE)
FEWEST = 5
"""Rows with patients that make a table one of patients."""
FEWEST_COLUMNS = 3
WHOLE, NUMBER = re.compile(r"-?\d{1,9}"), re.compile(r"-?\d{1,9}(\.\d{1,9})?")
NOTHING = re.compile(r"[\u2010-\u2015-]+|n/?[ad]\.?|n\.a\.|none", re.IGNORECASE)
SUMMARIES = {
    "mean": re.compile(r"mean|average", re.IGNORECASE),
    "sd": re.compile(r"SD|standard deviation", re.IGNORECASE),
    "standard_error": re.compile(r"SEM?|standard error.*", re.IGNORECASE),
}
"""Measures of a column that a row below the patients may print, by what it is called."""


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
    summaries : tuple of (str, int, str)
        Measure, place of the column, and value of each number that a row below prints.
    """

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    summaries: tuple[tuple[str, int, str], ...]

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
    return PatientTable(table.name, columns, kinds, heads, rows, tuple(_summaries(table, kinds)))


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


def _summaries(table: PrintedTable, kinds: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    for row in table.rows[table.heads :]:
        for measure, called in SUMMARIES.items():
            if called.fullmatch(row[0].strip()):
                for place, cell in enumerate(row):
                    if kinds[place] != "string" and NUMBER.fullmatch(_plain(cell)):
                        yield measure, place, _plain(cell)
