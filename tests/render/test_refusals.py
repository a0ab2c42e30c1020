"""What the engine does not know stops it, in one line with file and row; the book that was there stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from doesithold.errors import InputError
from doesithold.render import builtin, place
from tests.render.conftest import render

Tiny = Callable[..., Path]

CHAPTERS = {
    "cell option": ("# T\n\n```{python}\n#| label: x\n#| fig-capp: A\n1\n```\n", 5, "fig-capp"),
    "cell option's value": ("# T\n\n```{python}\n#| output: maybe\n1\n```\n", 4, "maybe"),
    "caption without its label": ("# T\n\n```{python}\n#| fig-cap: A\n```\n", 3, "belong together"),
    "other language": ("# T\n\n```{r}\n1\n```\n", 3, "{r}"),
    "indented cell": ("# T\n\n- a\n\n  ```{python}\n  1\n  ```\n", 5, "{python}"),
    "shortcode": ("# T\n\nText.\n\n{{< video x.mp4 >}}\n", 5, "video"),
    "front matter": ("---\ntitle: T\nfilters: [x]\n---\n", 3, "filters"),
    "YAML": ("---\ntitle: [T\n---\n", 3, "YAML"),
    "figure reference": ("# T\n\nSee @fig-nothing.\n", 3, "fig-nothing"),
    "section reference": ("# T\n\n\nSee @sec-nothing.\n", 4, "sec-nothing"),
    "equation reference": ("# T\n\nSee @eq-one.\n", 3, "eq-one"),
    "citation": ("# T\n\nAs shown [@nobody2020].\n", 3, "nobody2020"),
    "callout": ("# T\n\n::: {.callout-danger}\nX\n:::\n", 3, "callout-danger"),
    "class": ("# T\n\n::: {.column-margin}\nX\n:::\n", 3, "column-margin"),
    "format": ('# T\n\n::: {.content-visible when-format="docx"}\nX\n:::\n', 3, "when-format"),
    "tabset without headings": ("# T\n\n::: {.panel-tabset}\nX\n:::\n", 3, "heading"),
    "missing image": ("# T\n\n![A](missing.png)\n", 3, "missing.png"),
    "image from the network": ("# T\n\n![A](https://example.org/a.png)\n", 3, "network"),
    "link to no chapter": ("# T\n\n[A](nowhere.qmd)\n", 3, "nowhere.qmd"),
    "link to no place": ("# T\n\n[A](#nowhere)\n", 3, "#nowhere"),
    "link to no file": ("# T\n\n[A](data/none.csv)\n", 3, "none.csv"),
    "identifier given twice": ("# T\n\n## A {#sec-a}\n\n## B {#sec-a}\n", 3, "something else"),
    "no title": ("Text.\n", 1, "title"),
}


@pytest.mark.parametrize(("chapter", "row", "said"), CHAPTERS.values(), ids=CHAPTERS)
def test_a_chapter_is_refused_with_its_row(tiny: Tiny, chapter: str, row: int, said: str) -> None:
    root = tiny(chapter)
    good = root / "_book" / "index.html"
    good.parent.mkdir()
    good.write_text("good")
    place.mark(good.parent)
    with pytest.raises(InputError) as refused:
        builtin.render(root, ["html"])
    assert str(refused.value).startswith(f"index.qmd, row {row}") and said in str(refused.value)
    assert good.read_text() == "good"
    assert sorted(path.name for path in root.iterdir()) == ["_book", "_quarto.yml", "index.qmd"]


SETTINGS = {
    "unknown key": ("execute:\n  warnings: false\n", "warnings"),
    "unknown key inside a part": ("    - part: P\n      chapterz: [index.qmd]\n", "chapterz"),
    "wrong value": ("execute:\n  echo: sometimes\n", "sometimes"),
    "freezing": ("execute:\n  freeze: auto\n", "auto"),
    "unknown format": ("format:\n  docx: default\n", "docx"),
}


@pytest.mark.parametrize(("settings", "said"), SETTINGS.values(), ids=SETTINGS)
def test_the_settings_are_refused_with_their_row(tiny: Tiny, settings: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        builtin.render(tiny(settings=settings), ["html"])
    lines = str(refused.value).splitlines()
    assert any(line.startswith("_quarto.yml, row 9") and said in line for line in lines), lines


def test_every_problem_is_named_at_once(tiny: Tiny) -> None:
    with pytest.raises(InputError) as refused:
        builtin.render(tiny("# T\n\n@fig-a\n\n@tbl-b\n\n[c](#d)\n"), ["html"])
    assert len(refused.value.problems) == 3


def test_a_missing_chapter_is_named(tiny: Tiny) -> None:
    with pytest.raises(InputError, match=r"chapters/none\.qmd: cannot be read"):
        builtin.render(tiny(settings="    - chapters/none.qmd\n"), ["html"])


def test_the_command_says_one_line_and_exits_with_2(tiny: Tiny) -> None:
    finished = render(tiny("# T\n\n@fig-a\n"), "--engine", "builtin", "--to", "html")
    assert finished.returncode == 2
    assert finished.stderr == "index.qmd, row 3, value '@fig-a': refers to nothing in this book\n"


def test_outside_a_project_the_command_says_so(tmp_path: Path) -> None:
    finished = render(tmp_path)
    assert finished.returncode == 2 and "no _quarto.yml here" in finished.stderr
