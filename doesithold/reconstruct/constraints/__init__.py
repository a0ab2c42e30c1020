"""What the paper says about data it does not print: typed constraints, each under its readings."""

from doesithold.reconstruct.constraints.file import load_constraints
from doesithold.reconstruct.constraints.kinds import (
    DAYS_PER_MONTH,
    UNITS,
    Bars,
    ChangeBound,
    Constraint,
    Deepest,
    Grid,
    Interval,
    LeftOut,
    Median,
    Order,
    Status,
    TimeBound,
    Treatment,
)
from doesithold.reconstruct.constraints.readings import Constraints, Question, Reading
from doesithold.statistics.survival import ENDPOINTS, Endpoint

__all__ = [
    "DAYS_PER_MONTH",
    "ENDPOINTS",
    "UNITS",
    "Bars",
    "ChangeBound",
    "Constraint",
    "Constraints",
    "Deepest",
    "Endpoint",
    "Grid",
    "Interval",
    "LeftOut",
    "Median",
    "Order",
    "Question",
    "Reading",
    "Status",
    "TimeBound",
    "Treatment",
    "load_constraints",
]
