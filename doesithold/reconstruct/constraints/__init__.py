"""What the paper says about data it does not print: typed constraints, each under its readings."""

from doesithold.reconstruct.constraints.durations import UNITS, Convention
from doesithold.reconstruct.constraints.file import load_constraints
from doesithold.reconstruct.constraints.kinds import (
    Bars,
    ChangeBound,
    Constraint,
    Deepest,
    Distinct,
    Endpoint,
    Grid,
    Interval,
    LeftOut,
    Median,
    MedianTime,
    NoDifference,
    Observed,
    Order,
    Status,
    TimeBound,
    Treatment,
    Wait,
)
from doesithold.reconstruct.constraints.readings import Constraints, Question, Reading

__all__ = [
    "UNITS",
    "Bars",
    "ChangeBound",
    "Constraint",
    "Constraints",
    "Convention",
    "Deepest",
    "Distinct",
    "Endpoint",
    "Grid",
    "Interval",
    "LeftOut",
    "Median",
    "MedianTime",
    "NoDifference",
    "Observed",
    "Order",
    "Question",
    "Reading",
    "Status",
    "TimeBound",
    "Treatment",
    "Wait",
    "load_constraints",
]
