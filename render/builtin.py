"""The built-in engine: kernels run the cells, pandoc makes the pages, Typst the PDF."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypandoc
import typst

from analysis.errors import InputError, Problem
from render.chapters import read_chapters
from render.execute import Executed, execute, with_parameters
from render.outputs import to_markdown
from render.settings import Settings, checked

HERE = Path(__file__).parent
READER = "markdown+smart"
REFUSED = 3
"""Exit status of the Lua filter that has said what it refuses."""


def render(
    root: Path,
    formats: Sequence[str],
    output: Path | None = None,
    chapter: str | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Build the book.

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

    Returns
    -------
    list of Path
        The first page, the PDF.

    Raises
    ------
    InputError
        For whatever the engine does not know; the book that was there stays.
    CellFailed
        If a cell raises; likewise.
    """
    settings = checked(Settings, (root / "_quarto.yml").read_text(encoding="utf-8"), "_quarto.yml")
    target = (output or root / settings.project.output_dir).resolve()
    _check_target(target, root)
    chapters = read_chapters(root, settings)
    if chapter is not None:
        if chapter not in [one.source for one in chapters]:
            raise InputError([Problem("is not a chapter of this book", chapter)])
        chapters = [
            with_parameters(one, parameters) if parameters and one.source == chapter else one for one in chapters
        ]
    executed = execute(chapters, settings, root)
    name = re.sub(r"\W+", "-", settings.book.output_file or settings.book.title).strip("-") + ".pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as folder:
        new = Path(folder) / "book"
        _keep(target, new, formats)
        if "html" in formats:
            pdf = name if "pdf" in settings.book.downloads and ("pdf" in formats or (new / name).exists()) else None
            _pages(executed, settings, root, new, pdf)
        if "pdf" in formats:
            _pdf(executed, settings, root, Path(folder) / "typst", new / name)
        if target.exists():
            target.rename(Path(folder) / "old")
        new.rename(target)
    return [target / {"html": "index.html", "pdf": name}[kind] for kind in formats]


def _check_target(target: Path, root: Path) -> None:
    """Make sure that what will be replaced is a book."""
    inside = target in (root, *root.parents)
    if inside or (target.is_dir() and any(target.iterdir()) and not (target / "assets/search.js").exists()):
        known = [target / "index.html", *target.glob("*.pdf")]
        if inside or not any(path.exists() for path in known):
            raise InputError([Problem("holds something that is not a book; it would be replaced", str(target))])


def _keep(old: Path, new: Path, formats: Sequence[str]) -> None:
    """Begin the new book with what this build does not make."""
    new.mkdir(mode=0o755)
    if old.exists() and "html" not in formats:
        shutil.copytree(old, new, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.pdf"))
    if "pdf" not in formats:
        for pdf in old.glob("*.pdf"):
            shutil.copy2(pdf, new)


def _pages(executed: Sequence[Executed], settings: Settings, root: Path, out: Path, pdf: str | None) -> None:
    html = settings.format.html
    styles = [] if html == "default" else [html.css] if isinstance(html.css, str) else html.css
    for pattern in [*settings.project.resources, *styles]:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                copy = out / path.relative_to(root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
    job = _job(executed, settings, root, out, "html") | {"css": styles, "pdf": pdf}
    _pandoc(job, root, out.parent, "html")


def _pdf(executed: Sequence[Executed], settings: Settings, root: Path, work: Path, target: Path) -> None:
    work.mkdir()
    paper = "a4" if settings.format.typst == "default" else settings.format.typst.papersize
    job = _job(executed, settings, root, work, "typst") | {"paper": paper}
    (work / "book.typ").write_text(_pandoc(job, root, work.parent, "typst"), encoding="utf-8")
    typst.compile(work / "book.typ", target, root=work, ignore_system_fonts=True)


def _job(executed: Sequence[Executed], settings: Settings, root: Path, out: Path, to: str) -> dict[str, Any]:
    """Gather what the Lua filter needs to know."""
    html, book = settings.format.html, settings.book
    styles = [] if html == "default" else [html.css] if isinstance(html.css, str) else html.css
    classes = {name for style in styles for name in re.findall(r"\.([\w-]+)", (root / style).read_text())}
    return {
        "title": book.title,
        "subtitle": book.subtitle or None,
        "author": [book.author] if isinstance(book.author, str) else book.author,
        "lang": settings.lang,
        "bibliography": settings.bibliography or None,
        "csl": settings.csl or None,
        "out": str(out),
        "classes": sorted(classes),
        "reader": READER,
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


def _pandoc(job: dict[str, Any], root: Path, folder: Path, to: str) -> str:
    """Run the filter on the whole book.

    Raises
    ------
    InputError
        With file and line of everything the filter refused.
    """
    path = folder / f"{to}.json"
    path.write_text(json.dumps({key: value for key, value in job.items() if value is not None}), encoding="utf-8")
    writer = {"html": "html", "typst": "typst-citations"}[to]
    command = [pypandoc.get_pandoc_path(), "--from=markdown", f"--to={writer}", f"--metadata=job:{path}"]
    command += [f"--lua-filter={HERE / 'book.lua'}", "--syntax-highlighting=idiomatic"]
    if to == "typst":
        command += ["--standalone", f"--template={HERE / 'book.typ'}"]
    ran = subprocess.run(command, cwd=root, input="", capture_output=True, encoding="utf-8", check=False)
    if ran.returncode == REFUSED:
        raise InputError([_located(line, root) for line in ran.stderr.splitlines() if line.count("\t") == 2])
    if ran.returncode or ran.stderr:
        raise RuntimeError(ran.stderr)
    return ran.stdout


def _located(message: str, root: Path) -> Problem:
    """Find the line of the chapter that holds what the filter refused."""
    source, needle, rule = message.split("\t")
    lines = (root / source).read_text(encoding="utf-8").splitlines()
    row = next((row for row, line in enumerate(lines, 1) if needle in line), None)
    return Problem(rule, source, row, value=needle or None)
