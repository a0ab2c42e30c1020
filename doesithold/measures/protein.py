"""Measures of the printed variants against the reference protein."""

from __future__ import annotations

from doesithold.errors import InputError
from doesithold.measures.core import Context, Recomputed, measure
from doesithold.statistics.variants import parse_variant


def _sequence(context: Context) -> tuple[str, str]:
    """Return the name and the residues of the paper's reference sequence."""
    if len(context.paper.sequences) != 1:
        raise InputError(f"the paper has {len(context.paper.sequences)} reference sequences, not one")
    return next(iter(context.paper.sequences.items()))


@measure
def residue(context: Context, position: int) -> Recomputed:
    """Read a residue of the reference protein.

    Parameters
    ----------
    position : int
        Counted from 1.

    Examples
    --------
    says: The fifth residue of the sample protein is a valine.
    reported: V
    unit: residue
    measure: {residue: {position: 5}}
    """
    name, sequence = _sequence(context)
    if not 1 <= position <= len(sequence):
        raise InputError(f"the reference protein has no residue {position}")
    return Recomputed(sequence[position - 1], (name,))


@measure
def fits_reference(context: Context, variant: str) -> Recomputed:
    """Tell whether a variant's residue stands at its position in the reference protein.

    Parameters
    ----------
    variant : str
        Such as ``V5A``: the residue of the reference, its position counted from 1, the residue found instead.

    Examples
    --------
    says: The variant V5A fits the sample protein.
    reported: "true"
    unit: statement
    measure: {fits_reference: {variant: V5A}}
    """
    parsed, (name, sequence) = parse_variant(variant), _sequence(context)
    there = sequence[parsed.position - 1 : parsed.position] or "missing"
    why = f"residue {parsed.position} of the reference protein is {there}"
    return Recomputed(parsed.fits(sequence), (name,), why=why)
