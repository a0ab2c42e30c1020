"""Explaining a printed value: the assumptions that give exactly its digits, and how lucky that would be."""

from analysis.explain.interval import IntervalExplanation, explain_interval
from analysis.explain.jointly import GroupExplanation, JointExplanation, explain_jointly
from analysis.explain.mean import MeanExplanation, debit, explain_mean, grim, grimmer
from analysis.explain.median import MedianExplanation, explain_median, explain_range
from analysis.explain.median_interval import MedianIntervalExplanation, explain_median_interval
from analysis.explain.percent import PercentExplanation, explain_percent
from analysis.explain.printed import Search

__all__ = [
    "GroupExplanation",
    "IntervalExplanation",
    "JointExplanation",
    "MeanExplanation",
    "MedianExplanation",
    "MedianIntervalExplanation",
    "PercentExplanation",
    "Search",
    "debit",
    "explain_interval",
    "explain_jointly",
    "explain_mean",
    "explain_median",
    "explain_median_interval",
    "explain_percent",
    "explain_range",
    "grim",
    "grimmer",
]
