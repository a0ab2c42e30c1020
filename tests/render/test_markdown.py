"""What a cell put out becomes Markdown by its options, without a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import v4

from doesithold.render.chapters import parse
from doesithold.render.execute import ExecutedChapter
from doesithold.render.markdown import to_markdown
from doesithold.render.settings import Settings, checked

SETTINGS = checked(
    Settings,
    "project: {type: book, execute-dir: project}\nbook: {title: Tiny, chapters: [index.qmd]}\n",
    "_quarto.yml",
)


def shown(options: str, *outputs: object, to: str = "html", folder: Path = Path()) -> str:
    lines = "".join(f"#| {line}\n" for line in options.splitlines())
    chapter = parse(f"# Title\n\n```{{python}}\n{lines}source()\n```\n", "index.qmd")
    return to_markdown(ExecutedChapter(chapter, (list(outputs),)), SETTINGS, to, folder)


def stream(text: str, name: str = "stdout") -> object:
    return v4.new_output("stream", name=name, text=text)


def data(**forms: str) -> object:
    kinds = {"html": "text/html", "markdown": "text/markdown", "plain": "text/plain"}
    return v4.new_output("display_data", data={kinds[form]: value for form, value in forms.items()})


@pytest.mark.parametrize(
    ("options", "code", "output", "warned"),
    [
        ("", True, True, True),
        ("include: false", False, False, False),
        ("echo: false", False, True, True),
        ("output: false", True, False, False),
        ("warning: false", True, True, False),
    ],
)
def test_options_say_what_is_shown_of_a_cell(options: str, code: bool, output: bool, warned: bool) -> None:
    text = shown(options, stream("printed"), stream("warned", "stderr"))
    assert ("source()" in text, "printed" in text, "warned" in text) == (code, output, warned)


def test_a_page_prefers_html_and_paper_prefers_markdown() -> None:
    table = data(html="<b>as HTML</b>", markdown="as Markdown", plain="as text")
    for to, form in (("html", "as HTML"), ("typst", "as Markdown")):
        text = shown("echo: false", table, to=to)
        assert [name for name in ("as HTML", "as Markdown", "as text") if name in text] == [form]


def test_what_is_printed_as_it_stands_is_not_fenced() -> None:
    assert "{.cell-output}" in shown("echo: false", stream("*words*"))
    assert "{.cell-output}" not in shown("echo: false\noutput: asis", stream("*words*"))


def test_comments_of_the_source_are_not_published() -> None:
    chapter = parse(
        "# Title\n\nShown. <!-- kept back --> `{python} 1` More. <!-- this\ntoo -->\n", "index.qmd"
    )
    text = "".join(piece for piece in chapter.pieces if isinstance(piece, str))
    assert "Shown." in text and "More." in text
    assert "kept back" not in text and "too" not in text
