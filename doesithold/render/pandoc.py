"""Handing the whole book to pandoc and the Lua filter beside this file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypandoc

from doesithold.errors import InputError, Problem
from doesithold.render.execute import Executed
from doesithold.render.outputs import to_markdown
from doesithold.render.settings import Settings

HERE = Path(__file__).parent
PANDOC = Path(pypandoc.__file__).parent / "files/pandoc"
"""The one that comes with the package, not whatever the machine has."""
WRITERS = {"html": ["--to=html"], "typst": ["--to=typst-citations", f"--template={HERE / 'pdf/book.typ'}"]}
REFUSED = 3
"""Exit status of the filter once it has said what it refuses."""


def convert(
    executed: Sequence[Executed], settings: Settings, root: Path, out: Path, *, to: str, pdf: str = ""
) -> str:
    """Write the pages of the book to `out`, or return the book as Typst.

    Parameters
    ----------
    executed : sequence of Executed
        The chapters in reading order.
    settings : Settings
        The book's.
    root : Path
        The project's folder.
    out : Path
        Where pages and images go.
    to : str
        "html" or "typst".
    pdf : str
        Name of the PDF the pages link to, if any.

    Raises
    ------
    InputError
        With file and line of everything the filter refused.
    """
    book, styles = settings.book, settings.format.html.css
    job: dict[str, Any] = {
        "title": book.title,
        "subtitle": book.subtitle,
        "author": book.author,
        "lang": settings.lang,
        "paper": settings.format.typst.papersize,
        "bibliography": settings.bibliography,
        "csl": settings.csl,
        "css": styles,
        "classes": [name for style in styles for name in re.findall(r"\.([\w-]+)", _read(root, style))],
        "pdf": pdf,
        "out": str(out),
        "chapters": [
            {
                "source": one.chapter.source,
                "part": one.chapter.part,
                "appendix": one.chapter.appendix,
                "title": one.chapter.front.title,
                "text": to_markdown(one, settings, to, out),
            }
            for one in executed
        ],
    }
    path = out.with_suffix(".json")
    path.write_text(json.dumps({key: value for key, value in job.items() if value}), encoding="utf-8")
    options = [
        f"--lua-filter={HERE / 'filter/book.lua'}",
        f"--metadata=job:{path}",
        "--syntax-highlighting=idiomatic",
    ]
    command = [str(PANDOC), "--standalone", *WRITERS[to], *options]
    ran = subprocess.run(command, cwd=root, input="", capture_output=True, encoding="utf-8", check=False)
    if ran.returncode == REFUSED:
        raise InputError([_located(line, root) for line in ran.stderr.splitlines() if line.count("\t") == 2])
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    print(ran.stderr, end="", file=sys.stderr)
    return ran.stdout


def _read(root: Path, name: str) -> str:
    try:
        return (root / name).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", name)]) from None


def _located(message: str, root: Path) -> Problem:
    """Find the line of the chapter that holds what the filter refused."""
    source, needle, rule = message.split("\t")
    lines = _read(root, source).splitlines()
    row = next((row for row, line in enumerate(lines, 1) if needle in line), None)
    return Problem(rule, source, row, value=needle or None)
