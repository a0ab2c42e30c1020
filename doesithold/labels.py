"""The names that a reader sees: of roundings, of tests, of methods and of intervals, each in one place.

Code and data call a method by its identifier (``clopper_pearson``); no identifier is ever shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class RoundingLabel(NamedTuple):
    """A rounding mode as a name (``half to even``) and as what was done (``rounded half to even``)."""

    name: str
    done: str


ROUNDINGS: Mapping[str, RoundingLabel] = {
    "half_up": RoundingLabel("half up", "rounded half up"),
    "half_even": RoundingLabel("half to even", "rounded half to even"),
    "half_down": RoundingLabel("half down", "rounded half down"),
    "truncate": RoundingLabel("cut off", "cut off"),
    "ceiling": RoundingLabel("always up", "rounded up"),
    "floor": RoundingLabel("always down", "rounded down"),
    "twice": RoundingLabel("twice", "rounded twice"),
}
INTERVALS: Mapping[str, str] = {
    "wald": "Wald",
    "wald_corrected": "Wald (continuity corrected)",
    "wald_rounded": "Wald (from the rounded proportion)",
    "wilson": "Wilson",
    "wilson_corrected": "Wilson (continuity corrected)",
    "agresti_coull": "Agresti–Coull",
    "jeffreys": "Jeffreys",
    "clopper_pearson": "Clopper–Pearson",
    "mid_p": "mid-P",
    "log": "logarithmic",
    "log_adjusted": "adjusted logarithmic",
    "logit": "logit",
    "logit_adjusted": "adjusted logit",
    "score": "score",
    "exact": "exact",
    "newcombe": "Newcombe",
    "agresti_caffo": "Agresti–Caffo",
    "mee": "Mee",
    "koopman": "Koopman",
    "miettinen_nurminen": "Miettinen–Nurminen",
    "student": "Student",
    "welch": "Welch",
    "normal": "normal",
    "cox": "Cox (ties by Efron)",
    "cox_breslow": "Cox (ties by Breslow)",
    "pike": "Pike",
    "peto": "Peto",
}
"""Methods of an interval or of an effect, as what stands before the word "interval" or "method"."""
TESTS: Mapping[str, str] = {
    "chi_squared": "the chi-squared test without correction",
    "chi_squared_corrected": "the chi-squared test with Yates's correction",
    "fisher": "Fisher's exact test",
    "fisher_mid_p": "Fisher's test with mid-P",
    "fisher_one_sided": "Fisher's one-sided test",
    "likelihood_ratio": "the likelihood-ratio test",
    "student": "Student's t test",
    "welch": "Welch's t test",
    "student_one_sided": "Student's one-sided t test",
    "z": "the normal test",
    "anova": "the analysis of variance",
    "mann_whitney": "the Mann–Whitney test",
}
OTHERS: Mapping[str, str] = {
    "sample": "the sample formula (n - 1)",
    "population": "the population formula (n)",
    "linear": "the linear quantile (type 7)",
    "weibull": "Weibull's quantile (type 6)",
    "hazen": "Hazen's quantile (type 5)",
    "median_unbiased": "the median-unbiased quantile (type 8)",
    "normal_unbiased": "the normal-unbiased quantile (type 9)",
    "inverted_cdf": "the inverted distribution (type 1)",
    "averaged_inverted_cdf": "the averaged inverted distribution (type 2)",
    "pooled": "the formula with the pooled variance",
    "unpooled": "the formula with both variances",
    "corrected": "the formula with continuity correction",
    "arcsine": "the arcsine formula",
    "t": "the formula by the t distribution",
    "schoenfeld": "Schoenfeld's formula",
    "freedman": "Freedman's formula",
    "one_stage": "the single-stage design",
    "optimal": "Simon's optimal design",
    "minimax": "Simon's minimax design",
    "odds_ratio": "the formula of an odds ratio",
    "risk_ratio": "the formula of a risk ratio",
}
"""Methods of other values: deviations, quartiles, sample sizes."""
EXCHANGED = "_exchanged"
"""Ending of a method that compares the second arm with the first."""
FAMILIES: Mapping[str, str] = {
    "symmetric": "symmetric about the median",
    "log": "symmetric about its logarithm",
}
"""Families of intervals of a median survival time."""


def method_label(name: str) -> str:
    """Name a method or a test with its article, to stand after "by".

    Raises
    ------
    KeyError
        If there is no such method.
    """
    if name.endswith(EXCHANGED):
        return f"{method_label(name.removesuffix(EXCHANGED))} with the arms exchanged"
    known = TESTS.get(name) or OTHERS.get(name)
    return known or f"the {INTERVALS[name]} method"


def choice_label(name: str, value: object) -> str:
    """Name the value that a scenario chooses for an assumption."""
    text = str(value)
    if name == "rounding":
        return ROUNDINGS[text].done
    labels = {"binomial_interval": INTERVALS, "median_interval": FAMILIES}.get(name, {})
    return labels.get(text, text.replace("_", " "))


def sentence_case(words: str) -> str:
    """Begin with a capital, and leave all other letters alone."""
    return words[:1].upper() + words[1:]
