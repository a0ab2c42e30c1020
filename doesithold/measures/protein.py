"""Measures of the printed variants against the reference protein."""

from __future__ import annotations

from doesithold.errors import InputError
from doesithold.measures.core import Context, Recomputed, measure
from doesithold.statistics.variants import parse_variant


@measure
def residue(context: Context, position: int) -> Recomputed:
    """Read a residue of the reference protein, counted from 1."""
    if not 1 <= position <= len(context.study.kit_sequence):
        raise InputError(f"the reference protein has no residue {position}")
    return Recomputed(context.study.kit_sequence[position - 1], ("kit_human_P10721.fasta",))


@measure
def fits_reference(context: Context, variant: str) -> Recomputed:
    """Tell whether a variant's residue stands at its position in the reference protein."""
    parsed, sequence = parse_variant(variant), context.study.kit_sequence
    there = sequence[parsed.position - 1 : parsed.position] or "missing"
    why = f"residue {parsed.position} of the reference protein is {there}"
    return Recomputed(parsed.fits(sequence), ("kit_human_P10721.fasta", "patients.csv:variant"), why=why)
