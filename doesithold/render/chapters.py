"""Reading a `.qmd`: front matter, prose, cells and inline expressions, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from doesithold.errors import InputError, Problem
from doesithold.files import read_inside
from doesithold.render.settings import CellOptions, FrontMatter, Settings, checked

FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.M | re.S)
FENCE = re.compile(
    r"^(?P<mark>[`~]{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=mark)[`~]*[ \t]*(?:\n|\Z)", re.M | re.S
)
INLINE = re.compile(r"`\{python\}\s+([^`]+)`")
REFUSED = re.compile(r"\{\{<.*?>\}\}|\{\{<|^[ \t]+(?:```|~~~)\{\w.*|`\{(?:r|julia|ojs)\}[^`]*`", re.M)
OPENS = re.compile(r"^ {0,3}(?:`{3,}(?=[^`\n]*$)|~{3,})[^\n]*", re.M)
UNCLOSED = "this code block is never closed"
COMMENT = re.compile(r"<!--.*?-->", re.S)
OPTION_LINES = re.compile(r"\A(?:#\|[^\n]*(?:\n|\Z))+")


@dataclass(frozen=True)
class CodeCell:
    """Python to run: a cell, or an expression inside a sentence."""

    source: str
    line: int
    options: CellOptions
    inline: bool = False

    @property
    def name(self) -> str:
        """What a reader of an error message recognises."""
        return f"`{self.source}`" if self.inline else self.options.label or "without a label"


@dataclass(frozen=True)
class Chapter:
    """A parsed chapter and its place in the book."""

    source: str
    part: str
    appendix: bool
    front: FrontMatter
    pieces: tuple[str | CodeCell, ...]

    @property
    def cells(self) -> list[CodeCell]:
        """Everything to run, in order."""
        return [piece for piece in self.pieces if isinstance(piece, CodeCell)]


def read_chapters(root: Path, settings: Settings) -> list[Chapter]:
    """Parse every chapter the book names, in reading order.

    Raises
    ------
    InputError
        With every problem in every chapter.
    """
    named = [
        (source, "" if isinstance(entry, str) else entry.part, False)
        for entry in settings.book.chapters
        for source in ([entry] if isinstance(entry, str) else entry.chapters)
    ] + [(source, "Appendices", True) for source in settings.book.appendices]
    chapters: list[Chapter] = []
    problems: list[Problem] = []
    for source, part, appendix in named:
        try:
            chapters.append(parse(read_inside(root, source), source, part, appendix))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return chapters


def page_of(source: str) -> str:
    """Name the page of a chapter."""
    return Path(source).with_suffix(".html").as_posix()


def parse(text: str, source: str, part: str = "", appendix: bool = False) -> Chapter:
    """Split the text of one chapter into prose and cells."""
    head = FRONT_MATTER.match(text)
    front = checked(FrontMatter, head[1], source, 2) if head else FrontMatter()
    pieces: list[str | CodeCell] = []
    problems: list[Problem] = []
    at = head.end() if head else 0

    def line(position: int) -> int:
        return text.count("\n", 0, position) + 1

    def prose(end: int) -> None:
        for found in REFUSED.finditer(text, at, end):
            rule = "the built-in engine does not know this"
            problems.append(Problem(rule, source, line(found.start()), value=found[0]))
        problems.extend(
            Problem(UNCLOSED, source, line(found.start()), value=found[0])
            for found in OPENS.finditer(text, at, end)
        )
        last = at
        for found in INLINE.finditer(text, at, end):
            options = CellOptions(echo=False)
            pieces.extend(
                [
                    COMMENT.sub("", text[last : found.start()]),
                    CodeCell(found[1], line(found.start()), options, True),
                ]
            )
            last = found.end()
        pieces.append(COMMENT.sub("", text[last:end]))

    for fence in FENCE.finditer(text, at):
        prose(fence.start())
        at = fence.end()
        try:
            pieces.append(_cell(fence, source, line(fence.start())))
        except InputError as error:
            problems.extend(error.problems)
    prose(len(text))
    if problems:
        raise InputError(problems)
    return Chapter(source, part, appendix, front, tuple(pieces))


def _cell(fence: re.Match[str], source: str, row: int) -> str | CodeCell:
    """Read a code block: a cell where it says `{python}`, else text as it stands."""
    info, body = fence["info"].strip(), fence["body"]
    if re.search(rf"^{re.escape(fence['mark'])}\{{", body, re.M):
        raise InputError([Problem(UNCLOSED, source, row, value=fence["mark"] + info)])
    if info != "{python}":
        if re.match(r"\{\w", info):
            raise InputError([Problem("only {python} cells can be run", source, row, value=info)])
        return fence[0]
    written = OPTION_LINES.match(body)
    yaml = re.sub(r"^#\| ?", "", written[0], flags=re.M) if written else ""
    options = checked(CellOptions, yaml, source, row + 1)
    return CodeCell(body[written.end() if written else 0 :].rstrip("\n"), row, options)
