"""What the scenario notebook shows: its assumptions, what they change, and the data sets drawn under them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from doesithold import labels, markup
from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import MARKS, VERDICTS
from doesithold.audit.whole import counts
from doesithold.markup import Markdown
from doesithold.paper.about import About
from doesithold.reconstruct.constraints import Reading
from doesithold.reconstruct.ensemble import Ensemble, spread
from doesithold.report.shown import told
from doesithold.scenarios.evidence import compare, verdicts_of
from doesithold.scenarios.results import current_stamp
from doesithold.scenarios.scenarios import Parameters, Scenario, allowed, named, parameters
from doesithold.statistics.survival import Floats, Times, kaplan_meier

CLAIM_WIDTHS = (3, 3, 3, 3, 9)
"""The verdict first, which is then on a phone's screen."""
PARAMETER_WIDTHS = (5, 3, 3, 9)


def heading(scenario: Scenario) -> Markdown:
    """Head the results with the scenario's title and the reason for it."""
    return Markdown(f"# {markup.markdown(scenario.title)}\n\n{markup.markdown(scenario.why)}")


def assumptions_table(chosen: Parameters, about: About) -> Markdown:
    """List every parameter with its value here, in the baseline, and what else it may be."""
    default = parameters({}, about).flat()
    rows = [
        [
            Markdown(f"`{name}`"),
            _bold_if(value != default[name], named(value)),
            named(default[name]),
            allowed(name, about),
        ]
        for name, value in chosen.flat().items()
    ]
    return table(["Parameter", "Here", "Baseline", "May be"], rows, PARAMETER_WIDTHS)


def verdict_counts(baseline: Iterable[Finding], findings: Iterable[Finding]) -> Markdown:
    """Count the verdicts on the paper's statements, here and in the baseline."""
    before, here = (
        counts(one for one in found if one.provenance == "reported") for found in (baseline, findings)
    )
    rows = [[f"{MARKS[verdict]} {verdict}", str(before[verdict]), str(here[verdict])] for verdict in VERDICTS]
    return table(["Verdict", "Baseline", "Here"], rows)


def changes(baseline: Sequence[Finding], findings: Sequence[Finding], kind: str) -> Markdown:
    """List the claims that a scenario changes in one way: an attribute of `Comparison`."""
    ids = getattr(compare(verdicts_of(baseline), verdicts_of(findings)), kind)
    before = {finding.id: finding for finding in baseline}
    rows = [
        [
            _given(finding),
            told(finding.reported),
            told(before[finding.id].recomputed),
            finding.section,
            finding.says,
        ]
        for finding in findings
        if finding.id in ids
    ]
    headings = ["Here", "Printed", "Baseline", "Section", "Statement"]
    return table(headings, rows, CLAIM_WIDTHS) if rows else Markdown("None.")


def all_findings(findings: Iterable[Finding]) -> Markdown:
    """List every claim that could be recomputed, with what became of it here."""
    rows = [
        [_verdict(finding), told(finding.reported), told(finding.recomputed), finding.section, finding.says]
        for finding in findings
        if finding.measure
    ]
    return table(["Verdict", "Printed", "Recomputed", "Section", "Statement"], rows, CLAIM_WIDTHS)


def reconstruction_table(summary: Mapping[str, Mapping[str, str]], reading: Reading) -> Markdown:
    """Show the summary of the reconstruction, a column an endpoint."""
    columns = list(summary.values())
    rows = [[label, *(column[label] for column in columns)] for label in columns[0]]
    names = [labels.sentence_case(reading.label(endpoint)) for endpoint in summary]
    return table(["Over all draws", *names], rows)


def stamp_table(scenario: Scenario) -> Markdown:
    """Show the digests that the findings are stamped with."""
    return table(
        ["Of", "Digest"],
        [[name, Markdown(f"`{digest}`")] for name, digest in current_stamp(scenario).items()],
    )


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] | None = None
) -> Markdown:
    """Write a Markdown table, its columns as wide in proportion as `widths` says; text stays text."""
    rule = [Markdown(":" + "-" * (3 * width)) for width in widths or [1] * len(headings)]
    lines = [headings, rule, *rows]
    return Markdown("\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines))


def _cell(text: str) -> str:
    return text if isinstance(text, Markdown) else markup.markdown(text)


def _bold_if(changed: bool, value: str) -> str:
    return Markdown(f"**{markup.markdown(value)}**") if changed else value


def _verdict(finding: Finding) -> str:
    return f"{MARKS[finding.verdict]}\N{NO-BREAK SPACE}{finding.verdict}"


def _given(finding: Finding) -> str:
    return f"{MARKS[finding.verdict]}\N{NO-BREAK SPACE}{told(finding.recomputed)}"


LANDMARKS = (6, 12)
"""Months."""


def reconstruction_summary(ensemble: Ensemble) -> dict[str, dict[str, str]]:
    """Summarise the drawn data sets, endpoint by endpoint.

    Returns
    -------
    dict
        Endpoint to label to value: times in months, survival in percent, distances as shares.
    """
    return {endpoint: _summary(drawn) for endpoint, drawn in ensemble.times.items()}


def _summary(drawn: Times) -> dict[str, str]:
    apart = spread(drawn)
    curves = kaplan_meier(drawn.times, drawn.events)
    heights = 100 * curves.at(LANDMARKS)
    return {
        "data sets": str(len(drawn.times)),
        "patients in each": _span(np.sum(~np.isnan(drawn.times), axis=1), 0),
        "events": _span(drawn.events.sum(axis=1), 0),
        "median, months": _span(curves.median(), 2),
        **{
            f"free of the event at {months} months, %": _span(heights[:, column], 0)
            for column, months in enumerate(LANDMARKS)
        },
        "longest time, months": _span(np.nanmax(drawn.times, axis=1), 1),
        "pairs of patients that two data sets order differently, share": f"{apart.order_distance:.2f}",
        "largest distance between the curves of two data sets": f"{apart.curve_distance:.2f}",
    }


def _span(values: Floats, places: int) -> str:
    low, high = (f"{value:.{places}f}" for value in (np.min(values), np.max(values)))
    return low if low == high else f"{low} to {high}"
