"""The audit on a terminal: the discrepancies first, then the findings that are not clean."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from doesithold.audit.discrepancies import Discrepancy
from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import AGREEMENT_WORDS, VERDICT_WORDS
from doesithold.audit.whole import Audit
from doesithold.report.formats import headline

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

PIPED_WIDTH = 120
COLOURS = {
    "reproduced": "green",
    "explained": "yellow",
    "contradicted": "bold red",
    "unverifiable": "blue",
    "external": "bright_black",
}


def plain(text: str) -> str:
    """Take out of a text what a terminal would obey instead of show: control and format characters.

    Line breaks stay; everything else of the Unicode categories Cc, Cf, Cs and Co becomes a question mark.
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") and sign != "\n"
        else sign
        for sign in text
    )


def to_overview(audit: Audit, width: int | None = None) -> str:
    """Draw the discrepancies by weight, then what is not clean, a short line for each cause."""
    return _drawn([_heading(audit), _discrepancies(audit), *_unclean(audit)], width)


def to_table(audit: Audit, findings: Sequence[Finding], width: int | None = None) -> str:
    """Draw findings as a table, coloured where the terminal shows colours."""
    from rich.text import Text

    table = _table(("verdict", 0), ("claim", 4), ("reported", 2), ("recomputed", 2), ("explanation", 6))
    for finding in findings:
        verdict = Text(f"{finding.marks} {finding.verdict}", style=COLOURS[finding.verdict])
        cells = (finding.id, finding.reported, finding.recomputed or "–", finding.explanation)
        table.add_row(verdict, *(Text(plain(cell)) for cell in cells))
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


def _discrepancies(audit: Audit) -> Table:
    from rich.text import Text

    table = _table(("", 0), ("weight", 0), ("kind", 0), ("discrepancy", 1))
    for number, one in enumerate(audit.discrepancies, start=1):
        told = Text.assemble((plain(one.title), "bold"), f". {plain(one.cause)}" if _adds(one) else "")
        table.add_row(str(number), one.weight, one.kind, told)
    return table


def _adds(one: Discrepancy) -> bool:
    """Tell whether the cause says more than the title."""
    return one.cause.rstrip(".") != one.title.rstrip(".")


def _unclean(audit: Audit) -> Iterable[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    legend = ", ".join(
        f"{word.mark} {name}" for name, word in (*VERDICT_WORDS.items(), *AGREEMENT_WORDS.items())
    )
    yield Text(f"Findings that are not clean, by discrepancy ({legend})")
    for number, one in enumerate(audit.discrepancies, start=1):
        told = "; ".join(_short(audit.by_id[name]) for name in one.findings)
        yield Padding(Text(f"{number:>2} {plain(told)}"), (0, 0, 0, 0))


def _short(finding: Finding) -> str:
    values = ""
    if finding.recomputed is not None and finding.verdict in ("contradicted", "explained"):
        values = f" {finding.reported}, not {finding.recomputed}"
        if finding.reported in ("true", "false") or len(values) > 40:
            values = ""
    return f"{finding.marks} {finding.id}{values}"
