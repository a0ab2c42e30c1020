"""Handing the whole book to pandoc and the Lua filter beside this file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from doesithold.errors import InputError, Problem
from doesithold.files import inside, read_inside
from doesithold.pandoc import PANDOC, environment
from doesithold.render.execute import ExecutedChapter
from doesithold.render.markdown import to_markdown
from doesithold.render.settings import Settings

HERE = Path(__file__).parent
WRITERS = {"html": ["--to=html"], "typst": ["--to=typst-citations", f"--template={HERE / 'pdf/book.typ'}"]}
ROOM = ["+RTS", "-A128m", "-RTS"]
"""Room to work in, with which pandoc tidies its memory less often: a fifth of its time."""
REFUSED = 3
"""Exit status of the filter once it has said what it refuses."""


def convert(
    executed: Sequence[ExecutedChapter],
    settings: Settings,
    root: Path,
    out: Path,
    *,
    to: str,
    pdf: str = "",
    only: str = "",
) -> str:
    """Write the pages of the book to `out`, or return the book as Typst.

    Parameters
    ----------
    executed : sequence of ExecutedChapter
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
    only : str
        The one chapter whose page is written, if not all are; the others need not be complete.

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
        "classes": [name for style in styles for name in re.findall(r"\.([\w-]+)", read_inside(root, style))],
        "pdf": pdf,
        "only": only,
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
    path, listed = out.with_suffix(".json"), out.with_suffix(".list")
    job["list"] = str(listed)
    path.write_text(json.dumps({key: value for key, value in job.items() if value}), encoding="utf-8")
    options = [
        f"--lua-filter={HERE / 'filter/book.lua'}",
        f"--metadata=job:{path}",
        "--syntax-highlighting=idiomatic",
    ]
    command = [str(PANDOC), *ROOM, "--standalone", *WRITERS[to], *options]
    ran = subprocess.run(
        command, cwd=root, env=environment(), input="", capture_output=True, encoding="utf-8", check=False
    )
    if ran.returncode == REFUSED:
        raise InputError([_located(line, root) for line in ran.stderr.splitlines() if line.count("\t") == 2])
    if ran.returncode:
        raise InputError(f"pandoc: {' '.join(ran.stderr.split())}")
    print(ran.stderr, end="", file=sys.stderr)
    _publish(json.loads(listed.read_text(encoding="utf-8")), root, out)
    return ran.stdout


def _publish(files: Sequence[dict[str, str]], root: Path, out: Path) -> None:
    """Put what pages show or lead to beside them."""
    problems = []
    for file in files:
        try:
            copy_in(root, file["path"], out)
        except InputError as error:
            rule = error.problems[0].rule
            problems.append(_located(f"{file['chapter']}\t{file['target']}\t{rule}", root))
    if problems:
        raise InputError(problems)


def copy_in(root: Path, name: str, out: Path) -> None:
    """Copy a file of the project to the same place under `out`.

    Raises
    ------
    InputError
        If it is not a regular file inside the project.
    """
    copy = out / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(inside(root, name), copy)


def _located(message: str, root: Path) -> Problem:
    """Find the line of the chapter that holds what the filter refused."""
    source, needle, rule = message.split("\t")
    lines = read_inside(root, source).splitlines()
    row = next((row for row, line in enumerate(lines, 1) if needle in line), None)
    return Problem(rule, source, row, value=needle or None)
