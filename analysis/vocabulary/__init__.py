"""The vocabulary of claims: measures that a claim may name, with selections and other claims as arguments."""

from analysis.vocabulary import arithmetic, events, patients, protein
from analysis.vocabulary.core import MEASURES, Context, MeasureCall, Recomputed, check_call, recompute

__all__ = [
    "MEASURES",
    "Context",
    "MeasureCall",
    "Recomputed",
    "arithmetic",
    "check_call",
    "events",
    "patients",
    "protein",
    "recompute",
]
