"""A book for any paper's folder, written as a small Quarto project of pages without cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment

from doesithold.audit.finding import Finding
from doesithold.audit.vocabulary import KIND_WORDS, VERDICT_WORDS, WEIGHT_WORDS
from doesithold.audit.whole import Audit
from doesithold.labels import TESTS
from doesithold.markup import markdown, plain
from doesithold.paper.cells import COLUMNS, Cell
from doesithold.paper.paper import Paper
from doesithold.paper.table import Table
from doesithold.report.editor import editor_report
from doesithold.report.editor_formats import to_markdown
from doesithold.report.environment import templates
from doesithold.report.formats import headline
from doesithold.report.shown import told

STYLE = "paper.css"
WIDEST = 8
"""Columns that stand side by side; wider tables go on below, each part with the column that names the row."""
ANCHOR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Section:
    """A section of the paper with the findings on it, and the page that shows them."""

    title: str
    page: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Block:
    """Part of a table: headings and rows of text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ShownTable:
    """A table of the paper as it was read, in blocks that fit a page."""

    title: str
    source: str
    blocks: tuple[Block, ...]


def write_project(
    paper: Paper, audit: Audit, folder: Path, *, formats: Sequence[str], for_quarto: bool = False
) -> None:
    """Write the pages of a paper's book, with ``_quarto.yml``, into an empty folder.

    Parameters
    ----------
    paper : Paper
    audit : Audit
        Of that paper.
    folder : Path
        Where the project goes.
    formats : sequence of str
        What will be made of it, "html" or "pdf" or both.
    for_quarto : bool
        Whether Quarto will render it, which reads the title as Markdown.
    """
    sections = sections_of(paper, audit)
    tables = tables_of(paper)
    links = {one.id: f"{section.page}#{anchor(one)}" for section in sections for one in section.findings}
    pages = _environment()
    values: dict[str, Any] = {
        "paper": paper,
        "audit": audit,
        "sections": sections,
        "tables": tables,
        "links": links,
        "headline": headline(audit),
    }
    written = {"index.qmd": pages.get_template("index.qmd.jinja").render(values)}
    for section in sections:
        template = pages.get_template("section.qmd.jinja")
        written[section.page] = template.render(values, section=section)
    if tables:
        written["tables.qmd"] = pages.get_template("tables.qmd.jinja").render(values)
    written["ledger.qmd"] = pages.get_template("ledger.qmd.jinja").render(values)
    report = to_markdown(editor_report(paper, audit), titled=False)
    written["report.qmd"] = f"# Report to the editor\n\n{report}"
    written["_quarto.yml"] = yaml.safe_dump(
        _settings(paper, list(written), formats, for_quarto), allow_unicode=True, sort_keys=False
    )
    written[STYLE] = pages.get_template(STYLE).render()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")


def sections_of(paper: Paper, audit: Audit) -> list[Section]:
    """Return the sections that have findings, in the paper's order; tables it does not list come last."""
    titles = [*paper.about.sections, *(finding.section for finding in audit.findings)]
    found: list[Section] = []
    for title in dict.fromkeys(titles):
        here = tuple(finding for finding in audit.findings if finding.section == title)
        if here:
            found.append(Section(title, f"section-{len(found) + 1}.qmd", here))
    return found


def tables_of(paper: Paper) -> list[ShownTable]:
    """Return the paper's tables and printed cells as they were read."""
    shown = [_table(table) for table in paper.tables.values()]
    by_table: dict[str, list[Cell]] = {}
    for cell in paper.cells:
        by_table.setdefault(cell.table, []).append(cell)
    return shown + [_cells(name, cells) for name, cells in by_table.items()]


def anchor(finding: Finding) -> str:
    """Return the id of a finding's row on its page."""
    return f"claim-{finding.id}" if ANCHOR.fullmatch(finding.id) else "claim"


def named(basis: object) -> str:
    """Name the test that a value comes from; what is no test stands as it is."""
    return TESTS.get(str(basis), str(basis))


def _table(table: Table) -> ShownTable:
    names = [name for name in table.columns if name in table.printed]
    first = table.id or names[0]
    names = [first, *(name for name in names if name != first)]
    units = {name: table.columns[name].unit for name in names}
    headings = [f"{name}, {units[name]}" if units[name] else name for name in names]
    rows = [[_text(row[name]) for name in names] for row in table.rows]
    return ShownTable(table.name, table.file, tuple(_blocks(headings, rows, 1)))


def _cells(name: str, cells: Sequence[Cell]) -> ShownTable:
    used = [column for column in COLUMNS[1:] if any(getattr(cell, column) for cell in cells)]
    extra = list(dict.fromkeys(key for cell in cells for key, value in cell.extra.items() if value))
    rows = [
        [*(getattr(cell, column) for column in used), *(cell.extra.get(key, "") for key in extra)]
        for cell in cells
    ]
    return ShownTable(name, "cells.csv", tuple(_blocks([*used, *extra], rows, 2)))


def _blocks(headings: Sequence[str], rows: Sequence[Sequence[str]], fixed: int) -> Iterable[Block]:
    """Cut a table into blocks that repeat its first columns."""
    step = WIDEST - fixed
    for start in range(fixed, max(len(headings), fixed + 1), step):
        kept = [*range(min(fixed, len(headings))), *range(start, min(start + step, len(headings)))]
        yield Block(tuple(headings[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _environment() -> Environment:
    """Make an environment in which everything printed is text, never markup."""
    environment = templates("templates/book", finalize=lambda value: markdown(str(value)))
    environment.globals |= {
        "kinds": KIND_WORDS,
        "weights": WEIGHT_WORDS,
        "verdicts": VERDICT_WORDS,
    }
    environment.filters |= {"anchor": anchor, "named": named, "told": told}
    return environment


def _settings(
    paper: Paper, pages: Sequence[str], formats: Sequence[str], for_quarto: bool
) -> Mapping[str, Any]:
    title = (markdown if for_quarto else plain)(paper.about.title)
    book: dict[str, Any] = {
        "title": title,
        "subtitle": "Does it hold? Its statements recomputed one by one",
        "chapters": [page for page in pages if page.endswith(".qmd")],
        "output-file": "audit",
        "search": True,
    }
    if "pdf" in formats or not for_quarto:
        book["downloads"] = ["pdf"]
    return {
        "project": {"type": "book", "output-dir": "_book", "execute-dir": "project"},
        "lang": "en-GB",
        "book": book,
        "format": {
            "html": {"theme": {"light": "cosmo", "dark": "darkly"}, "css": [STYLE], "toc": True},
            "typst": {"papersize": "a4"},
        },
    }
