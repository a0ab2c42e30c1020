"""One description of a table, shown by `great_tables` on web pages and as a Pandoc table on paper."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle

import pandas as pd
from great_tables import GT, html, loc

from doesithold import markup
from doesithold.markup import markdown
from doesithold.report.by_format import by_format

MARKS = ("†", "‡", "§", "¶")
LONG = 40
"""Characters of a cell from which a phone shows each row as a card; it scrolls other tables sideways."""
LEDGER = "ledger.html"
"""The page of the ledger, beside that of the table."""
STYLE = re.compile(r"<style>.*?</style>\s*", re.S)
CELL = re.compile(r"<td (?=headers=)")
PAPER = ("#set par(justify: false)", "#show figure: set block(breakable: true)")


@dataclass(frozen=True)
class BookTable:
    """Rows of text under headings, with notes.

    Attributes
    ----------
    name : str
        Fixed id of the table in the HTML, so that two builds give the same bytes.
    headings : mapping of str to str
        Column to its heading, in the order shown; the first column heads its row.
    rows : sequence of mapping of str to str
        Cells by column, already formatted.
    source_note : str
        What the reader must know of the whole table, its denominators above all.
    right : tuple of str
        Columns set flush right: numbers.
    footnotes : mapping of (row, column) to str
        Notes to single cells; equal notes share a mark.
    claims : mapping of (row, column) to str
        Cells that print a statement: the id of its finding, to whose row in the ledger the cell leads.
    module : str
        The module that made it; a page links to a copy.
    widths : tuple of int
        Relative widths of the columns; without them columns take the width of their cells.
    paper_size : str
        Size of the text on paper.
    breaks : bool
        Whether the table may break over pages; one with a caption stays whole in any case.
    """

    name: str
    headings: Mapping[str, str]
    rows: Sequence[Mapping[str, str]]
    source_note: str
    right: tuple[str, ...] = ()
    footnotes: Mapping[tuple[int, str], str] | None = None
    claims: Mapping[tuple[int, str], str] | None = None
    module: str = ""
    widths: tuple[int, ...] = ()
    paper_size: str = "9pt"
    breaks: bool = False

    @property
    def gt(self) -> GT:
        """The table as a `great_tables` object."""
        first, *others = self.headings
        table = (
            GT(pd.DataFrame(self._plain_rows(), columns=list(self.headings)), id=self.name, rowname_col=first)
            .tab_stubhead(html(markup.html(self.headings[first])))
            .cols_label({column: html(markup.html(self.headings[column])) for column in others})
            .cols_align("left")
            .cols_align("right", columns=list(self.right))
            .tab_source_note(html(markup.html(self.source_note)))
            .opt_footnote_marks(list(MARKS))
            .tab_options(
                table_width="100%",
                table_font_size="90%",
                table_font_names="inherit",
                column_labels_font_weight="bold",
            )
        )
        if self.widths:
            total = sum(self.widths)
            shares = [f"{100 * width / total:.1f}%" for width in self.widths]
            table = table.cols_width(dict(zip(self.headings, shares, strict=True)))
        for (row, column), claim in (self.claims or {}).items():
            link = partial(_link, claim)
            table = table.fmt(link, columns=column, rows=[row])
        for (row, column), note in (self.footnotes or {}).items():
            table = table.tab_footnote(html(markup.html(note)), loc.body(columns=column, rows=[row]))
        return table

    @property
    def cards(self) -> bool:
        """Whether a phone shows the rows as cards: text takes lines, numbers stay in columns."""
        return any(len(row[column]) > LONG for row in self.rows for column in self.headings)

    @property
    def csv(self) -> bytes:
        """The cells under their headings, as a spreadsheet reads them."""
        frame = pd.DataFrame(self._plain_rows(), columns=list(self.headings))
        frame = frame.map(markup.spreadsheet).rename(columns=self.headings)
        return frame.rename(columns=markup.spreadsheet).to_csv(index=False).encode("utf-8-sig")

    def _page(self) -> str:
        """Return the HTML: each cell knows its heading; the book's style sheets give the looks."""
        _, *others = (markup.html(heading) for heading in self.headings.values())
        labels = cycle(others)
        raw = markup.unbroken(self.gt.as_raw_html())
        table = CELL.sub(lambda _: f'<td data-label="{next(labels)}" ', STYLE.sub("", raw))
        box = "cards" if self.cards else "scroll"
        data = f"data:text/csv;base64,{b64encode(self.csv).decode()}"
        links = f'<a href="{data}" download="{self.name}.csv">CSV</a>'
        if self.module:
            links += f' <a href="../{self.module.replace(".", "/")}.py">Python</a>'
        return (
            f'<div class="{box}" role="region" aria-label="Table" tabindex="0">\n{table}</div>\n'
            f'<p class="table-files">{links}</p>'
        )

    def _plain_rows(self) -> list[dict[str, str]]:
        return [{column: markup.plain(row[column]) for column in self.headings} for row in self.rows]

    def _repr_markdown_(self) -> str:
        return by_format(self._page(), self._paper())

    def _paper(self) -> str:
        notes = dict.fromkeys((self.footnotes or {}).values())
        marks = {note: f"^{_mark(number)}^" for number, note in enumerate(notes)}
        breakable = str(self.breaks).lower()
        return "\n\n".join(
            [
                _typst(
                    f"#block(width: 100%, breakable: {breakable})[", *PAPER, f"#set text({self.paper_size})"
                ),
                "\n".join(f"| {' | '.join(line)} |" for line in self._lines(marks)),
                _typst("#align(left)["),
                " ".join([markdown(self.source_note), *(marks[note] + markdown(note) for note in marks)]),
                _typst("]]"),
            ]
        )

    def _lines(self, marks: Mapping[str, str]) -> Iterator[list[str]]:
        """Yield headings, the rule with widths and alignment, and rows of a Markdown table."""
        footnotes, claims = self.footnotes or {}, self.claims or {}
        yield [markdown(heading) for heading in self.headings.values()]
        yield [
            "-" * 3 * width + ":" if column in self.right else ":" + "-" * 3 * width
            for column, width in zip(self.headings, self.widths or (1,) * len(self.headings), strict=True)
        ]
        for index, row in enumerate(self.rows):
            yield [
                _on_paper(row[column], claims.get((index, column)))
                + marks.get(footnotes.get((index, column), ""), "")
                for column in self.headings
            ]


def _mark(number: int) -> str:
    """Return the mark of a footnote, counted from 0; after the last mark they are doubled, as on the page."""
    times, which = divmod(number, len(MARKS))
    return MARKS[which] * (times + 1)


def _link(claim: str, text: str) -> str:
    return f'<a href="{LEDGER}#claim-{markup.html(claim)}">{markup.html(text)}</a>'


def _on_paper(text: str, claim: str | None) -> str:
    if not claim:
        return markdown(text)
    return markup.inline(f"#link(<claim-{claim}>, {markup.typst(text)})", "typst")


def _typst(*lines: str) -> str:
    return markup.block("\n".join(lines), "typst")
