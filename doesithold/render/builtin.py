"""The built-in engine: kernels run the cells, pandoc makes the pages, Typst the PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from doesithold.errors import InputError, Problem
from doesithold.render import place
from doesithold.render.chapters import read_chapters
from doesithold.render.execute import Limits, execute, with_parameters
from doesithold.render.pandoc import convert
from doesithold.render.settings import Settings, checked


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
    chapter, parameters : optional
        A chapter and what its `parameters` cell shall hold.
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
    settings = checked(Settings, (root / "_quarto.yml").read_text(encoding="utf-8"), "_quarto.yml")
    target = place.target(root, output, settings.project.output_dir)
    chapters = read_chapters(root, settings)
    if chapter and chapter not in [one.source for one in chapters]:
        raise InputError([Problem("is not a chapter of this book", chapter)])
    if parameters:
        chapters = [with_parameters(one, parameters) if one.source == chapter else one for one in chapters]
    _run_first(settings.project.pre_render, root)
    executed = execute(chapters, settings, root, limits)
    name = settings.book.output_file or re.sub(r"[^\w]+", "-", settings.book.title).strip("-")
    made = {"html": "index.html", "pdf": f"{name}.pdf"}
    with place.building(target, root) as folder:
        new = folder / "book"
        _keep(target, new, formats)
        if "pdf" in formats:
            work = folder / "typst"
            work.mkdir()
            (work / "main.typ").write_text(
                convert(executed, settings, root, work, to="typst"), encoding="utf-8"
            )
            typst.compile(work / "main.typ", new / made["pdf"], root=work, ignore_system_fonts=True)
        if "html" in formats:
            _copy_resources(settings, root, new)
            offered = "pdf" in settings.book.downloads and (new / made["pdf"]).exists()
            convert(executed, settings, root, new, to="html", pdf=made["pdf"] if offered else "")
    return [target / made[kind] for kind in formats]


def _run_first(scripts: Sequence[str], root: Path) -> None:
    """Run the project's scripts, as Quarto does before it renders."""
    for script in scripts:
        if subprocess.run([sys.executable, script], cwd=root, check=False).returncode:
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
            if path.is_file():
                copy = out / path.relative_to(root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
