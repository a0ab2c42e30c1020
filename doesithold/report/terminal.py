"""The audit on a terminal: the discrepancies first, then the findings that are not clean."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from doesithold.audit.discrepancies import Discrepancy
from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import AGREEMENT_WORDS, VERDICT_WORDS, WEIGHT_WORDS
from doesithold.audit.whole import Audit
from doesithold.markup import terminal
from doesithold.report.formats import headline

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

PIPED_WIDTH = 120
LONGEST_VALUES = 40
COLOURS = {
    "reproduced": "green",
    "explained": "yellow",
    "contradicted": "bold red",
    "unverifiable": "blue",
    "external": "bright_black",
}


def to_overview(audit: Audit, width: int | None = None) -> str:
    """Draw the discrepancies by weight, then what is not clean, a short line for each cause."""
    return _drawn([_heading(audit), "", *_discrepancies(audit), "", *_unclean(audit)], width)


def to_table(audit: Audit, findings: Sequence[Finding], width: int | None = None) -> str:
    """Draw findings as a table, coloured where the terminal shows colours."""
    from rich.text import Text

    table = _table(("verdict", 0), ("claim", 4), ("reported", 2), ("recomputed", 2), ("explanation", 6))
    for finding in findings:
        verdict = Text(f"{finding.marks} {finding.verdict}", style=COLOURS[finding.verdict])
        cells = (finding.id, finding.reported, finding.recomputed or "–", finding.explanation)
        table.add_row(verdict, *(Text(terminal(cell)) for cell in cells))
    return _drawn([_heading(audit), table], width)


def _drawn(parts: Iterable[RenderableType], width: int | None) -> str:
    from rich.console import Console

    console = Console(width=width or (None if sys.stdout.isatty() else PIPED_WIDTH), highlight=False)
    with console.capture() as capture:
        for part in parts:
            console.print(part, soft_wrap=False)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _heading(audit: Audit) -> RenderableType:
    from rich.text import Text

    return Text(headline(audit))


def _table(*columns: tuple[str, int]) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, expand=True, padding=(0, 1), pad_edge=False)
    for heading, ratio in columns:
        table.add_column(heading, ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    return table


def _discrepancies(audit: Audit) -> Iterator[RenderableType]:
    """Yield the discrepancies under their weights, the text of each beside its number."""
    from rich.text import Text

    numbered = enumerate(audit.discrepancies, start=1)
    for weight, members in groupby(numbered, key=lambda pair: pair[1].weight):
        yield Text(f"{weight}: {WEIGHT_WORDS[weight]}", style="bold underline")
        for number, one in members:
            told = Text.assemble(
                (f"{terminal(one.title)}.", "bold"),
                f" [{one.kind}]",
                f" {terminal(one.cause)}" if _adds(one) else "",
            )
            yield _beside(number, told)


def _adds(one: Discrepancy) -> bool:
    """Tell whether the cause says more than the title."""
    return one.cause.rstrip(".") != one.title.rstrip(".")


def _unclean(audit: Audit) -> Iterator[RenderableType]:
    from rich.text import Text

    legend = ", ".join(
        f"{word.mark} {name}" for name, word in (*VERDICT_WORDS.items(), *AGREEMENT_WORDS.items())
    )
    yield Text(f"Findings that are not clean, by discrepancy ({legend})", style="bold underline")
    for number, one in enumerate(audit.discrepancies, start=1):
        marked = groupby((audit.by_id[name] for name in one.findings), key=lambda finding: finding.marks)
        told = "; ".join(f"{marks} {', '.join(map(_short, members))}" for marks, members in marked)
        yield _beside(number, Text(terminal(told)))


def _beside(number: int, told: Text) -> RenderableType:
    """Set a text beside its number, so that its lines stay clear of it."""
    from rich.table import Table

    row = Table.grid(padding=(0, 1))
    row.add_column(width=2, justify="right")
    row.add_column(ratio=1, overflow="fold")
    row.add_row(str(number), told)
    return row


def _short(finding: Finding) -> str:
    """Name a finding, with both values where they differ and are short."""
    if finding.verdict not in ("contradicted", "explained") or finding.recomputed in (None, "true", "false"):
        return finding.id
    values = f"{finding.reported}, data: {finding.recomputed}"
    return f"{finding.id} ({values})" if len(values) <= LONGEST_VALUES else finding.id
