"""The built-in engine: kernels run the cells, pandoc makes the pages, Typst the PDF."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from doesithold.errors import InputError, Problem
from doesithold.files import inside, read_inside
from doesithold.render import output_dir
from doesithold.render.cache import OutputCache
from doesithold.render.chapters import Chapter, page_of, read_chapters
from doesithold.render.execute import ExecutedChapter, execute, with_parameters
from doesithold.render.options import Limits
from doesithold.render.pandoc import convert, copy_in
from doesithold.render.search import write_index
from doesithold.render.settings import Settings, checked
from doesithold.render.typeset import write_pdf

LIVE = "-live"
"""Ends the name of the folder for a book with parameters of the user's own; never the book's."""
FETCHES = re.compile(
    rb"""@import\s*(?:url\()?\s*["']?\s*(?:https?:)?//|url\(\s*["']?\s*(?:https?:)?//|rel="independent-parent\"""",
    re.I,
)
"""How a style sheet or a citation style asks for something from elsewhere."""


def render(
    root: Path,
    formats: Sequence[str],
    output: Path | None = None,
    *,
    chapter: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
) -> list[Path]:
    """Build the book beside the one that is there, then put it in its place.

    Parameters
    ----------
    root : Path
        The folder with `_quarto.yml`.
    formats : sequence of str
        "html", "pdf" or both; the other format's files stay as they are.
    output : Path, optional
        Where the book goes instead of the project's `output-dir`.
    chapter : str, optional
        The only chapter to render: the other pages stay as they are.
    parameters : mapping, optional
        What the `parameters` cell of that chapter shall hold; the whole book is rendered then.
    limits : Limits, optional
        What one cell may take.

    Returns
    -------
    list of Path
        The first page, the PDF.

    Raises
    ------
    InputError
        For whatever the engine does not know; the book that was there stays.
    CellError
        If a cell raises; likewise.
    """
    settings = checked(Settings, read_inside(root, "_quarto.yml"), "_quarto.yml")
    _check_files(settings, root)
    kept = settings.project.output_dir.rstrip("/") + (LIVE if parameters else "")
    target = output_dir.target(root, output, kept)
    chapters = read_chapters(root, settings)
    if chapter and chapter not in [one.source for one in chapters]:
        raise InputError([Problem("is not a chapter of this book", chapter)])
    only = None if parameters else chapter
    if only and "pdf" in formats:
        raise InputError("the PDF holds the whole book: name no chapter")
    if parameters:
        chapters = [with_parameters(one, parameters) if one.source == chapter else one for one in chapters]
    live = [one for one in chapters if parameters and one.source == chapter]
    cache = OutputCache(
        root, {"figure size": [settings.format.html.fig_width, settings.format.html.fig_height]}
    )
    first = execute(live, settings, root, limits)  # which may refuse them
    rendered = [one.source for one in chapters if only in (None, one.source)]
    _run_first(settings.project.pre_render, root, rendered)
    others = [one for one in chapters if one not in live and only in (None, one.source)]
    executed = [*first, *execute(others, settings, root, limits, cache)]
    executed += [_as_last(one, cache) for one in chapters if only not in (None, one.source)]
    executed.sort(key=lambda done: chapters.index(done.chapter))
    name = settings.book.output_file or re.sub(r"[^\w]+", "-", settings.book.title).strip("-")
    made = {"html": "index.html", "pdf": f"{name}.pdf"}
    with output_dir.building(target, root) as folder:
        new = folder / "book"
        _keep(target, new, [] if only else formats)
        offered = "pdf" in settings.book.downloads and ("pdf" in formats or (new / made["pdf"]).exists())

        def write(kind: str) -> None:
            if kind == "pdf":
                work = folder / "typst"
                work.mkdir()
                write_pdf(convert(executed, settings, root, work, to="typst"), work, new / made["pdf"])
            else:
                _copy_resources(settings, root, new)
                link = made["pdf"] if offered else ""
                convert(executed, settings, root, new, to="html", pdf=link, only=only or "")
                if not only:
                    write_index(new, [page_of(one.source) for one in chapters], settings.book.title)

        with ThreadPoolExecutor() as pool:
            list(pool.map(write, sorted(formats, reverse=True)))
    if only:
        made["html"] = page_of(only)
    return [target / made[kind] for kind in formats]


def _as_last(chapter: Chapter, cache: OutputCache) -> ExecutedChapter:
    """Take what a chapter put out when it last ran: other chapters refer to the numbers of its figures."""
    outputs = cache.last(chapter.source) or ()
    return ExecutedChapter(
        chapter, outputs if len(outputs) == len(chapter.cells) else [[] for _ in chapter.cells]
    )


def _check_files(settings: Settings, root: Path) -> None:
    """Make sure that whatever the settings name lies in the project and fetches nothing."""
    named = {
        "bibliography": [settings.bibliography],
        "csl": [settings.csl],
        "css": settings.format.html.css,
        "pre-render": settings.project.pre_render,
    }
    problems = [
        replace(problem, file="_quarto.yml", column=key, value=name)
        for key, names in named.items()
        for name in filter(None, names)
        for problem in _problems(root, name)
    ]
    problems += [
        Problem("leads out of the project", "_quarto.yml", None, "resources", pattern)
        for pattern in settings.project.resources
        if ".." in Path(pattern).parts
    ]
    if not re.fullmatch(r"[\w .-]*", settings.book.output_file) or settings.book.output_file[:1] == ".":
        rule = "must be a plain name of letters, digits, spaces, dots and hyphens"
        problems.append(Problem(rule, "_quarto.yml", None, "output-file", settings.book.output_file))
    if problems:
        raise InputError(problems)


def _problems(root: Path, name: str) -> Sequence[Problem]:
    try:
        text = inside(root, name).read_bytes()
    except InputError as error:
        return error.problems
    if FETCHES.search(text):
        return [Problem("refers to an address, and nothing is fetched from the network")]
    return []


def _run_first(scripts: Sequence[str], root: Path, rendered: Sequence[str]) -> None:
    """Run the project's scripts as Quarto does before it renders, which tells them what it renders."""
    environment = os.environ | {"QUARTO_PROJECT_INPUT_FILES": "\n".join(rendered)}
    for script in scripts:
        if subprocess.run([sys.executable, script], cwd=root, env=environment, check=False).returncode:
            raise InputError([Problem("failed, so the book was not begun", script)])


def _keep(old: Path, new: Path, formats: Sequence[str]) -> None:
    """Begin the new book with what this build does not make."""
    if old.exists() and "html" not in formats:
        shutil.copytree(old, new, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.pdf"))
    if "pdf" not in formats:
        for pdf in old.glob("*.pdf"):
            shutil.copy2(pdf, new)


def _copy_resources(settings: Settings, root: Path, out: Path) -> None:
    for pattern in [*settings.project.resources, *settings.format.html.css]:
        for path in root.glob(pattern.removeprefix("/")):
            if not path.is_dir():
                copy_in(root, path.relative_to(root).as_posix(), out)
