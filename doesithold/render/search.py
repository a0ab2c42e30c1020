"""The index that search reads: an entry for each heading of a page, and one for each named row of a table."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

INDEX = "assets/search.js"
QUARTOS = "search.json"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
UNREAD = {"header", "math", "nav", "pre", "script", "style", "svg", "template"}
"""What a reader does not search for: frames of the page, formulas, code, pictures."""


@dataclass
class _Entry:
    anchor: str
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Reads the entries of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[_Entry] = []
        self.rows: list[_Entry] = []
        self.name: list[str] = []
        self.section = _Entry("")
        self.unread: list[str] = []
        self.into: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        anchor = dict(attrs).get("id") or ""
        if tag in UNREAD:
            self.unread.append(tag)
        elif tag == "title":
            self.into = [self.name]
        elif tag in HEADINGS and anchor:
            self.section = self._begin("" if tag == "h1" else f"#{anchor}")
            self.into = [self.section.title]
        elif tag == "tr" and anchor:
            row = self._begin(f"#{anchor}")
            self.rows.append(row)
            self.into = [row.text, row.title]
        self._gap(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unread and tag == self.unread[-1]:
            self.unread.pop()
        elif tag in {"td", "th"}:
            self.into = self.into[:1]
        elif tag in HEADINGS | {"tr", "title"}:
            self.into = [self.section.text]
        self._gap(tag)

    def handle_data(self, data: str) -> None:
        if not self.unread:
            for words in self.into:
                words.append(data)

    def _begin(self, anchor: str) -> _Entry:
        self.entries.append(_Entry(anchor))
        return self.entries[-1]

    def _gap(self, tag: str) -> None:
        if tag not in INLINE:
            self.handle_data(" ")


def write_index(out: Path, pages: Sequence[str], book: str) -> None:
    """Write the index of pages beside them, as a script: a page opened from the disk may read no other file.

    Parameters
    ----------
    out : Path
        The book's folder.
    pages : sequence of str
        The pages in reading order, as seen from there.
    book : str
        The book's title, which ends that of every page.
    """
    index = [entry for page in pages for entry in _entries(out, page, book)]
    (out / INDEX).write_text(f"const SECTIONS = {json.dumps(index, ensure_ascii=False)};\n", encoding="utf-8")


def add_rows(out: Path) -> None:
    """Add the named rows of tables to the index of Quarto's own search, which knows only pages and sections.

    Parameters
    ----------
    out : Path
        The book's folder; without an index nothing happens.
    """
    if not (out / QUARTOS).exists():
        return
    index = {entry["href"]: entry for entry in json.loads((out / QUARTOS).read_text(encoding="utf-8"))}
    for page, its in [(href, entry) for href, entry in index.items() if "#" not in href]:
        for row in _read(out / page).rows:
            where, title, text = page + row.anchor, _plain(row.title), _plain(row.text)
            said = {"section": html.escape(title), "text": html.escape(text)}
            index[where] = its | {"objectID": where, "href": where, **said}
    written = json.dumps(list(index.values()), indent=2, ensure_ascii=False)
    (out / QUARTOS).write_text(written, encoding="utf-8")


def _read(page: Path) -> _Page:
    reader = _Page()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


def _entries(out: Path, page: str, book: str) -> list[dict[str, str]]:
    reader = _read(out / page)
    chapter = _plain(reader.name).removesuffix(f" – {book}")
    return [
        {
            "href": page + entry.anchor,
            "chapter": chapter,
            "title": _plain(entry.title),
            "text": _plain(entry.text),
        }
        for entry in reader.entries
    ]


def _plain(words: Sequence[str]) -> str:
    return " ".join("".join(words).split())
