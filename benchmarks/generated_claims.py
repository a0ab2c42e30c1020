"""Statements made up at random, printed in one convention: shares, ratios, differences, hazards, tests.

Every number comes from scipy, statsmodels and lifelines, and is printed by `decimal`, not by the engine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd
from lifelines import CoxPHFitter
from lifelines.statistics import logrank_test
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from benchmarks.generated_papers import Convention

INTERVALS = {
    "wald": "normal",
    "wilson": "wilson",
    "agresti_coull": "agresti_coull",
    "clopper_pearson": "beta",
    "jeffreys": "jeffreys",
}
"""Our names of methods, and those of statsmodels."""
DIFFERENCES = {"wald": "wald", "newcombe": "newcomb"}
Claim = dict[str, Any]


@dataclass(frozen=True)
class ClaimConvention:
    """How statements are printed, the same throughout."""

    shown: Convention
    interval: str = "clopper_pearson"
    difference: str = "wald"
    places: int = 2
    states_methods: bool = True

    @property
    def methods(self) -> dict[str, str]:
        """What the paper states in ``study.yaml``."""
        stated = {
            "rounding": self.shown.rounding,
            "proportion_interval": self.interval,
            "risk_difference": self.difference,
            "count_test": self.shown.count_test,
            "mean_test": self.shown.mean_test,
            "mean_difference": self.shown.mean_test,
        }
        return stated if self.states_methods else {}


class _Writer:
    def __init__(self, convention: ClaimConvention) -> None:
        self.convention = convention
        self.claims: list[Claim] = []

    def show(self, value: float, places: int) -> str:
        return self.convention.shown.show(Decimal(repr(float(value))), places)

    def add(self, name: str, value: str, unit: str, measure: str, **call: Any) -> None:
        given = {key: value for key, value in call.items() if value is not None}
        self.claims.append(
            {
                "id": name,
                "section": "Results",
                "place": "text",
                "says": f"{name}.",
                "reported": value,
                "unit": unit,
                "measure": {measure: given},
            }
        )

    def interval(
        self, name: str, bounds: tuple[float, float], places: int, measure: str, **call: Any
    ) -> None:
        for bound, other, value in zip(("lower", "upper"), ("upper", "lower"), bounds, strict=True):
            text = self.show(value, places)
            self.add(f"{name}-{bound}", text, "value", measure, **call, bound=bound, other=f"{name}-{other}")


def random_claims(rng: random.Random, convention: ClaimConvention) -> list[Claim]:
    """Make up two arms and what is said of them."""
    writer = _Writer(convention)
    n, m = rng.randint(12, 200), rng.randint(12, 200)
    a, c = rng.randint(2, n - 2), rng.randint(2, m - 2)
    _shares(writer, a, n)
    _counts(writer, a, n, c, m)
    _means(writer, rng, n, m)
    return writer.claims


def _shares(writer: _Writer, a: int, n: int) -> None:
    places = writer.convention.shown.percent_places
    text = writer.convention.shown.show(Decimal(100 * a) / n, places)
    writer.add("share", text, "percent", "given_percent", count=a, of=n)
    bounds = proportion_confint(a, n, method=INTERVALS[writer.convention.interval])
    low, high = (100 * float(bound) for bound in bounds)
    writer.interval("share", (low, high), places, "given_interval", count=a, of=n)


def _counts(writer: _Writer, a: int, n: int, c: int, m: int) -> None:
    convention, counts = writer.convention, [a, n, c, m]
    table = Table2x2([[a, n - a], [c, m - c]])
    places = convention.places
    writer.add("odds-ratio", writer.show(table.oddsratio, places), "ratio", "odds_ratio", counts=counts)
    writer.interval("odds-ratio", table.oddsratio_confint(), places, "odds_ratio", counts=counts)
    writer.add("risk-ratio", writer.show(table.riskratio, places), "ratio", "risk_ratio", counts=counts)
    writer.interval("risk-ratio", table.riskratio_confint(), places, "risk_ratio", counts=counts)
    difference = 100 * (a / n - c / m)
    writer.add("difference", writer.show(difference, 1), "percent", "risk_difference", counts=counts)
    method = DIFFERENCES[convention.difference]
    low, high = confint_proportions_2indep(a, n, c, m, method=method, compare="diff")
    writer.interval("difference", (100 * low, 100 * high), 1, "risk_difference", counts=counts)
    if convention.shown.count_test == "fisher":
        p = stats.fisher_exact([[a, n - a], [c, m - c]]).pvalue
    else:
        corrected = convention.shown.count_test.endswith("corrected")
        p = stats.chi2_contingency([[a, n - a], [c, m - c]], correction=corrected).pvalue
    writer.add("p-counts", convention.shown.show_p(p), "p value", "p_of_counts", counts=counts)


def _means(writer: _Writer, rng: random.Random, n: int, m: int) -> None:
    convention = writer.convention
    one = [round(rng.gauss(50, 9), 1) for _ in range(n)]
    two = [round(rng.gauss(rng.choice([50, 53]), 11), 1) for _ in range(m)]
    first, second = DescrStatsW(one), DescrStatsW(two)
    equal = convention.shown.mean_test == "student"
    means, sds = ([float(getattr(arm, name)) for arm in (first, second)] for name in ("mean", "std"))
    sds = [sd * (len(arm) / (len(arm) - 1)) ** 0.5 for sd, arm in zip(sds, (one, two), strict=True)]
    given = {"means": means, "sds": sds, "ns": [n, m]}
    compared = CompareMeans(first, second)
    writer.add("mean-difference", writer.show(means[0] - means[1], 1), "value", "mean_difference", **given)
    bounds = compared.tconfint_diff(usevar="pooled" if equal else "unequal")
    writer.interval("mean-difference", bounds, 1, "mean_difference", **given)
    p = stats.ttest_ind(one, two, equal_var=equal).pvalue
    writer.add("p-means", convention.shown.show_p(p), "p value", "p_of_means", **given)


def random_survival(
    rng: random.Random, convention: ClaimConvention
) -> tuple[list[Claim], list[tuple[str, float, bool]]]:
    """Make up two arms followed in time: what is said of them, and arm, weeks and event of each person."""
    people = []
    for arm, hazard in (("one", 0.05), ("two", rng.choice([0.05, 0.1]))):
        for _ in range(rng.randint(15, 60)):
            weeks, until = round(rng.expovariate(hazard), 1) + 0.1, 40.0
            people.append((arm, round(min(weeks, until), 1), weeks <= until))
    frame = pd.DataFrame(people, columns=["arm", "weeks", "event"])
    first = frame.arm == "one"
    fitted = CoxPHFitter().fit(frame.assign(arm=first), "weeks", "event", fit_options={"precision": 1e-10})
    ratio = float(fitted.hazard_ratios_["arm"])
    bounds = [math.exp(bound) for bound in fitted.confidence_intervals_.loc["arm"]]
    p = logrank_test(
        *(frame.weeks[at] for at in (first, ~first)), *(frame.event[at] for at in (first, ~first))
    )
    writer, call = _Writer(convention), {"time": "weeks", "event": "event", "arms": ["one", "two"]}
    writer.add("hazard-ratio", writer.show(ratio, convention.places), "ratio", "hazard_ratio", **call)
    writer.interval("hazard-ratio", (bounds[0], bounds[1]), convention.places, "hazard_ratio", **call)
    writer.add("p-times", convention.shown.show_p(float(p.p_value)), "p value", "log_rank", **call)
    return writer.claims, people


def random_convention(rng: random.Random) -> ClaimConvention:
    """Draw a convention."""
    shown = Convention(
        rounding=rng.choice(["half_up", "half_up", "truncate"]),
        percent_places=rng.choice([0, 1, 2]),
        p_places=rng.choice([2, 3, 4]),
        count_test=rng.choice(["chi_squared", "chi_squared_corrected", "fisher"]),
        mean_test=rng.choice(["student", "welch"]),
    )
    return ClaimConvention(
        shown, rng.choice(list(INTERVALS)), rng.choice(list(DIFFERENCES)), rng.choice([1, 2, 3])
    )


def conventions(rng: random.Random, papers: int) -> Iterator[ClaimConvention]:
    """Draw conventions, each once with its methods stated and once without."""
    for _ in range(papers):
        drawn = random_convention(rng)
        yield drawn
        yield replace(drawn, states_methods=False)
