"""The paper's Table 1 and Table 2, cell by cell as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from doesithold.audit.finding import Finding
from doesithold.paper.paper import Paper
from doesithold.paper.table import Row
from doesithold.report.booktable import BookTable

TABLE_1: Mapping[str, tuple[str, Callable[[Row], str]]] = {
    "patient": ("Pt.no", lambda patient: patient.patient),
    "sex": ("Sex", lambda patient: patient.sex),
    "age": ("Age, y", lambda patient: str(patient.age)),
    "tumour_type": ("Tumor type", lambda patient: patient.tumour_type_printed),
    "performance_status": ("PS", lambda patient: str(patient.performance_status)),
    "kit_mutation": ("KIT mutation", lambda patient: patient.kit_mutation_printed),
    "amplification": ("KIT Amp.", lambda patient: "present" if patient.amplification else "absent"),
    "line": ("Imatinib Line", lambda patient: patient.line_printed),
    "sites": ("Metastasis site", lambda patient: patient.sites_printed),
    "ngs": ("NGS result", lambda patient: _kept_together(patient.ngs_printed)),
    "best_response": ("Best response", lambda patient: patient.best_response),
}
"""Column of Table 1 to its printed heading and the printed cell of a patient."""

TABLE_1_WIDTHS = (7, 5, 5, 10, 4, 11, 8, 9, 15, 15, 11)

TABLE_2 = {
    "term": "Adverse events",
    "all_grades": "All grades",
    "all_grades_percent": "%",
    "grade_3_or_more": "Grade ≥3",
    "grade_3_or_more_percent": "%",
}
"""Column of Table 2 to its printed heading."""


@dataclass(frozen=True)
class Rebuilt:
    """A table of the paper as a chapter shows it.

    Attributes
    ----------
    name : str
        What the paper calls it.
    chapter : str
        The chapter that shows it.
    table : str
        Its id on the page.
    rows : str
        The table of the data that has its rows.
    row : str
        The column that names a row.
    columns : mapping
        Its columns.
    printed : mapping of str to tuple of str
        Column of the data to the columns in which the paper prints it, where these have other names.
    """

    name: str
    chapter: str
    table: str
    rows: str
    row: str
    columns: Mapping[str, object]
    printed: Mapping[str, tuple[str, ...]]

    def named(self, column: str) -> tuple[str, ...]:
        """Name the columns of the printed table that hold a column of the data."""
        return self.printed.get(column, (column,) if column in self.columns else ())


REBUILT: Mapping[str, Rebuilt] = {
    "patients.csv": Rebuilt(
        "Table 1",
        "patient-characteristics",
        "table-1",
        "patients",
        "patient",
        TABLE_1,
        {
            "mutated": ("kit_mutation",),
            "variant": ("kit_mutation",),
            "kit_group": ("kit_mutation", "amplification"),
            "evaluable": ("best_response",),
            "objective_response": ("best_response",),
            "disease_control": ("best_response",),
            "response_label": ("best_response",),
            "ngs_status": ("ngs",),
            "co_alterations": ("ngs",),
            "altered_genes": ("ngs",),
        },
    ),
    "adverse_events.csv": Rebuilt("Table 2", "safety", "table-2", "adverse_events", "term", TABLE_2, {}),
}
"""The paper's tables by the file that holds their cells."""


def patient_characteristics(paper: Paper, findings: Mapping[str, Finding]) -> BookTable:
    """Rebuild Table 1: one row a patient, cells as printed, footnotes where the print had to be read.

    A cell on whose print there is a finding leads to it.
    """
    return BookTable(
        name="table-1",
        module=__name__,
        headings={column: heading for column, (heading, _) in TABLE_1.items()},
        rows=[{column: cell(patient) for column, (_, cell) in TABLE_1.items()} for patient in paper.rows()],
        source_note=f"All {len(paper.rows())} enrolled patients, {len(paper.analysed)} of them evaluable. "
        "Amp., amp: amplification; LN: lymph node; MUO: metastasis of unknown origin; NGS: next-generation "
        "sequencing; PS: performance status; CR, PR: complete, partial response; SD, PD: stable, progressive "
        "disease. The paper prints both “Not found” and “-”; the data keep them apart.",
        footnotes={
            (row, column): note
            for row, patient in enumerate(paper.rows())
            for column, note in readings(patient).items()
        },
        claims=statements(REBUILT["patients.csv"], paper, findings),
        widths=TABLE_1_WIDTHS,
        paper_size="7pt",
    )


def readings(patient: Row) -> dict[str, str]:
    """Say how a cell of Table 1 is read, for the cells whose print leaves a doubt.

    Returns
    -------
    dict of str to str
        Column of `TABLE_1` to a note; empty for a patient whose row is read as it stands.
    """
    notes = {}
    if patient.variant and patient.kit_mutation_printed != f"KIT {patient.variant}":
        notes["kit_mutation"] = f"Printed without a space; read as KIT {patient.variant}."
    printed_sites = [site.strip().lower() for site in patient.sites_printed.split(",")]
    if printed_sites != [site.lower() for site in patient.sites]:
        notes["sites"] = f"Read as {', '.join(patient.sites)}."
    if not patient.evaluable:
        notes["best_response"] = f"Not evaluable: {patient.response_label}."
    return notes


def _kept_together(alterations: str) -> str:
    return re.sub(r" (?=amp|deletion)", "\N{NO-BREAK SPACE}", alterations)


def adverse_events(paper: Paper, findings: Mapping[str, Finding]) -> BookTable:
    """Rebuild Table 2: patients with each treatment-related adverse event, percentages as printed.

    A cell on whose print there is a finding leads to it.
    """
    rows = [{column: getattr(event, column) for column in TABLE_2} for event in paper.rows("adverse_events")]
    denominators = sorted({event.denominator for event in paper.rows("adverse_events")})
    return BookTable(
        name="table-2",
        module=__name__,
        headings=TABLE_2,
        rows=[{column: "" if value is None else str(value) for column, value in row.items()} for row in rows],
        source_note=f"Patients with the event, in percent of {' or '.join(map(str, denominators))} patients. "
        "A cell that is empty here is empty in the paper.",
        right=tuple(TABLE_2)[1:],
        claims=statements(REBUILT["adverse_events.csv"], paper, findings),
    )


def statements(
    rebuilt: Rebuilt, paper: Paper, findings: Mapping[str, Finding]
) -> Mapping[tuple[int, str], str]:
    """Find the cells that print a statement: row and column to the id of its finding.

    A finding on a percentage rests on the count beside it. One on the print of a row has a place such as
    ``Pt-07, KIT mutation`` or ``Pt-01 to Pt-06, KIT mutation``.
    """
    rows = [getattr(row, rebuilt.row) for row in paper.rows(rebuilt.rows)]
    headings = {heading: column for column, (heading, _) in TABLE_1.items()}
    found: dict[tuple[int, str], str] = {}
    for finding in findings.values():
        if finding.section != rebuilt.name:
            continue
        for source in finding.rests_on:
            count, _, row = source.partition(":")[2].partition(" of ")
            if row in rows and f"{count}_percent" in rebuilt.columns:
                found[rows.index(row), f"{count}_percent"] = finding.id
        named, _, heading = finding.place.partition(", ")
        first, _, last = named.partition(" to ")
        if first in rows and heading in headings:
            for place in range(rows.index(first), rows.index(last or first) + 1):
                found[place, headings[heading]] = finding.id
    return found
