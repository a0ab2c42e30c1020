"""The vocabulary of claims: measures that a claim may name, with selections and other claims as arguments."""

from doesithold.measures import arithmetic, digitised, events, patients, protein, statements
from doesithold.measures.core import MEASURES, Context, MeasureCall, Recomputed, check_call, recompute
from doesithold.measures.digitised import read_off

__all__ = [
    "MEASURES",
    "Context",
    "MeasureCall",
    "Recomputed",
    "arithmetic",
    "check_call",
    "digitised",
    "events",
    "patients",
    "protein",
    "read_off",
    "recompute",
    "statements",
]
