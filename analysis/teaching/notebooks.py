"""The exercises as notebooks: `python -m analysis.teaching.notebooks` makes `teaching/` from the chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from doesithold.errors import InputError, Problem
from doesithold.render.chapters import CodeCell, parse

CHAPTER = "chapters/exercises.qmd"
FOLDER = "teaching"
EXERCISE = re.compile(r"^## (?P<title>.*?) \{#sec-exercise-(?P<name>[\w-]+)\}\n", re.M)
PART = re.compile(r"^## (Hint|Solution)\n", re.M)
FENCE = re.compile(r"^:::.*\n?", re.M)
LINK = re.compile(r"\[([^]]*)\]\([^)]*\.qmd[^)]*\)")
REFERENCE = re.compile(r"(?<!\w)@[\w-]+")
FOLDED = {"jp-MarkdownHeadingCollapsed": True}


@dataclass
class Exercise:
    """A section of the chapter: its text as Markdown, its cells as source."""

    title: str
    name: str
    parts: list[str | CodeCell] = field(default_factory=list)


def exercises(text: str, source: str = CHAPTER) -> tuple[CodeCell, list[Exercise]]:
    """Split the chapter into the cell that all exercises begin with, and the exercises.

    Inline expressions are evaluated with the names of that first cell.

    Raises
    ------
    InputError
        If the chapter has no exercise, or an exercise refers to another part of the book.
    """
    pieces = parse(text, source).pieces
    first = next((piece for piece in pieces if isinstance(piece, CodeCell)), None)
    if first is None or not EXERCISE.search(text):
        raise InputError([Problem("holds no cell or no exercise", source)])
    names: dict[str, object] = {}
    exec(first.source, names)
    found: list[Exercise] = []
    for piece in _joined(pieces, names):
        if isinstance(piece, CodeCell):
            if found:
                found[-1].parts.append(piece)
            continue
        before, *sections = EXERCISE.split(piece)
        if found:
            found[-1].parts.append(before)
        for title, name, body in zip(sections[::3], sections[1::3], sections[2::3], strict=True):
            found.append(Exercise(title, name, [body]))
    for exercise in found:
        texts = "".join(part for part in exercise.parts if isinstance(part, str))
        if reference := REFERENCE.search(texts):
            raise InputError([Problem("a notebook cannot refer to the book", source, value=reference[0])])
    return first, found


def notebook(exercise: Exercise, first: CodeCell) -> NotebookNode:
    """Make the notebook of one exercise: the question, the data, room to try, hint and solution folded."""
    cells = [*_cells(exercise)]
    at = next(i for i, cell in enumerate(cells) if cell.source.startswith("### "))
    room = [_markdown("### The data"), _code(first.source), _markdown("### Your own try"), _code("")]
    cells[at:at] = room
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"{exercise.name}-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made: NotebookNode = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})  # type: ignore[no-untyped-call]
    return made


def files(root: Path) -> dict[str, str]:
    """Make all notebooks: the name of each file and what it holds."""
    first, found = exercises((root / CHAPTER).read_text(encoding="utf-8"))
    return {
        f"{number:02}-{exercise.name}.ipynb": nbformat.writes(notebook(exercise, first)) + "\n"  # type: ignore[no-untyped-call]
        for number, exercise in enumerate(found, 1)
    }


def main() -> None:
    """Write the notebooks, and remove those whose exercise is gone."""
    root = Path.cwd()
    made = files(root)
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.ipynb"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} notebooks in {FOLDER}/")


def _joined(pieces: Sequence[str | CodeCell], names: dict[str, object]) -> Iterator[str | CodeCell]:
    """Put the values of inline expressions into the text around them."""
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        elif piece.inline:
            text += str(eval(piece.source, names))
        else:
            yield text
            yield piece
            text = ""
    yield text


def _cells(exercise: Exercise) -> Iterator[NotebookNode]:
    title = f"# {exercise.title}\n\n"
    for part in exercise.parts:
        if isinstance(part, CodeCell):
            yield _code(part.source)
            continue
        question, *folded = PART.split(LINK.sub(r"\1", FENCE.sub("", title + part)))
        title = ""
        if question.strip():
            yield _markdown(question.strip())
        for heading, body in zip(folded[::2], folded[1::2], strict=True):
            yield _markdown(f"### {heading}", FOLDED)
            if body.strip():
                yield _markdown(body.strip())


def _markdown(source: str, metadata: dict[str, bool] | None = None) -> NotebookNode:
    made: NotebookNode = v4.new_markdown_cell(source, metadata=metadata or {})  # type: ignore[no-untyped-call]
    return made


def _code(source: str) -> NotebookNode:
    made: NotebookNode = v4.new_code_cell(source)  # type: ignore[no-untyped-call]
    return made


if __name__ == "__main__":
    main()
