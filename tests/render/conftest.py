"""A small book that uses every feature, rendered once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
BOOK = Path(__file__).parent / "book"


def render(folder: Path, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Type `python -m doesithold.render` in a folder."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)} | ({"PATH": path} if path else {})
    command = [sys.executable, "-m", "doesithold.render", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class Built:
    folder: Path

    @property
    def book(self) -> Path:
        return self.folder / "_book"

    @property
    def pdf(self) -> Path:
        return self.book / "A-small-book-of-everything.pdf"

    def page(self, name: str) -> str:
        """Return a page's HTML on one line, so that line breaks do not matter."""
        return " ".join((self.book / f"{name}.html").read_text(encoding="utf-8").split())


def copied(folder: Path) -> Path:
    """Put the small book, with the style sheet of books, into a new folder."""
    shutil.copytree(BOOK, folder)
    (folder / "assets").mkdir()
    shutil.copy(PROJECT / "assets/book.css", folder / "assets")
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = copied(tmp_path_factory.mktemp("rendered") / "book")
    finished = render(folder, "--engine", "builtin")
    assert finished.returncode == 0, finished.stderr
    return Built(folder)


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Path]:
    """Write a book of one chapter."""

    def write(chapter: str = "# Title\n\nText.\n", settings: str = "") -> Path:
        (tmp_path / "_quarto.yml").write_text(
            "project:\n  type: book\n  execute-dir: project\n"
            "book:\n  title: Tiny\n  chapters:\n    - index.qmd\n" + settings,
            encoding="utf-8",
        )
        (tmp_path / "index.qmd").write_text(chapter, encoding="utf-8")
        return tmp_path

    return write
