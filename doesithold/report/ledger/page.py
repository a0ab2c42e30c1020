"""The ledger as HTML that needs nothing from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence

from doesithold.audit.discrepancies import Discrepancy
from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import MARKS
from doesithold.audit.whole import Audit
from doesithold.markup import html as escape
from doesithold.paper.register import RegisterEntry
from doesithold.report.formats import as_percent, in_words, to_csv, to_json

CHECK_COLUMNS = ("Verdict", "What follows", "Recomputed", "Why")
COLUMNS = ("Verdict", "Where", "Statement", "Reported", "Recomputed", "Explanation")
ENHANCE = """
<script type="module">
const loading = Object.entries(window).find(([name]) => name.startsWith("_itables_"))[1];
const { ITable } = await loading;
new ITable(document.getElementById("findings"), {
  paging: false, order: [], autoWidth: false,
  layout: { topStart: "info", topEnd: "search", bottomStart: null, bottomEnd: null },
  language: { search: "Search the findings", info: "_TOTAL_ findings", infoFiltered: "of _MAX_" },
});
const rows = document.querySelectorAll("#findings tbody tr");
for (const choice of document.querySelectorAll("input[name=verdict]")) {
  choice.addEventListener("change", () => {
    const shown = (row) => choice.value === "all" || row.classList.contains("verdict-" + choice.value);
    for (const row of rows) row.hidden = !shown(row);
  });
}
</script>
"""


def strip(section: str, cells: Iterable[tuple[RegisterEntry, Finding | None]]) -> str:
    """Draw one section's numbers in reading order."""
    items = "".join(f"<li>{_cell(number, finding)}</li>" for number, finding in cells)
    return f'<section class="strip"><h4>{escape(section)}</h4><ol>{items}</ol></section>'


def _cell(number: RegisterEntry, finding: Finding | None) -> str:
    shown = escape(number.number)
    if finding is None:
        return f'<span class="number" title="{escape(number.reason)}">{shown}</span>'
    told = escape(f"{finding.verdict}: {finding.says}")
    return (
        f'<a class="number verdict-{finding.verdict}" href="#claim-{finding.id}" title="{told}">'
        f"{shown}<sup>{finding.marks}</sup></a>"
    )


def findings_table(findings: Sequence[Finding]) -> str:
    """Write the findings as a table that a script makes sortable and searchable, whole without it."""
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    body = "\n".join(map(_row, findings))
    return (
        f"{_filter(findings)}\n"
        '<div class="findings"><table id="findings">'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>\n"
        f"{_library()}{ENHANCE}"
    )


def _filter(findings: Sequence[Finding]) -> str:
    verdicts = ["all", *dict.fromkeys(finding.verdict for finding in findings)]
    choices = "".join(
        f'<label><input type="radio" name="verdict" value="{verdict}"{" checked" * (verdict == "all")}> '
        f"{MARKS.get(verdict, '')} {verdict}</label>"
        for verdict in verdicts
    )
    return f'<fieldset class="verdicts"><legend>Show</legend>{choices}</fieldset>'


def checks_table(checks: Sequence[Finding]) -> str:
    """Write what follows from the statements as a table."""
    head = "".join(f'<th scope="col">{column}</th>' for column in CHECK_COLUMNS)
    body = "\n".join(_cells(check, CHECK_COLUMNS, (check.says, check.recomputed or "–")) for check in checks)
    return (
        '<div class="findings"><table class="checks">'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(finding: Finding) -> str:
    told = (finding.section, finding.says, finding.reported, finding.recomputed or "–")
    return _cells(finding, COLUMNS, told)


def _cells(finding: Finding, columns: Sequence[str], told: Sequence[str]) -> str:
    verdict = (
        f'<span class="verdict verdict-{finding.verdict}">{MARKS[finding.verdict]} {finding.verdict}</span>'
        f"{_signs(finding)}"
    )
    details = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in _details(finding))
    explanation = (
        f"{escape(finding.explanation)}<details><summary>Details</summary><dl>{details}</dl></details>"
    )
    inner = "".join(
        f'<td data-label="{column}">{cell}</td>'
        for column, cell in zip(columns, (verdict, *map(escape, told), explanation), strict=True)
    )
    return f'<tr id="claim-{finding.id}" class="verdict-{finding.verdict}">{inner}</tr>'


def discrepancies(audit: Audit) -> str:
    """Write the discrepancies as a list, every finding a link to its row."""
    return (
        f'<ol class="discrepancies">{"".join(_discrepancy(one, audit) for one in audit.discrepancies)}</ol>'
    )


def _number_of(findings: Sequence[str]) -> str:
    return f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'}"


def _discrepancy(one: Discrepancy, audit: Audit) -> str:
    touched = ", ".join(
        f'<a href="#claim-{name}">{audit.by_id[name].marks} {name}</a>' for name in one.findings
    )
    return (
        f'<li id="discrepancy-{one.id}" class="weight-{one.weight}"><p><strong>{escape(one.title)}</strong> '
        f'<span class="weight" title="{escape(one.why)}">{one.weight}, {one.kind}</span></p>'
        f"<p>{escape(one.cause)} <em>{escape(one.question)}</em></p>"
        f"<details><summary>{_number_of(one.findings)}</summary><p>{escape(one.why)}</p>"
        f"<p>{touched}</p></details></li>"
    )


def _signs(finding: Finding) -> str:
    """Return the signs of conflict and tension, each with its meaning."""
    return "".join(
        f' <span class="agreement" title="{escape(word.meaning)}">{word.mark}</span>'
        for word in finding.signs
    )


def _details(finding: Finding) -> Iterator[tuple[str, str]]:
    yield "Claim", f"<code>{finding.id}</code>, {escape(finding.place)}"
    if finding.by:
        yield "Explained by", finding.by
    if finding.assumptions:
        yield "Assumptions", escape(in_words(finding.assumptions))
    if finding.alternatives:
        yield "Or", escape(" | ".join(map(in_words, finding.alternatives)))
    if finding.chance is not None:
        yield "Lucky fits", f"{as_percent(finding.chance)} of the other values within reach of the data"
    if finding.tried and not finding.assumptions:
        yield "Tried", escape("; ".join(finding.tried))
    for term, ids in (
        ("Agrees with", finding.agrees_with),
        ("Conflicts with", finding.conflicts_with),
        ("In tension with", finding.tension_with),
    ):
        if ids:
            yield term, ", ".join(f'<a href="#claim-{id}">{id}</a>' for id in ids)
    if finding.measure:
        yield "Measure", f"<code>{escape(finding.measure)}</code>"
    if finding.rests_on:
        yield "Rests on", escape(", ".join(finding.rests_on))
    if finding.note:
        yield "Note", escape(finding.note)


def _library() -> str:
    """Return the table library with its styles, as part of the page."""
    from itables.javascript import generate_init_offline_itables_html
    from itables.utils import find_package_file

    return generate_init_offline_itables_html(find_package_file("html/dt_bundle.js")).partition("<div")[0]


def downloads(audit: Audit) -> str:
    """Write links whose targets are the files themselves."""
    files = {
        "ledger.csv": ("text/csv", to_csv(audit)),
        "ledger.json": ("application/json", to_json(audit)),
    }
    links = ", ".join(
        f'<a download="{name}" href="data:{kind};base64,{b64encode(text.encode()).decode()}">{name}</a>'
        for name, (kind, text) in files.items()
    )
    return f'<p class="downloads">Download the ledger: {links}</p>'
