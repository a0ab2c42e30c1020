"""A manuscript in any format that pandoc reads, as sections of sentences and tables of cells."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doesithold.errors import InputError, Problem
from doesithold.pandoc import PANDOC, SANDBOX, environment

FORMATS = {
    ".docx": "docx",
    ".odt": "odt",
    ".xml": "jats",
    ".jats": "jats",
    ".nxml": "jats",
    ".html": "html",
    ".htm": "html",
    ".tex": "latex",
    ".md": "markdown",
    ".qmd": "markdown",
    ".txt": "text",
}
LARGEST_FILE = 30_000_000
SECONDS = 60
FIRST_SECTION = "Text"
PLAIN_HEADINGS = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?P<name>abstract|summary|introduction|background"
    r"|(?:patients|materials|subjects) and methods|methods|results|discussion"
    r"|conclusions?|tables?|captions|figure legends)\s*:?",
    re.IGNORECASE,
)
SHORTENED = ("vs", "cf", "al", "Fig", "Figs", "No", "Dr", "e.g", "i.e", "approx")
ABBREVIATIONS = "".join(rf"(?<!\b{re.escape(word)}\.)" for word in SHORTENED)
SENTENCE_END = re.compile(ABBREVIATIONS + r"(?<=[.!?])(?:\[[\d,\u2010-\u2015 ]+\])?\s+(?=[\"'“(]?[A-Z0-9])")
RULER = re.compile(r"\s*-{2,}(?:\s+-{2,})+\s*")
"""A line of dashes, as wide as the columns of a table in plain text."""
FOOTNOTE = re.compile(r"[\d,\u2010-\u2015 \-*†‡§]+")
CITATION = re.compile(r"\[\d[\d,\u2010-\u2015 -]*\]")


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands; paragraph and number count from 1 within the section."""

    section: str
    paragraph: int
    number: int
    text: str

    @property
    def place(self) -> str:
        """Where a reader finds it."""
        return f"paragraph {self.paragraph}, sentence {self.number}"


@dataclass(frozen=True)
class PrintedTable:
    """A table as printed.

    Attributes
    ----------
    rows : tuple of tuple of str
        The heads first; all of one length. A head that spans columns or rows stands in each of them, any
        other cell only in the first.
    heads : int
        How many rows are heads.
    notes : str
        What stands below.
    """

    name: str
    caption: str
    rows: tuple[tuple[str, ...], ...]
    heads: int = 1
    notes: str = ""


@dataclass(frozen=True)
class Manuscript:
    """What was read of a manuscript.

    Attributes
    ----------
    title : str
        Empty where the file names none.
    sections : tuple of str
        In reading order.
    """

    title: str
    sections: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    tables: tuple[PrintedTable, ...]


def read_manuscript(path: Path | str) -> Manuscript:
    """Read a manuscript.

    Parameters
    ----------
    path : Path or str
        DOCX, ODT, JATS XML, HTML, LaTeX, Markdown or plain text, told by the name's ending. A PDF is not
        read: the text that programs draw from it loses the order of columns and the cells of tables.

    Raises
    ------
    InputError
        If the file is missing, too large, of another kind, or pandoc cannot read it.
    """
    file = Path(path)
    kind = FORMATS.get(file.suffix.lower())
    if file.suffix.lower() == ".pdf":
        rule = "a PDF cannot be read reliably: save it as DOCX, HTML or plain text first"
        raise InputError([Problem(rule, file.name)])
    if kind is None:
        raise InputError([Problem(f"must end in one of {', '.join(FORMATS)}", file.name)])
    _check(file)
    if kind == "text":
        title, text = _titled(_text_of(file))
        return _collected(_plain_blocks(text), title)
    document = _pandoc(file, kind)
    headers = list(_headers(document["blocks"]))
    heading = _title_of(headers)
    named = _inlines(document["meta"].get("title", {}).get("c", []))
    title = (heading or named) if kind == "html" else (named or heading)
    blocks = _blocks(document["blocks"], headers[bool(heading) :])
    return _collected(itertools.chain(_abstract(document["meta"]), blocks), title)


def _check(file: Path) -> None:
    if not file.exists():
        raise InputError([Problem("the file is missing", str(file))])
    if not file.is_file():
        raise InputError([Problem("must be a regular file", str(file))])
    if file.stat().st_size > LARGEST_FILE:
        raise InputError([Problem(f"must be at most {LARGEST_FILE:,} bytes", file.name)])


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Problem(f"must be UTF-8 text ({error.reason})", file.name)]) from None


