"""The ledger as the book shows it, on pages and on paper: at a glance, findings, discrepancies, downloads."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from doesithold.audit.discrepancies import Discrepancy
from doesithold.audit.finding import Finding, as_number
from doesithold.audit.vocabulary import MARKS, VERDICTS
from doesithold.audit.whole import Audit
from doesithold.paper.register import RegisterEntry
from doesithold.report.formats import as_percent, in_words, to_csv, to_json
from doesithold.report.shown import Shown, shown

Link = tuple[str, str]
"""Its text and where it leads; a text that leads nowhere has an empty second part."""
Ways = Callable[[Finding], Sequence[Link]]
"""Where a finding can be followed to: its sentence, the cells it rests on, its row."""

COLUMNS = {
    "Verdict": "auto",
    "Where": "1.8fr",
    "Statement": "3fr",
    "Printed": "1.6fr",
    "Recomputed": "1.5fr",
    "Why": "5fr",
}
CHECK_COLUMNS = {"Verdict": "auto", "What follows": "3fr", "Recomputed": "1.6fr", "Why": "5fr"}
"""Columns of the two tables with their widths on paper."""


def nowhere(finding: Finding) -> Sequence[Link]:
    """Lead nowhere."""
    return ()


def glance(numbers: Sequence[RegisterEntry], findings: Mapping[str, Finding], ways: Ways = nowhere) -> Shown:
    """Show the paper as one strip a section, a cell a number, marked by the gravest verdict on it.

    Parameters
    ----------
    numbers : sequence of RegisterEntry
        In reading order.
    findings : mapping of str to Finding
        By the id of the claim.
    ways : callable
        Where the reason in an opened cell leads.
    """
    strips: dict[str, list[tuple[RegisterEntry, Finding | None]]] = {}
    for section, members in groupby(numbers, key=lambda number: number.section):
        strips.setdefault(section, []).extend((number, gravest(number, findings)) for number in members)
    return shown("glance", strips=list(strips.items()), ways=ways)


def gravest(entry: RegisterEntry, findings: Mapping[str, Finding]) -> Finding | None:
    """Return the gravest finding on a number of the paper, or None where it needs no claim."""
    return min((findings[claim] for claim in entry.claims), key=_gravity, default=None)


def findings_table(
    findings: Sequence[Finding], ways: Ways = nowhere, discrepancies: Sequence[Discrepancy] = ()
) -> Shown:
    """List all findings, the gravest first: sortable and searchable on a page, complete on paper.

    Parameters
    ----------
    findings : sequence of Finding
        On the statements of the paper, in its order.
    ways : callable
        Where a row leads.
    discrepancies : sequence of Discrepancy
        Listed on the same page; a row leads to the one that it belongs to.
    """
    given = {finding.verdict for finding in findings}
    words = [
        ("all", "all"),
        *((verdict, f"{MARKS[verdict]} {verdict}") for verdict in VERDICTS if verdict in given),
    ]
    return _table(findings, COLUMNS, ways, discrepancies, verdicts=words, checks=False)


def checks_table(
    checks: Sequence[Finding], ways: Ways = nowhere, discrepancies: Sequence[Discrepancy] = ()
) -> Shown:
    """List what follows from the statements, what does not hold first."""
    return _table(checks, CHECK_COLUMNS, ways, discrepancies, verdicts=[], checks=True)


def _table(
    findings: Sequence[Finding],
    columns: Mapping[str, str],
    ways: Ways,
    discrepancies: Sequence[Discrepancy],
    **more: object,
) -> Shown:
    order = {finding.id: place for place, finding in enumerate(findings)}
    return shown(
        "findings",
        findings=sorted(findings, key=_gravity),
        columns=list(columns),
        widths=list(columns.values()),
        rank=_gravity,
        place=lambda finding: order[finding.id],
        number=_number,
        mark=MARKS,
        details=details,
        ways=ways,
        causes={name: one for one in discrepancies for name in one.findings},
        **more,
    )


def _gravity(finding: Finding) -> int:
    return VERDICTS.index(finding.verdict)


def _number(value: str | None) -> str:
    """Return what a value is sorted by: its number, or nothing."""
    number = None if value is None else as_number(value)
    return "" if number is None else f"{float(number):g}"


def discrepancies_table(
    audit: Audit,
    chosen: Sequence[Discrepancy] | None = None,
    *,
    told: Collection[str] | None = None,
    ledger: str = "",
    asking: bool = True,
) -> Shown:
    """List discrepancies, the weightiest first, each with its findings as links to their rows.

    Parameters
    ----------
    audit : Audit
    chosen : sequence of Discrepancy, optional
        Those to list; all by default.
    told : collection of str, optional
        Ids of the findings to tell in full; by default all, folded away.
    ledger : str
        The ledger's page, seen from the page of the list; empty on the ledger itself.
    asking : bool
        Whether the question to the authors is told.
    """

    def rows(one: Discrepancy) -> list[Finding]:
        return [audit.by_id[name] for name in one.findings if told is None or name in told]

    return shown(
        "discrepancies",
        discrepancies=audit.discrepancies if chosen is None else chosen,
        anchors=not ledger,
        folded=told is None,
        rows=rows,
        ledger=ledger,
        asking=asking,
    )


def downloads(audit: Audit) -> Shown:
    """Offer the ledger as CSV and JSON, the files carried inside the page."""
    files = {"ledger.csv": ("text/csv", to_csv(audit)), "ledger.json": ("application/json", to_json(audit))}
    return shown(
        "downloads",
        files=[
            (name, f"data:{kind};base64,{b64encode(text.encode()).decode()}")
            for name, (kind, text) in files.items()
        ],
    )


def details(finding: Finding) -> Iterator[tuple[str, list[Link]]]:
    """Yield what else is known of a finding, each under its term."""
    yield "Claim", _texts([finding.id, finding.place])
    if finding.by:
        yield "Explained by", _texts([finding.by])
    if finding.assumptions:
        yield "Assumptions", _texts([in_words(finding.assumptions)])
    if finding.alternatives:
        yield "Or", _texts([" | ".join(map(in_words, finding.alternatives))])
    if finding.chance is not None:
        yield (
            "Lucky fits",
            _texts([f"{as_percent(finding.chance)} of the other values within reach of the data"]),
        )
    if finding.tried and not finding.assumptions:
        yield "Tried", _texts(["; ".join(finding.tried)])
    for term, ids in (
        ("Agrees with", finding.agrees_with),
        ("Conflicts with", finding.conflicts_with),
        ("In tension with", finding.tension_with),
    ):
        if ids:
            yield term, [(name, f"#claim-{name}") for name in ids]
    if finding.measure:
        yield "Measure", _texts([finding.measure])
    if finding.rests_on:
        yield "Rests on", _texts(finding.rests_on)
    if finding.note:
        yield "Note", _texts([finding.note])


def _texts(texts: Iterable[str]) -> list[Link]:
    return [(text, "") for text in texts]
