"""What the engine does not know stops it, in one line with file and row; the book that was there stays."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from doesithold.errors import InputError
from doesithold.render import builtin, output_dir
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
    "image from outside": ("# T\n\n![A](../outside.png)\n", 3, "leads out of the project"),
    "image by its full path": ("# T\n\n![A](/etc/hostname)\n", 3, "no such file"),
    "image by a link that leads out": ("# T\n\n![A](leads-out.png)\n", 3, "leads out of the project"),
    "image that is a pipe": ("# T\n\n![A](pipe.png)\n", 3, "not a regular file"),
    "image by // alone": ("# T\n\n![A](//example.org/a.png)\n", 3, "network"),
    "file:": ("# T\n\n![A](file:///etc/hostname)\n", 3, "network"),
    "data:": ("# T\n\n![A](data:image/svg+xml;base64,AA)\n", 3, "network"),
    "file from outside": ("# T\n\n[A](../outside.csv)\n", 3, "leads out of the project"),
    "javascript:": ("# T\n\n[A](javascript:alert)\n", 3, "http, https or mailto"),
    "JavaScript: in capitals": ("# T\n\n[A]( JAVASCRIPT:alert)\n", 3, "http, https or mailto"),
    "data: link": ("# T\n\n[A](data:text/html,x)\n", 3, "http, https or mailto"),
    "onclick": ("# T\n\n[A]{onclick=alert}\n", 3, "not allowed"),
    "a style that fetches": ("# T\n\n[A]{style='background: url(//x.org)'}\n", 3, "not allowed"),
    "Typst package": ('# T\n\n```{=typst}\n#import "@preview/a:1.0.0"\n```\n', 4, "no packages"),
    "fence never closed": ("# T\n\n```{python}\n1\n", 3, "never closed"),
    "fence closed by the next cell's": ("# T\n\n```{python}\n1\n\n```{python}\n2\n```\n", 3, "never closed"),
    "tildes never closed": ("# T\n\nText\n\n~~~\n1\n", 5, "never closed"),
    "fence closed by fewer": ("# T\n\n````\n1\n```\n", 3, "never closed"),
}


@pytest.mark.parametrize(("chapter", "row", "said"), CHAPTERS.values(), ids=CHAPTERS)
def test_a_chapter_is_refused_with_its_row(tiny: Tiny, chapter: str, row: int, said: str) -> None:
    root = tiny(chapter)
    (root / "leads-out.png").symlink_to("/etc/hostname")
    os.mkfifo(root / "pipe.png")
    good = root / "_book" / "index.html"
    good.parent.mkdir()
    good.write_text("good")
    output_dir.mark(good.parent)
    with pytest.raises(InputError) as refused:
        builtin.render(root, ["html"])
    assert str(refused.value).startswith(f"index.qmd, row {row}") and said in str(refused.value)
    assert good.read_text() == "good"
    made = ["leads-out.png", "pipe.png"]
    assert sorted(path.name for path in root.iterdir()) == ["_book", "_quarto.yml", "index.qmd", *made]


SETTINGS = {
    "unknown key": ("execute:\n  warnings: false\n", "warnings"),
    "unknown key inside a part": ("    - part: P\n      chapterz: [index.qmd]\n", "chapterz"),
    "wrong value": ("execute:\n  echo: sometimes\n", "sometimes"),
    "freezing": ("execute:\n  freeze: auto\n", "auto"),
    "unknown format": ("format:\n  docx: default\n", "docx"),
}
LEADING_OUT = {
    "bibliography by address": (
        "bibliography: https://example.org/a.bib\n",
        "bibliography",
        "nothing is fetched",
    ),
    "bibliography outside": ("bibliography: ../a.bib\n", "bibliography", "leads out"),
    "bibliography missing": ("bibliography: none.bib\n", "bibliography", "no such file"),
    "csl by address": ("csl: http://example.org/a.csl\n", "csl", "nothing is fetched"),
    "csl that needs another": ("csl: dependent.csl\n", "csl", "nothing is fetched"),
    "style sheet outside": ("format:\n  html:\n    css: ../a.css\n", "css", "leads out"),
    "style sheet that fetches": ("format:\n  html:\n    css: fetches.css\n", "css", "nothing is fetched"),
    "style sheet that imports": ("format:\n  html:\n    css: imports.css\n", "css", "nothing is fetched"),
    "name of the book": ("  output-file: ../../evil\n", "output-file", "plain name"),
    "hidden name": ("  output-file: .evil\n", "output-file", "plain name"),
}


@pytest.mark.parametrize(("settings", "key", "said"), LEADING_OUT.values(), ids=LEADING_OUT)
def test_the_settings_lead_nowhere_outside(tiny: Tiny, settings: str, key: str, said: str) -> None:
    root = tiny(settings=settings)
    (root / "dependent.csl").write_text('<link href="http://x.org/b" rel="independent-parent"/>')
    (root / "fetches.css").write_text("a { background: url( '//x.org/a.png') }")
    (root / "imports.css").write_text('@import "https://x.org/a.css";')
    with pytest.raises(InputError) as refused:
        builtin.render(root, ["html"])
    assert len(refused.value.problems) == 1
    assert str(refused.value).startswith(f"_quarto.yml, column {key}, value ") and said in str(refused.value)


@pytest.mark.parametrize("source", ["../outside.qmd", "/etc/hostname", "leads-out.qmd"])
def test_a_chapter_lies_in_the_project(tiny: Tiny, source: str) -> None:
    root = tiny(settings=f"    - {source}\n")
    (root.parent / "outside.qmd").write_text("# Outside\n")
    (root / "leads-out.qmd").symlink_to("../outside.qmd")
    with pytest.raises(InputError, match=f"{source}: (leads out|cannot be read)"):
        builtin.render(root, ["html"])


def test_a_resource_that_leads_out_is_not_copied(tiny: Tiny) -> None:
    root = tiny()
    text = (root / "_quarto.yml").read_text()
    (root / "_quarto.yml").write_text(text.replace("project:", "project:\n  resources: ['*.txt']", 1))
    (root / "secret.txt").symlink_to("/etc/hostname")
    with pytest.raises(InputError, match=r"secret\.txt: leads out of the project"):
        builtin.render(root, ["html"])
    assert not (root / "_book").exists()


@pytest.mark.parametrize("content", [b"@article{a, title = {T", b"\xff\xfe", b"not a bibliography {"])
def test_a_broken_bibliography_is_one_line(tiny: Tiny, content: bytes) -> None:
    root = tiny("# T\n\nText [@a].\n", settings="bibliography: a.bib\n")
    (root / "a.bib").write_bytes(content)
    with pytest.raises(InputError) as refused:
        builtin.render(root, ["html"])
    assert "\n" not in str(refused.value) and re.match(r"(a\.bib|index\.qmd, row 3)", str(refused.value))


def test_settings_in_another_encoding_are_one_line(tiny: Tiny) -> None:
    root = tiny()
    (root / "_quarto.yml").write_text((root / "_quarto.yml").read_text(), encoding="utf-16")
    with pytest.raises(InputError, match=r"^_quarto\.yml: is not UTF-8$"):
        builtin.render(root, ["html"])


TYPST = {
    "raw Typst": "```{=typst}\n#nothing-of-this-name\n```\n",
    "broken picture": "![A](broken.svg)\n",
    "file of the machine": '```{=typst}\n#read("/etc/hostname")\n```\n',
}


@pytest.mark.parametrize("bad", TYPST.values(), ids=TYPST)
def test_what_typst_cannot_set_names_the_chapter(tiny: Tiny, bad: str) -> None:
    root = tiny(settings="    - second.qmd\n    - third.qmd\n")
    (root / "second.qmd").write_text(f"# Second\n\n{bad}")
    (root / "third.qmd").write_text("# Third\n")
    (root / "broken.svg").write_text("<svg")
    with pytest.raises(InputError) as refused:
        builtin.render(root, ["pdf"])
    assert str(refused.value).startswith("second.qmd: Typst: ") and "\n" not in str(refused.value)


def test_a_flood_of_problems_is_cut(tiny: Tiny) -> None:
    with pytest.raises(InputError) as refused:
        builtin.render(tiny("# T\n\n" + "@fig-a\n\n" * 3000), ["html"])
    lines = str(refused.value).splitlines()
    assert len(lines) == 21 and lines[-1] == "and 2,980 more"


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


def test_in_a_notebook_a_refusal_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    InteractiveShell().run_cell(
        "from doesithold.errors import InputError\nraise InputError('no such method')"
    )
    assert capsys.readouterr().out == "InputError: no such method\n"
