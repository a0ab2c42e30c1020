"""Explaining a printed value: the assumptions that give exactly its digits, and how lucky that would be."""

from doesithold.explain.interval import IntervalExplanation, explain_interval
from doesithold.explain.jointly import GroupExplanation, JointExplanation, explain_jointly
from doesithold.explain.mean import MeanExplanation, debit, explain_mean, grim, grimmer
from doesithold.explain.median import MedianExplanation, explain_median
from doesithold.explain.median_interval import MedianIntervalExplanation, explain_median_interval
from doesithold.explain.p_value import (
    ArmWindow,
    PExplanation,
    explain_p_of_counts,
    explain_p_of_means,
)
from doesithold.explain.percent import PercentExplanation, explain_percent, explain_share
from doesithold.explain.search import Search

__all__ = [
    "ArmWindow",
    "GroupExplanation",
    "IntervalExplanation",
    "JointExplanation",
    "MeanExplanation",
    "MedianExplanation",
    "MedianIntervalExplanation",
    "PExplanation",
    "PercentExplanation",
    "Search",
    "debit",
    "explain_interval",
    "explain_jointly",
    "explain_mean",
    "explain_median",
    "explain_median_interval",
    "explain_p_of_counts",
    "explain_p_of_means",
    "explain_percent",
    "explain_share",
    "grim",
    "grimmer",
]
