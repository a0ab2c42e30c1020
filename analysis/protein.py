"""The KIT protein with its domains and exons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doesithold.paper.paper import Paper
from doesithold.paper.table import Row


@dataclass(frozen=True)
class Domain:
    """A stretch of the protein, both ends included."""

    name: str
    kind: str
    start: int
    end: int
    basis: str


@dataclass(frozen=True)
class Exon:
    """The part of an exon that codes, as residues whose codon has its middle base there."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Protein:
    """KIT isoform 1 with its domains, named parts of these, and exons."""

    sequence: str
    domains: tuple[Domain, ...]
    exons: tuple[Exon, ...]
    parts: tuple[Domain, ...] = ()

    def exon(self, position: int) -> Exon | None:
        """Return the exon that codes for a residue, or None beyond the protein's end."""
        return next((exon for exon in self.exons if exon.start <= position <= exon.end), None)

    def domain(self, position: int) -> Domain | None:
        """Return the domain that holds a residue, or None between domains."""
        return next((domain for domain in self.domains if domain.start <= position <= domain.end), None)


def load_protein(paper: Paper) -> Protein:
    """Take the reference protein, its domains and exons from the paper's data."""
    sequence = paper.sequences["kit-human-p10721"]
    return Protein(
        sequence=sequence,
        domains=_domains(row for row in paper.rows("kit_domains") if not row.within),
        parts=_domains(row for row in paper.rows("kit_domains") if row.within),
        exons=tuple(
            Exon(
                row.exon,
                _middle_bases_before(row.coding_start) + 1,
                min(_middle_bases_before(row.coding_end + 1), len(sequence)),
            )
            for row in paper.rows("kit_exons")
        ),
    )


def _domains(rows: Iterable[Row]) -> tuple[Domain, ...]:
    return tuple(Domain(row.domain, row.kind, row.start, row.end, row.basis) for row in rows)


def _middle_bases_before(nucleotide: int) -> int:
    """Count the codons whose second base lies before a coding nucleotide."""
    return nucleotide // 3
