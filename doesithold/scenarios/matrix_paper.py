"""Scenarios and matrix as Typst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import MARKS
from doesithold.markup import typst
from doesithold.report.shown import COLOURS
from doesithold.scenarios.evidence import Evidence
from doesithold.scenarios.matrix import Pattern, statements

STROKE = 'stroke: (x: none, y: 0.3pt + rgb("#cccccc"))'


def scenarios(evidence: Evidence) -> str:
    """List the scenarios."""
    cells = [
        f"[*{evidence.codes[run.scenario.name]}*], {typst(run.scenario.title)}, {typst(run.scenario.why)}"
        for run in evidence.runs
    ]
    return _table("(auto, 2fr, 5fr)", ["Letter", "Scenario", "Why"], cells)


def matrix(evidence: Evidence, rows: Sequence[Pattern], findings: Mapping[str, Finding]) -> str:
    """Write the matrix with a narrow column a scenario."""
    parts = []
    for holds, members in groupby(rows, key=lambda pattern: pattern.verdicts[0] == "reproduced"):
        title = f"{'As' if holds else 'Not as'} printed in the baseline"
        parts.append(f"table.cell(colspan: {len(evidence.runs) + 1})[_{title}_]")
        parts += [_row(pattern, findings) for pattern in members]
    return _table(
        f"(1fr, {', '.join(['1.35em'] * len(evidence.runs))})", ["Printed", *evidence.codes.values()], parts
    )


def _row(pattern: Pattern, findings: Mapping[str, Finding]) -> str:
    members = [findings[claim] for claim in pattern.claims]
    printed = "; ".join(
        f"{section}: {', '.join(_counted(finding.reported for finding in group))}"
        for section, group in groupby(members, key=lambda finding: finding.section)
    )
    marks = [
        f'text(fill: rgb("{COLOURS[verdict]}"), {typst(MARKS[verdict])})' for verdict in pattern.verdicts
    ]
    return ", ".join(
        [f"[#{typst(statements(pattern, findings))} \\ #text(fill: luma(35%), {typst(printed)})]", *marks]
    )


def _counted(values: Iterable[str]) -> list[str]:
    """Write repeated values once, with how often they stand there."""
    return [value if times == 1 else f"{value} ({times} times)" for value, times in Counter(values).items()]


def _table(columns: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    head = ", ".join(f"[*{name}*]" for name in heads)
    body = ",\n".join(rows)
    return (
        "#[#set text(size: 8pt)\n#set par(justify: false)\n"
        f"#table(columns: {columns}, align: left, inset: 3pt, {STROKE},\ntable.header({head}),\n{body})]"
    )
