"""The first use of a term in a chapter leads to the glossary; `python -m` this module writes the links."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

GLOSSARY = "chapters/glossary.qmd"
TERM = re.compile(r'^\[(?P<name>[^]]+)\]\{#(?P<id>[\w-]+)(?: also="(?P<also>[^"]*)")?\}$', re.M)
NOT_PROSE = re.compile(
    r"\A---\n.*?^---\n"  # front matter
    r"|^([`~]{3,}).*?^\1[`~]*[ \t]*$"  # code and raw blocks
    r"|`[^`\n]*(?:\n[^`\n]+)?`"  # code in a sentence
    r"|\$\$.*?\$\$|\$[^$\n]+\$"  # formulas
    r"|^#+ .*?$|^:::.*?$|^\|.*?$"  # headings, fences of divisions, rows of tables
    r"|!?\[(?:[^][]|\[[^][]*\])*\](?:\([^)]*\)|\{[^}]*\})"  # links, images, spans
    r"|\[[^][]*@[^][]*\]|@[\w-]+|\{[#.][^}]*\}",  # citations, references, attributes
    re.M | re.S,
)


@dataclass(frozen=True)
class Term:
    """An entry of the glossary and the spellings under which chapters use it."""

    identifier: str
    spellings: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Any spelling as whole words, longest first, over line ends as well."""
        ordered = sorted(self.spellings, key=len, reverse=True)
        words = "|".join(r"\s+".join(map(re.escape, spelling.split())) for spelling in ordered)
        return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.I)


def read_terms(text: str) -> list[Term]:
    """Read the entries of the glossary."""
    return [
        Term(entry["id"], (entry["name"], *filter(None, re.split(r",\s*", entry["also"] or ""))))
        for entry in TERM.finditer(text)
    ]


def unlinked(text: str, terms: list[Term]) -> Iterator[tuple[Term, re.Match[str]]]:
    """Find the first use of each term in the prose of a chapter, where no earlier link leads to its entry."""
    prose = NOT_PROSE.sub(lambda found: re.sub(r"[^\n]", "\0", found[0]), text)
    for term in terms:
        used = term.pattern.search(prose)
        link = re.search(rf"glossary\.qmd#{re.escape(term.identifier)}\)", text)
        if used and not (link and link.start() < used.start()):
            yield term, used


def linked(text: str, source: str, terms: list[Term]) -> str:
    """Link the first use of each term, and take away the links to it that now come later."""
    target = os.path.relpath(GLOSSARY, Path(source).parent)
    for _ in terms:  # one at a time: a link may hold the first use of another term
        found = next(unlinked(text, terms), None)
        if found is None:
            break
        term, used = found
        rest = re.sub(rf"\[([^]]*)\]\({re.escape(target)}#{term.identifier}\)", r"\1", text[used.end() :])
        text = f"{text[: used.start()]}[{used[0]}]({target}#{term.identifier}){rest}"
    return text


def sources(root: Path) -> list[str]:
    """List the chapters in reading order, without the glossary."""
    book = yaml.safe_load((root / "_quarto.yml").read_text(encoding="utf-8"))["book"]
    entries = [*book["chapters"], *book.get("appendices", [])]
    listed = [
        name for entry in entries for name in (entry["chapters"] if isinstance(entry, dict) else [entry])
    ]
    return [name for name in listed if name != GLOSSARY]


def main() -> None:
    """Write the links into the chapters."""
    root = Path.cwd()
    terms = read_terms((root / GLOSSARY).read_text(encoding="utf-8"))
    for source in sources(root):
        text = (root / source).read_text(encoding="utf-8")
        if (new := linked(text, source, terms)) != text:
            (root / source).write_text(new, encoding="utf-8")
            print(source)


if __name__ == "__main__":
    main()
