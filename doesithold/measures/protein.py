"""Measures of the printed variants against the reference protein."""

from __future__ import annotations

from doesithold.errors import InputError
from doesithold.measures.core import Context, Recomputed, measure
from doesithold.statistics.variants import parse_variant


def _sequence(context: Context) -> str:
    """Return the paper's reference sequence."""
    if len(context.paper.sequences) != 1:
        raise InputError(f"the paper has {len(context.paper.sequences)} reference sequences, not one")
    return next(iter(context.paper.sequences.values()))


@measure
def residue(context: Context, position: int) -> Recomputed:
    """Read a residue of the reference protein, counted from 1."""
    if not 1 <= position <= len(_sequence(context)):
        raise InputError(f"the reference protein has no residue {position}")
    return Recomputed(_sequence(context)[position - 1], ("kit_human_P10721.fasta",))


@measure
def fits_reference(context: Context, variant: str) -> Recomputed:
    """Tell whether a variant's residue stands at its position in the reference protein."""
    parsed, sequence = parse_variant(variant), _sequence(context)
    there = sequence[parsed.position - 1 : parsed.position] or "missing"
    why = f"residue {parsed.position} of the reference protein is {there}"
    return Recomputed(parsed.fits(sequence), ("kit_human_P10721.fasta", "patients.csv:variant"), why=why)
