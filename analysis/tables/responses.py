"""Tables of the response to treatment: counts, rates with every interval, groups by KIT alteration."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from doesithold.labels import INTERVALS, sentence_case
from doesithold.measures.selection import Selection, count, share
from doesithold.numbers import Share, to_decimal
from doesithold.paper.paper import Paper
from doesithold.report.booktable import BookTable
from doesithold.statistics.contingency import fisher_exact
from doesithold.statistics.proportions import METHODS, binomial_interval

KIT_GROUPS = {
    "mutation": "Mutation only",
    "both": "Mutation and amplification",
    "amplification": "Amplification only",
}


def objective_response_rate(paper: Paper, of: Selection | None = None) -> Share:
    """Share of the evaluable patients (or of `of`) with a complete or partial response."""
    return share(paper, {"objective_response": True}, {"evaluable": True} if of is None else of)


def disease_control_rate(paper: Paper, of: Selection | None = None) -> Share:
    """Share of the evaluable patients (or of `of`) without progression as best response."""
    return share(paper, {"disease_control": True}, {"evaluable": True} if of is None else of)


def percent(part: Share, places: int = 1) -> str:
    """Print a share as a percentage, rounded half up."""
    return to_decimal(part.percent, places)


def response_counts(paper: Paper) -> BookTable:
    """Count the enrolled patients by best response, with the share of the evaluable ones."""
    rows = []
    for code in paper.rows("responses"):
        of_evaluable = share(paper, {"best_response": code.code}, {"evaluable": True})
        rows.append(
            {
                "response": code.label.capitalize(),
                "patients": str(count(paper, {"best_response": code.code})),
                "percent": percent(of_evaluable) if code.evaluable else "",
            }
        )
    return BookTable(
        name="response-counts",
        module=__name__,
        headings={"response": "Best response", "patients": "Patients", "percent": "% of the evaluable"},
        rows=rows,
        source_note=f"Evaluable: {len(paper.analysed)} of {len(paper.rows())} enrolled patients.",
        right=("patients", "percent"),
    )


def response_rates(paper: Paper, reported: Mapping[str, tuple[str, str]]) -> BookTable:
    """Show objective response and disease control with intervals by every method.

    Parameters
    ----------
    paper : Paper
    reported : mapping
        ``"orr"`` and ``"dcr"`` to the printed lower and upper bound in percent, such as
        ``("17.80", "64.60")``; a method that gives exactly these digits is marked.
    """
    rates = {"orr": objective_response_rate(paper), "dcr": disease_control_rate(paper)}
    rows = []
    for method in METHODS:
        row = {"method": sentence_case(INTERVALS[method])}
        for name, rate in rates.items():
            bounds = interval_percent(rate, method)
            row[name] = " to ".join(bounds) + (" ✓" if bounds == reported[name] else "")
        rows.append(row)
    return BookTable(
        name="response-rates",
        module=__name__,
        headings={"method": "95 % interval"}
        | {name: f"{name.upper()} {rate} = {percent(rate)} %" for name, rate in rates.items()},
        rows=rows,
        source_note="Bounds in percent, rounded half up. ORR, DCR: objective response, disease control rate "
        "among evaluable patients. ✓: exactly the digits the paper prints.",
    )


def interval_percent(rate: Share, method: str, places: int = 2) -> tuple[str, str]:
    """Print both bounds of a 95 % interval in percent, rounded half up."""
    lower, upper = binomial_interval(rate.numerator, rate.denominator, method)
    return to_decimal(100 * Fraction(lower), places), to_decimal(100 * Fraction(upper), places)


def responses_by_kit_group(paper: Paper) -> BookTable:
    """Cross objective response with the KIT alteration, with Fisher's exact test over the three groups."""
    rates = {group: _rate(paper, group) for group in KIT_GROUPS}
    return BookTable(
        name="responses-by-kit-group",
        module=__name__,
        headings={
            "group": "KIT alteration",
            "evaluable": "Evaluable",
            "responders": "Responders",
            "percent": "%",
        },
        rows=[
            {
                "group": KIT_GROUPS[group],
                "evaluable": str(rate.denominator),
                "responders": str(rate.numerator),
                "percent": percent(rate),
            }
            for group, rate in rates.items()
        ],
        source_note=f"Fisher’s exact test over the groups, two-sided: P = {p_between(paper, KIT_GROUPS)}.",
        right=("evaluable", "responders", "percent"),
    )


def p_between(paper: Paper, groups: Collection[str]) -> str:
    """Print Fisher's two-sided P for objective response between KIT groups, to two decimals."""
    rates = [_rate(paper, group) for group in groups]
    responders = [rate.numerator for rate in rates]
    others = [rate.denominator - rate.numerator for rate in rates]
    return to_decimal(fisher_exact([responders, others]), 2)


def _rate(paper: Paper, group: str) -> Share:
    return objective_response_rate(paper, {"evaluable": True, "kit_group": group})
