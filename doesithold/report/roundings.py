"""A table that shows what a rounding mode does to a percentage."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from doesithold.labels import ROUNDINGS, sentence_case
from doesithold.numbers import MODES, to_decimal
from doesithold.report.booktable import BookTable


def rounding_modes(shares: Sequence[Fraction], places: int = 1) -> BookTable:
    """Print each share as a percentage in every rounding mode.

    Parameters
    ----------
    shares : sequence of Fraction
        Proportions, such as 5/16.
    places : int
        Decimal places of the printed percentage.
    """
    return BookTable(
        name="rounding-modes",
        module=__name__,
        headings={"mode": "Mode"}
        | {str(share): f"{share.numerator}/{share.denominator}" for share in shares},
        rows=[
            {"mode": sentence_case(ROUNDINGS[mode].name)}
            | {str(share): to_decimal(100 * share, places, mode) for share in shares}
            for mode in MODES
        ],
        source_note=f"Percentages with {places} decimal place{'s' * (places != 1)}. Before rounding they are "
        f"{', '.join(_unrounded(100 * share, places + 3) for share in shares)}.",
        right=tuple(map(str, shares)),
    )


def _unrounded(value: Fraction, places: int) -> str:
    """Write a value in full where it ends, and cut off with an ellipsis where it goes on."""
    written = to_decimal(value, places, "truncate")
    return written.rstrip("0").removesuffix(".") if Fraction(written) == value else f"{written}…"
