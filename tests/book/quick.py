"""Pages of the book in seconds: cells run in this process, pandoc writes the page in the engine's frame.

They hold prose, marks, tables and scripts as the book does; numbers of sections and references are left out.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from analysis.book import Book
from doesithold.pandoc import PANDOC
from doesithold.render.chapters import CodeCell, parse

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "doesithold/render/html"


def write_page(source: str, book: Book, folder: Path) -> Path:
    """Write the page of one chapter, such as ``chapters/safety.qmd``, and what it loads."""
    text = (ROOT / source).read_text(encoding="utf-8")
    opened, names = Book(book.paper), dict[str, Any]()
    opened.__dict__.update(audited=book.audited)
    with patch("analysis.book.open_book", return_value=opened):
        parts = [
            piece if isinstance(piece, str) else _run(piece, names) for piece in parse(text, source).pieces
        ]
    target = folder / Path(source).with_suffix(".html")
    target.parent.mkdir(parents=True, exist_ok=True)
    root = "../" * source.count("/")
    settings = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    styles = settings["format"]["html"]["css"]
    command = [str(PANDOC), "--from=markdown-citations", "--to=html", "--mathml", "--standalone"]
    command += [f"--template={ENGINE / 'template.html'}", "--metadata=title:A page", "--metadata=lang:en"]
    command += [
        f"--variable=root:{root}",
        "--variable=book:Does it hold?",
        *(f"--css={style}" for style in styles),
    ]
    if source == "index.qmd":
        front = {"subtitle": settings["book"]["subtitle"], "author": settings["book"]["author"]}
        command.append(f"--metadata-file={_written(folder / 'front.yaml', yaml.safe_dump({'front': front}))}")
    made = subprocess.run(
        command, input="".join(parts), capture_output=True, encoding="utf-8", check=True
    ).stdout
    made = re.sub(r'href="/?([^":]*)\.qmd', lambda link: f'href="{_link(link[1], root)}.html', made)
    target.write_text(made.replace('data-when-format="typst"', "hidden"), encoding="utf-8")
    _copy(styles, folder)
    return target


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _link(target: str, root: str) -> str:
    return root + target if target.startswith("chapters/") or not root else target


def _copy(styles: list[str], folder: Path) -> None:
    (folder / "assets").mkdir(exist_ok=True)
    for path in (*ROOT.glob("assets/*"), *ENGINE.glob("*.css"), *ENGINE.glob("*.js")):
        if path.is_file():
            shutil.copy(path, folder / "assets")
    (folder / "assets/search.js").write_text("const SECTIONS = [];")
    for style in styles:
        (folder / style).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / style, folder / style)
    for place in (folder / "assets", folder / ENGINE.relative_to(ROOT)):
        shutil.copy(ENGINE / "formula.woff", place)


def _run(cell: CodeCell, names: dict[str, Any]) -> str:
    """Run a cell; return the Markdown of its last line."""
    tree = ast.parse(cell.source.strip())
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is None:
        return ""
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    shown = (
        value._repr_markdown_() if hasattr(value, "_repr_markdown_") else "" if value is None else str(value)
    )
    return shown if cell.inline else f"\n\n{shown}\n\n"
