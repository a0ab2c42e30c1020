"""Quarto renders where it is installed and new enough; what it says and how it ends is passed on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.render.conftest import Built, copied, render

ROOT = Path(__file__).parents[2]
Tiny = Callable[..., Path]
Installed = Callable[..., str]


@pytest.fixture
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Put a `quarto` on PATH that says its version, then does as it is told."""

    def install(version: str, does: str = "") -> str:
        folder = tmp_path_factory.mktemp("bin")
        script = folder / "quarto"
        asked = f'if [ "$1" = --version ]; then echo {version}; exit; fi\n'
        script.write_text(f'#!/bin/sh\n{asked}echo "ran: $@ with $QUARTO_PYTHON"\n{does}\n')
        script.chmod(0o755)
        return f"{folder}{os.pathsep}{os.environ['PATH']}"

    return install


def test_a_new_enough_quarto_renders_both_formats(tiny: Tiny, installed: Installed) -> None:
    root = tiny()
    finished = render(root, path=installed("1.9.2"))
    assert finished.returncode == 0 and "ran: render with" in finished.stdout and "python" in finished.stdout
    assert not (root / "_book").exists()


def test_arguments_are_handed_on(tiny: Tiny, installed: Installed) -> None:
    arguments = ("index.qmd", "--to", "pdf", "--output", "out", "-P", "n:16")
    cell = "# T\n\n```{python}\n#| tags: [parameters]\nn = 17\n```\n"
    finished = render(tiny(cell), *arguments, path=installed("1.10.18"))
    assert "ran: render index.qmd --to typst --output-dir out -P n:16" in finished.stdout


def test_a_parameter_that_there_is_not_starts_no_quarto(tiny: Tiny, installed: Installed) -> None:
    cell = "# T\n\n```{python}\n#| tags: [parameters]\nn = 17\n```\n"
    finished = render(tiny(cell), "index.qmd", "-P", "m:16", path=installed("1.10.18"))
    assert finished.returncode == 2 and "'m': is not a parameter of this chapter" in finished.stderr
    assert "ran:" not in finished.stdout


def test_quarto_does_not_replace_what_is_not_ours_either(tiny: Tiny, installed: Installed) -> None:
    root = tiny()
    (root / "out").mkdir()
    (root / "out" / "thesis.pdf").touch()
    finished = render(root, "--output", "out", path=installed("1.10.18"))
    assert finished.returncode == 2 and "ran:" not in finished.stdout


def test_quarto_by_name_must_be_new_enough(tiny: Tiny, installed: Installed) -> None:
    finished = render(tiny(), "--engine", "quarto", path=installed("1.8.27"))
    assert finished.returncode == 2 and finished.stderr.count("\n") == 1
    assert finished.stderr.startswith("Quarto 1.8.27 is too old (1.9 is needed)")


def test_it_fails_as_quarto_fails(tiny: Tiny, installed: Installed) -> None:
    finished = render(tiny(), path=installed("1.9.0", "echo broken >&2; exit 7"))
    assert finished.returncode == 7 and "broken" in finished.stdout


def test_a_reference_quarto_only_warns_of_is_a_failure(tiny: Tiny, installed: Installed) -> None:
    warning = "echo 'WARNING (main.lua:1) Unable to resolve crossref @fig-x'"
    assert render(tiny(), path=installed("1.9.0", warning)).returncode == 1


@pytest.mark.parametrize("version", ["1.8.27", "0.9", "''"])
def test_an_old_quarto_is_left_alone_and_the_reader_told(
    tiny: Tiny, installed: Installed, version: str
) -> None:
    root = tiny()
    finished = render(root, "--to", "html", path=installed(version))
    assert finished.returncode == 0 and "too old" in finished.stderr
    assert "ran:" not in finished.stdout and (root / "_book/index.html").exists()


def test_quarto_by_name_must_be_there(tiny: Tiny) -> None:
    finished = render(tiny(), "--engine", "quarto", path="/nowhere")
    assert finished.returncode == 2 and "no quarto command" in finished.stderr


def test_after_a_render_the_search_of_quarto_finds_rows_of_tables(tmp_path: Path) -> None:
    entry = {
        "objectID": "a.html",
        "href": "a.html",
        "title": "A",
        "section": "",
        "text": "all",
        "crumbs": ["A"],
    }
    index = [entry, entry | {"objectID": "a.html#s", "href": "a.html#s", "section": "S"}]
    (tmp_path / "search.json").write_text(json.dumps(index))
    (tmp_path / "a.html").write_text(
        "<title>A</title><main><section id=s><h2>S</h2><table><tr><th>no name</th></tr>"
        "<tr id=claim-x><td>✗ wrong</td><td>5 &lt; 6<script>no()</script></td></tr></table></section></main>"
    )
    environment = os.environ | {"QUARTO_PROJECT_OUTPUT_DIR": str(tmp_path)}
    for _ in range(2):
        subprocess.run(
            [sys.executable, ROOT / "runs/after_render.py"], cwd=tmp_path, env=environment, check=True
        )
    where = "a.html#claim-x"
    row = {"objectID": where, "href": where, "section": "✗ wrong", "text": "✗ wrong 5 &lt; 6"}
    assert json.loads((tmp_path / "search.json").read_text()) == [*index, entry | row]


@pytest.mark.skipif(shutil.which("quarto") is None, reason="no Quarto on this machine")
def test_the_real_quarto_gives_the_same_numbers(built: Built, tmp_path: Path) -> None:
    folder = copied(tmp_path / "book")
    finished = render(folder, "--engine", "quarto", "--to", "html")
    assert finished.returncode == 0, finished.stdout
    for name in ("index", "chapters/figures", "chapters/tables", "chapters/prose", "chapters/appendix"):
        theirs = (folder / f"_book/{name}.html").read_text(encoding="utf-8")
        assert _numbers(built.page(name), "xref") == _numbers(theirs, "quarto-xref"), name


def _numbers(page: str, kind: str) -> list[str]:
    """Return what every reference to a figure, table or section says."""
    links = re.findall(rf'<a href="[^"]*" class="{kind}">(.*?)</a>', page, re.S)
    texts = [re.sub(r"<[^>]+>", "", link).replace("&nbsp;", " ").replace("\xa0", " ") for link in links]
    return [text for text in texts if re.match(r"Figure|Table|Section", text)]
