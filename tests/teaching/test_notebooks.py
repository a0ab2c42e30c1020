"""The exercises as notebooks: made from the chapter, current, and run by a student who has only the data."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from analysis.teaching.frames import show_as_markdown
from analysis.teaching.notebooks import CHAPTER, FOLDER, exercises, files
from doesithold.errors import InputError

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.name for path in (ROOT / FOLDER).glob("*.ipynb"))
OURS = ("analysis", "doesithold")


def code(name: str) -> list[str]:
    notebook = nbformat.read(ROOT / FOLDER / name, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_the_notebooks_are_those_of_the_chapter() -> None:
    assert {name: (ROOT / FOLDER / name).read_text(encoding="utf-8") for name in NAMES} == files(ROOT), (
        "run `make notebooks`"
    )


def test_every_exercise_has_a_question_a_hint_and_a_solution_that_computes() -> None:
    text = (ROOT / CHAPTER).read_text(encoding="utf-8")
    assert len(NAMES) == len(re.findall(r"^## .*\{#sec-exercise", text, re.M)) >= 8
    for name in NAMES:
        notebook = nbformat.read(ROOT / FOLDER / name, as_version=4)
        nbformat.validate(notebook)
        titles = [cell.source for cell in notebook.cells if cell.source.startswith("### ")]
        assert titles == ["### The data", "### Your own try", "### Hint", "### Solution"], name
        folded = [cell.source for cell in notebook.cells if cell.metadata.get("jp-MarkdownHeadingCollapsed")]
        assert folded == ["### Hint", "### Solution"]
        assert not any(re.search(r"\{python\}|:::|\.qmd", cell.source) for cell in notebook.cells)


@pytest.mark.parametrize("name", NAMES)
def test_a_solution_uses_libraries_and_none_of_our_modules(name: str) -> None:
    for node in ast.walk(ast.parse("\n".join(code(name)))):
        modules = [node.module] if isinstance(node, ast.ImportFrom) else []
        modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        assert not {module.split(".")[0] for module in modules if module} & set(OURS)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data and the notebooks, and nothing else of the project."""
    folder = tmp_path_factory.mktemp("student")
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / FOLDER).mkdir()
    return folder / FOLDER


def test_all_run_where_only_the_data_are(elsewhere: Path) -> None:
    """All in one kernel, one after the other, each from its first cell."""
    cells = []
    for name in NAMES:
        cells += nbformat.read(ROOT / FOLDER / name, as_version=4).cells
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    whole = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(whole, timeout=120, resources={"metadata": {"path": str(elsewhere)}}).execute()
    shown = [
        output.data["text/plain"]
        for cell in whole.cells
        for output in cell.get("outputs", [])
        if output.output_type == "execute_result"
    ]
    assert len(shown) >= len(NAMES)
    told = "\n".join(shown)
    for answer in (
        r"16\s+31\.3\n17\s+29\.4",  # the denominator
        r"enrolled\s+59\.5",  # the median age
        r"rounded rate\s+17\.80 to 64\.60\s+29\.17 to 76\.63",  # the interval
        r"seen\s+5\s+0\s+0\.487",  # Fisher's exact test, as in R
        r"pfs\s+2\.240 to below 2\.250\s+365\.25 / 12\s+none",  # no whole day
    ):
        assert re.search(answer, told), answer


@pytest.mark.parametrize(
    "text", ["# Nothing here\n", "```{python}\nx = 1\n```\n\n## A {#sec-exercise-a}\n\nSee @sec-b.\n"]
)
def test_a_chapter_that_cannot_become_notebooks_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        exercises(text)


def test_the_chapter_puts_out_data_frames_as_markdown_alone() -> None:
    """For HTML, Quarto's page would ask the network for scripts."""
    shell = InteractiveShell()
    show_as_markdown(shell)
    frame = pd.DataFrame({"rate": ["25.0"], "P": [0.5]}, index=["a|b"])
    shown, _ = shell.display_formatter.format(frame)
    assert set(shown) == {"text/plain", "text/markdown"}
    assert shown["text/markdown"].splitlines()[2] == "| a\\|b | 25.0 | 0.5 |"
