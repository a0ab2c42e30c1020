"""The cells of figure 2, from Table 1: one for each patient and row, and the percentages beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from analysis.figures.palette import RESPONSES
from doesithold.numbers import to_decimal
from doesithold.paper.table import Row
from doesithold.statistics.variants import parse_variant

NGS = {"reported": "+", "not found": "0", "not reported": "–"}
ABSENT = ("none", "not found", "not reported")


class GridCell(NamedTuple):
    """One cell of the grid.

    Attributes
    ----------
    kind : str
        A response, an alteration (two joined by ``+``), ``"present"``, ``"none"``, ``"not found"``,
        ``"not reported"`` or ``"text"``.
    text : str
        What is written in the cell.
    """

    block: str
    row: str
    patient: str
    kind: str
    text: str


def order(patient: Row) -> tuple[int, int, str]:
    """Sort by best response, then by the position of the KIT variant, then by number."""
    position = parse_variant(patient.variant).position if patient.variant else 9999
    return list(RESPONSES).index(patient.best_response), position, patient.patient


def cells(patients: Sequence[Row]) -> list[GridCell]:
    """List the cells block by block and row by row."""
    return [*_clinical(patients), *_kit(patients), *_genes(patients), *_sites(patients)]


def _clinical(patients: Sequence[Row]) -> Iterable[GridCell]:
    for p in patients:
        code = "W" if p.best_response == "Withdrawal" else p.best_response
        yield GridCell("Patient", "Best response", p.patient, p.best_response, code)
    for p in patients:
        yield GridCell("Patient", "Tumour type", p.patient, "text", p.tumour_key[0].upper())
    for row, column in {"Sex": "sex", "Age, years": "age", "Line of imatinib": "line"}.items():
        for p in patients:
            yield GridCell("Patient", row, p.patient, "text", str(getattr(p, column)))


def _kit(patients: Sequence[Row]) -> Iterable[GridCell]:
    for p in patients:
        yield GridCell("KIT", "Variant", p.patient, "text", p.variant or "")
    for p in patients:
        yield GridCell(
            "KIT", "Mutation", p.patient, parse_variant(p.variant).kind if p.variant else "none", ""
        )
    for p in patients:
        yield GridCell("KIT", "Amplification", p.patient, "amplification" if p.amplification else "none", "")


def _genes(patients: Sequence[Row]) -> Iterable[GridCell]:
    for p in patients:
        yield GridCell("Other genes", "Sequencing", p.patient, "text", NGS[p.ngs_status])
    for gene in _by_frequency(gene for p in patients for gene in p.altered_genes):
        for p in patients:
            kinds = [kind for name, kind in map(str.split, p.co_alterations) if name == gene]
            unaltered = "none" if p.ngs_status == "reported" else p.ngs_status
            yield GridCell("Other genes", gene, p.patient, "+".join(kinds) or unaltered, "")


def _sites(patients: Sequence[Row]) -> Iterable[GridCell]:
    for site in _by_frequency(site for p in patients for site in p.sites):
        for p in patients:
            yield GridCell("Metastases", site, p.patient, "present" if site in p.sites else "none", "")


def _by_frequency(names: Iterable[str]) -> list[str]:
    counts = Counter(names)
    return sorted(counts, key=lambda name: (-counts[name], name.lower()))


class RowPercent(NamedTuple):
    """The percentage printed beside a row, rounded half up."""

    block: str
    row: str
    numerator: int
    denominator: int
    percent: str


def tally(grid: Sequence[GridCell]) -> list[RowPercent]:
    """Count the patients with each alteration or site, over those of whom the paper says either way."""
    marked = [cell for cell in grid if cell.block != "Patient" and cell.kind != "text"]
    tallies = []
    for block, row in dict.fromkeys((cell.block, cell.row) for cell in marked):
        kinds = [cell.kind for cell in marked if cell.row == row]
        known = [kind for kind in kinds if kind != "not reported"]
        k = sum(kind not in ABSENT for kind in known)
        tallies.append(RowPercent(block, row, k, len(known), to_decimal(Fraction(100 * k, len(known)), 0)))
    return tallies
