"""The vocabulary of claims: measures that a claim may name, with selections and other claims as arguments."""

from doesithold.measures import (
    arithmetic,
    digitised,
    effects,
    events,
    given,
    patients,
    protein,
    statements,
    summaries,
    tests,
)
from doesithold.measures.core import MEASURES, Context, Recomputed, check_measures, recompute
from doesithold.measures.digitised import read_off
from doesithold.paper.claims import MeasureCall

__all__ = [
    "MEASURES",
    "Context",
    "MeasureCall",
    "Recomputed",
    "arithmetic",
    "check_measures",
    "digitised",
    "effects",
    "events",
    "given",
    "patients",
    "protein",
    "read_off",
    "recompute",
    "statements",
    "summaries",
    "tests",
]
