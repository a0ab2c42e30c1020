"""Findings as a table for the terminal, as JSON, CSV, or Markdown to paste into a review."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import VERDICTS
from doesithold.numbers import to_decimal
from doesithold.paper.assumptions import Assumption

PIPED_WIDTH = 120
COLOURS = {
    "reproduced": "green",
    "explained": "yellow",
    "contradicted": "bold red",
    "unverifiable": "blue",
    "external": "bright_black",
}


def as_record(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON values; shares become decimals of two significant digits."""
    chance = None if finding.chance is None else float(f"{float(finding.chance):.2g}")
    return asdict(finding) | {"chance": chance}


def counts(findings: Iterable[Finding]) -> Mapping[str, int]:
    """Count the findings of each verdict, worst first."""
    number = Counter(finding.verdict for finding in findings)
    return {verdict: number[verdict] for verdict in VERDICTS}


def summary(findings: Sequence[Finding]) -> str:
    """Say in one line how many claims were checked and with what result."""
    parts = ", ".join(f"{number} {verdict}" for verdict, number in counts(findings).items())
    return f"{len(findings)} claims: {parts}"


def in_words(assumptions: Iterable[Assumption]) -> str:
    """Write a set of assumptions on one line, such as ``denominator: 16``."""
    return "; ".join(f"{assumption.kind}: {assumption.value}" for assumption in assumptions)


def as_percent(share: Fraction) -> str:
    """Write a share as a percentage, or as one in so many where it is small."""
    if share > Fraction(1, 200):
        return f"{to_decimal(100 * share, 1)} %"
    return f"1 in {round(1 / share):,}" if share > Fraction(1, 10**6) else "below 1 in a million"


def to_json(findings: Sequence[Finding]) -> str:
    """Write the findings as one JSON list."""
    return json.dumps([as_record(finding) for finding in findings], indent=2, ensure_ascii=False) + "\n"


def to_csv(findings: Sequence[Finding]) -> str:
    """Write the findings as CSV, lists joined by semicolons."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(Finding.__dataclass_fields__), lineterminator="\n")
    writer.writeheader()
    for finding in findings:
        writer.writerow(
            as_record(finding)
            | {
                "assumptions": in_words(finding.assumptions),
                "alternatives": " | ".join(map(in_words, finding.alternatives)),
                "rests_on": "; ".join(finding.rests_on),
                "agrees_with": "; ".join(finding.agrees_with),
                "conflicts_with": "; ".join(finding.conflicts_with),
                "tension_with": "; ".join(finding.tension_with),
                "tried": "; ".join(finding.tried),
            }
        )
    return out.getvalue()


def to_markdown(findings: Sequence[Finding]) -> str:
    """Write the findings as a Markdown table with a summary above it."""
    rows = [
        f"| {finding.marks} {finding.verdict} | {finding.section}: {finding.place} | {finding.says} "
        f"| {finding.reported} | {finding.recomputed or '–'} | {finding.explanation} |".replace("\n", " ")
        for finding in findings
    ]
    header = [
        "| Verdict | Where | Statement | Reported | Recomputed | Explanation |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([summary(findings) + ".", "", *header, *rows, ""])


def to_table(findings: Sequence[Finding], width: int | None = None) -> str:
    """Draw the findings as a table for the terminal, coloured where it shows colours."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=summary(findings), title_justify="left", expand=True)
    table.add_column("verdict", no_wrap=True)
    for heading, ratio in (("claim", 4), ("reported", 2), ("recomputed", 2), ("explanation", 6)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for finding in findings:
        verdict = Text(f"{finding.marks} {finding.verdict}", style=COLOURS[finding.verdict])
        cells = (finding.id, finding.reported, finding.recomputed or "–", finding.explanation)
        table.add_row(verdict, *map(Text, cells))
    console = Console(width=width or (None if sys.stdout.isatty() else PIPED_WIDTH))
    with console.capture() as capture:
        console.print(table)
    return capture.get()


FORMATS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "table": to_table,
    "json": to_json,
    "csv": to_csv,
    "md": to_markdown,
    "summary": lambda findings: summary(findings) + "\n",
}
