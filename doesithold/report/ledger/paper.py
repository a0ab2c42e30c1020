"""The ledger as Typst, for paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from doesithold.audit.finding import Finding
from doesithold.audit.whole import Audit
from doesithold.markup import typst as _literal
from doesithold.paper.register import RegisterEntry

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
CHECK_COLUMNS = {"Verdict": "auto", "What follows": "3fr", "Recomputed": "1.6fr", "Why": "5fr"}


def strip(section: str, cells: Iterable[tuple[RegisterEntry, Finding | None]]) -> str:
    """Draw one section's numbers in reading order."""
    shown = " ".join(_cell(number, finding) for number, finding in cells)
    return f"#block[#strong({_literal(section)}) \\ {shown}]"


def _cell(number: RegisterEntry, finding: Finding | None) -> str:
    colour = COLOURS[finding.verdict if finding else "external"]
    text = _literal(number.number + (finding.marks if finding else ""))
    box = f'#box(stroke: 0.5pt + rgb("{colour}"), inset: 2pt, text(size: 8pt, fill: rgb("{colour}"), {text}))'
    return f"#link(<claim-{finding.id}>)[{box}]" if finding else box


def findings_table(findings: Sequence[Finding]) -> str:
    """Write the findings as one table whose head repeats on every page."""
    return _table(COLUMNS, (_row(finding, *_told(finding)) for finding in findings))


def checks_table(checks: Sequence[Finding]) -> str:
    """Write what follows from the statements as one table whose head repeats on every page."""
    return _table(CHECK_COLUMNS, (_row(check, check.says, check.recomputed or "–") for check in checks))


def discrepancies(audit: Audit) -> str:
    """Write the discrepancies as a numbered list."""
    return "\n".join(
        f"+ #strong({_literal(one.title)}) #text(size: 0.85em, {_literal(f'{one.weight}, {one.kind}')}) \\ "
        f"#{_literal(one.cause)} #emph({_literal(one.question)})"
        for one in audit.discrepancies
    )


def _told(finding: Finding) -> tuple[str, str, str, str]:
    return finding.section, finding.says, finding.reported, finding.recomputed or "–"


def _table(columns: Mapping[str, str], rows: Iterable[str]) -> str:
    heads = ", ".join(f"[*{column}*]" for column in columns)
    body = "\n".join(rows)
    return (
        "#[#set text(size: 7pt)\n#set par(justify: false)\n#set table.cell(breakable: false)\n"
        f"#table(columns: ({', '.join(columns.values())}), align: left, inset: 3pt,\n"
        f'stroke: (x: none, y: 0.3pt + rgb("#cccccc")), table.header({heads}),\n{body})]'
    )


def _row(finding: Finding, *told: str) -> str:
    verdict = _literal(f"{finding.marks} {finding.verdict}")
    first = f'#text(fill: rgb("{COLOURS[finding.verdict]}"), {verdict})#metadata(none)<claim-{finding.id}>'
    return ", ".join([f"[{first}]", *(f"[#{_literal(cell)}]" for cell in (*told, finding.explanation))]) + ","
