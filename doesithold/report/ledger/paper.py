"""The ledger as Typst, for paper."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from doesithold.audit.finding import Finding
from doesithold.paper.register import PrintedNumber

COLOURS = {
    "contradicted": "#b3261e",
    "explained": "#8f5600",
    "unverifiable": "#4a5a9c",
    "reproduced": "#1c7c54",
    "external": "#6b6b6b",
}
COLUMNS = {
    "Verdict": "auto",
    "Where": "auto",
    "Statement": "2.8fr",
    "Reported": "1.5fr",
    "Recomputed": "1.6fr",
    "Explanation": "4.2fr",
}


def strip(section: str, cells: Iterable[tuple[PrintedNumber, Finding | None]]) -> str:
    """Draw one section's numbers in reading order."""
    return f"#block[#strong[{section}] \\ {' '.join(_cell(number, finding) for number, finding in cells)}]"


def _cell(number: PrintedNumber, finding: Finding | None) -> str:
    colour = COLOURS[finding.verdict if finding else "external"]
    text = _literal(number.number + (finding.marks if finding else ""))
    box = f'#box(stroke: 0.5pt + rgb("{colour}"), inset: 2pt, text(size: 8pt, fill: rgb("{colour}"), {text}))'
    return f"#link(<claim-{finding.id}>)[{box}]" if finding else box


def findings_table(findings: Sequence[Finding]) -> str:
    """Write the findings as one table whose head repeats on every page."""
    heads = ", ".join(f"[*{column}*]" for column in COLUMNS)
    rows = "\n".join(map(_row, findings))
    return (
        "#[#set text(size: 7pt)\n#set par(justify: false)\n#set table.cell(breakable: false)\n"
        f"#table(columns: ({', '.join(COLUMNS.values())}), align: left, inset: 3pt,\n"
        f'stroke: (x: none, y: 0.3pt + rgb("#cccccc")), table.header({heads}),\n{rows})]'
    )


def _row(finding: Finding) -> str:
    verdict = _literal(f"{finding.marks} {finding.verdict}")
    first = f'#text(fill: rgb("{COLOURS[finding.verdict]}"), {verdict})#metadata(none)<claim-{finding.id}>'
    others = (
        finding.section,
        finding.says,
        finding.reported,
        finding.recomputed or "–",
        finding.explanation,
    )
    return ", ".join([f"[{first}]", *(f"[#{_literal(cell)}]" for cell in others)]) + ","


def _literal(text: str) -> str:
    """Write a Typst string, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
