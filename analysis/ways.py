"""Where a finding can be followed to: its row in the ledger, its sentence, the cells it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis.tables.findings import chapter_of
from analysis.tables.paper import REBUILT
from doesithold.audit.finding import Finding
from doesithold.paper.paper import Paper
from doesithold.report.ledger import Link, Ways
from doesithold.scenarios.reads import code_of

MARKED = re.compile(r'book\.reported\("([^"]+)"\)')


def ways(paper: Paper, *, chapters: str = "", row: bool = False, root: Path = Path()) -> Ways:
    """Return what names the links that lead on from a finding.

    Parameters
    ----------
    paper : Paper
        Names the rows of the paper's tables.
    chapters : str
        Where the chapters are, seen from the page with the links, such as ``chapters/``.
    row : bool
        Whether its row in the ledger is one of them.
    root : Path
        The folder with the sources of the chapters.
    """
    said = sentences(root)

    def found(finding: Finding) -> Sequence[Link]:
        links = [("Row in the ledger", f"ledger.html#claim-{finding.id}")] if row else []
        if places := said.get(finding.id):
            chapter = chapter_of(finding) if chapter_of(finding) in places else places[0]
            links.append(("Sentence", f"{chapter}.html#said-{finding.id}"))
        return [(text, chapters + address) for text, address in (*links, *cells_of(finding, paper))]

    return found


def sentences(root: Path) -> Mapping[str, Sequence[str]]:
    """Return for each claim the chapters in whose text its number is marked."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "chapters").glob("*.qmd")):
        for claim in dict.fromkeys(MARKED.findall(code_of(path))):
            found.setdefault(claim, []).append(path.stem)
    return found


def cells_of(finding: Finding, paper: Paper) -> Iterator[Link]:
    """Lead to the cells of the rebuilt tables that a finding rests on, which the page then marks.

    The address names each cell by its column, or by column and row, as their headings are called on the page.
    """
    for resource, rebuilt in REBUILT.items():
        rows = enumerate(paper.rows(rebuilt.rows), start=1)
        stubs = {getattr(row, rebuilt.row): f"{rebuilt.table}-stub-{place}" for place, row in rows}
        named: list[str] = []
        for source in finding.rests_on:
            file, _, cell = source.partition(":")
            column, _, row = cell.partition(" of ")
            if file == resource and column == rebuilt.row:
                named += stubs.values()
            elif file == resource:
                headings = [f"{rebuilt.table}-{name}" for name in rebuilt.named(column)]
                named += [f"{heading}.{stubs[row]}" if row else heading for heading in headings]
        if named:
            cells = "+".join(dict.fromkeys(named))
            anchor = named[0].rpartition(".")[2]
            address = f"{rebuilt.chapter}.html?of={finding.id}&cells={cells}#{anchor}"
            yield f"Cells of {rebuilt.name}", address