def _pandoc(file: Path, kind: str) -> Any:
    command = [str(PANDOC), SANDBOX, f"--from={kind}", "--to=json", str(file.resolve())]
    try:
        done = subprocess.run(command, env=environment(), capture_output=True, check=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise InputError([Problem(f"could not be read within {SECONDS} seconds", file.name)]) from None
    except subprocess.CalledProcessError as error:
        reason = " ".join(error.stderr.decode(errors="replace").split())
        raise InputError([Problem(f"must be readable ({reason[:200]})", file.name)]) from None
    return json.loads(done.stdout)


Block = tuple[str, Any]
"""What a block is (``heading``, ``paragraph`` or ``table``), and its content."""


def _collected(blocks: Iterator[Block], title: str) -> Manuscript:
    """Gather headings, paragraphs and tables into a manuscript."""
    sections: dict[str, int] = {}
    sentences: list[Sentence] = []
    tables: list[PrintedTable] = []
    section = FIRST_SECTION
    for kind, content in blocks:
        if kind == "heading":
            section = content
        elif kind == "table":
            named = re.match(r"Table\s+\w+", content["caption"])
            tables.append(PrintedTable(named[0] if named else f"Table {len(tables) + 1}", **content))
        else:
            sections[section] = sections.get(section, 0) + 1
            for number, text in enumerate(split_sentences(content), start=1):
                sentences.append(Sentence(section, sections[section], number, text))
    return Manuscript(title, tuple(sections), tuple(sentences), tuple(tables))


def split_sentences(paragraph: str) -> list[str]:
    """Split a paragraph at full stops, question and exclamation marks that end a sentence."""
    return [part for part in SENTENCE_END.split(" ".join(paragraph.split())) if part]


def _titled(text: str) -> tuple[str, str]:
    """Tell the title of a plain text from the rest: a first line alone, no heading, without a full stop."""
    first, _, rest = text.strip().partition("\n")
    is_title = not rest.partition("\n")[0].strip() and not first.rstrip().endswith(".")
    return (first.strip(), rest) if is_title and not PLAIN_HEADINGS.fullmatch(first.strip()) else ("", text)


def _plain_blocks(text: str) -> Iterator[Block]:
    """Read plain text: a blank line ends a paragraph, the usual names of sections head one."""
    for block in re.split(r"\n\s*\n", text):
        waiting: list[str] = []
        for line in block.rstrip().strip("\n").splitlines():
            if heading := PLAIN_HEADINGS.fullmatch(line.strip()):
                yield from _plain_block(waiting)
                yield "heading", heading["name"].capitalize()
                waiting = []
            else:
                waiting.append(line)
        yield from _plain_block(waiting)


def _plain_block(lines: list[str]) -> Iterator[Block]:
    if lines and len(rows := _columns(lines)) > 1:
        yield "table", {"caption": "", "rows": rows}
    elif lines:
        yield "paragraph", " ".join(line.strip() for line in lines)


def _columns(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    """Split lines into equally many cells, at a ruler, tabs or bars; nothing where they are no table."""
    rulers = [line for line in lines if RULER.fullmatch(line)]
    if rulers:
        spans = [found.span() for found in re.finditer("-+", rulers[0])]
        ends = [*(start for start, _ in spans[1:]), None]
        return tuple(
            tuple(line[start:end].strip() for (start, _), end in zip(spans, ends, strict=True))
            for line in lines
            if not RULER.fullmatch(line)
        )
    separator = next((mark for mark in ("\t", "|") if all(mark in line for line in lines)), None)
    if separator is None:
        return ()
    rows = [
        [cell.strip() for cell in re.sub(r"^\||\|$", "", line.strip()).split(separator)] for line in lines
    ]
    rows = [row for row in rows if not all(re.fullmatch(r":?-*:?", cell) for cell in row)]
    return tuple(map(tuple, rows)) if len({len(row) for row in rows}) == 1 else ()


def _blocks(blocks: list[Any], headers: list[Any]) -> Iterator[Block]:
    """Go through pandoc's blocks in reading order; headings below the first level belong to their section."""
    top = min((header["c"][0] for header in headers), default=1)
    for block in blocks:
        yield from _block(block, top)


def _headers(blocks: list[Any]) -> Iterator[Any]:
    for block in blocks:
        if block["t"] == "Header":
            yield block
        elif block["t"] == "Div":
            yield from _headers(block["c"][1])


def _title_of(headers: list[Any]) -> str:
    """Return the first heading where it stands above all others and is not the name of a section."""
    levels = [header["c"][0] for header in headers]
    title = _inlines(headers[0]["c"][2]) if headers else ""
    is_title = levels[1:] and levels[0] < min(levels[1:]) and not PLAIN_HEADINGS.fullmatch(title)
    return title if is_title else ""


def _block(block: Any, top: int) -> Iterator[Block]:
    kind, content = block["t"], block.get("c")
    if kind == "Header" and content[0] == top:
        yield "heading", _inlines(content[2]) or FIRST_SECTION
    elif kind in ("Para", "Plain"):
        if text := _inlines(content):
            yield "paragraph", text
    elif kind == "Table":
        yield "table", _table(content)
    elif kind == "Div" and "table-wrap" in content[0][1]:
        yield from _wrapped(content[1])
    elif kind in ("Div", "BlockQuote", "Figure"):
        inner = {"Div": 1, "Figure": 2}.get(kind)
        for child in content if inner is None else content[inner]:
            yield from _block(child, top)
    elif kind in ("BulletList", "OrderedList"):
        for item in content if kind == "BulletList" else content[1]:
            for child in item:
                yield from _block(child, top)


def _abstract(meta: Any) -> Iterator[Block]:
    """Read an abstract that stands beside the text, as JATS keeps it; its own headings are dropped."""
    abstract = meta.get("abstract", {})
    blocks = abstract.get("c", [])
    if abstract.get("t") == "MetaInlines":
        blocks = [{"t": "Para", "c": blocks}]
    if blocks:
        yield "heading", "Abstract"
        for block in blocks:
            if block["t"] != "Header":
                yield from _block(block, top=0)


def _wrapped(blocks: list[Any]) -> Iterator[Block]:
    """Read tables whose caption stands before them and whose notes stand below."""
    texts = ["", ""]
    tables = []
    for block in blocks:
        if block["t"] == "Table":
            tables.append(_table(block["c"]))
        else:
            texts[bool(tables)] += f" {_words(block)}"
    for table in tables:
        caption = table["caption"] or texts[0].strip()
        yield "table", table | {"caption": caption, "notes": texts[1].strip()}


def _words(block: Any) -> str:
    """Return all text of a block of text."""
    kind, content = block["t"], block.get("c")
    if kind == "Div":
        return " ".join(map(_words, content[1]))
    if kind in ("Para", "Plain", "Header"):
        return _inlines(content[2] if kind == "Header" else content)
    return ""


def _table(table: Any) -> dict[str, Any]:
    _, caption, _, head, bodies, _ = table
    heads = _grid(head[1], repeat=True)
    lines = [line for body in bodies for line in (*body[2], *body[3])]
    rows = [*heads, *_grid(lines, repeat=False)]
    width = max(map(len, rows), default=0)
    return {
        "caption": " ".join(map(_words, caption[1])),
        "rows": tuple(tuple(row + [""] * (width - len(row))) for row in rows),
        "heads": len(heads),
    }


def _grid(lines: list[Any], *, repeat: bool) -> list[list[str]]:
    """Put cells that span columns or rows in their places, repeated or followed by empty ones."""
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    for _, cells in lines:
        row: list[str] = []
        waiting = iter(cells)
        while True:
            if len(row) in below:
                left, text = below.pop(len(row))
                if left > 1:
                    below[len(row)] = (left - 1, text)
                row.append(text)
            elif (cell := next(waiting, None)) is not None:
                _, _, down, across, blocks = cell
                text = " ".join(_words(block) for block in blocks)
                for place in range(across):
                    if down > 1:
                        below[len(row)] = (down - 1, text if repeat else "")
                    row.append(text if repeat or not place else "")
            else:
                break
        rows.append(row)
    return rows


def _inlines(inlines: list[Any]) -> str:
    return " ".join("".join(map(_inline, inlines)).split())


def _inline(inline: Any) -> str:
    """Return the text of an inline element; citations and footnotes are left out."""
    kind, content = inline["t"], inline.get("c")
    text = ""
    match kind:
        case "Str":
            text = str(content)
        case "Space" | "SoftBreak" | "LineBreak":
            text = " "
        case "Code" | "Math":
            text = str(content[1])
        case "Emph" | "Strong" | "Underline" | "SmallCaps" | "Strikeout" | "Subscript":
            text = "".join(map(_inline, content))
        case "Superscript":
            inner = "".join(map(_inline, content))
            text = "" if FOOTNOTE.fullmatch(inner) else f"^{inner}"
        case "Quoted" | "Link" | "Span":
            text = "".join(map(_inline, content[1]))
    return text
