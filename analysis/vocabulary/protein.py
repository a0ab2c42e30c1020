"""Measures of the printed variants against the reference protein."""

from __future__ import annotations

from analysis.variants import parse_variant
from analysis.vocabulary.core import Context, Recomputed, measure


@measure
def residue(context: Context, position: int) -> Recomputed:
    """Read a residue of the reference protein, counted from 1."""
    return Recomputed(context.study.kit_sequence[position - 1], ("kit_human_P10721.fasta",))


@measure
def fits_reference(context: Context, variant: str) -> Recomputed:
    """Tell whether a variant's residue stands at its position in the reference protein."""
    fits = parse_variant(variant).fits(context.study.kit_sequence)
    return Recomputed(fits, ("kit_human_P10721.fasta", "patients.csv:variant"))
