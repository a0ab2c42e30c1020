"""The book: cold, warm, after a change, by Quarto, and against as many chapters of next to nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from benchmarks.timing import ROOT, Benchmark, Ratio, Side, python
from doesithold.render.cache import FOLDER
from doesithold.render.quarto import NEEDED, find, version

COLD, WARM = "the book, nothing kept", "the book, nothing changed"
PROSE, CODE = "the book, prose of one chapter changed", "the book, code of one chapter changed"
ALONE = "one chapter alone, its prose changed"
FLOOR = "as many chapters that import pandas and draw one empty figure"
QUARTO = "the book by Quarto"
CHANGED, SENTENCE = "chapters/discussion.qmd", r"\n\n(?=[A-Z])"
PLAIN = """\
project: {{type: book, output-dir: _book, execute-dir: project}}
book: {{title: Floor, chapters: [{}]}}
format: {{html: default, typst: default}}
"""
CHAPTER = """\
# Chapter {}

```{{python}}
import pandas as pd
import matplotlib.pyplot as plt

plt.figure()
plt.show()
```
"""


@contextmanager
def sides(folder: Path) -> Iterator[Mapping[str, Side]]:
    """Offer builds of a copy of the project whose scenarios have their results."""
    book, plain = copy_of_project(folder / "book"), folder / "floor"
    _write_floor(plain)
    python("-m", "doesithold", "runs", at=book)
    numbers = count()

    def change(pattern: str, line: str) -> None:
        path = book / CHANGED
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(pattern, lambda found: found[0] + line.format(next(numbers)), text, count=1))

    def after(prepare: Callable[[], object], at: Path = book, command: str = "doesithold render") -> Side:
        def build() -> float:
            prepare()
            return python("-m", *command.split(), "--engine", "builtin", at=at)

        return build

    offered = {
        COLD: after(lambda: shutil.rmtree(book / FOLDER, ignore_errors=True)),
        WARM: after(lambda: None),
        PROSE: after(lambda: change(SENTENCE, "Change {}. ")),
        ALONE: after(lambda: change(SENTENCE, "Change {}. "), command=f"doesithold.render {CHANGED}"),
        CODE: after(lambda: change(r"```\{python\}\n(#\|.*\n)*", "# change {}\n")),
        FLOOR: after(lambda: shutil.rmtree(plain / FOLDER, ignore_errors=True), plain),
    }
    if (command := find()) and version(command) >= NEEDED:
        quarto = folder / "quarto"
        shutil.copytree(book, quarto)
        offered[QUARTO] = lambda: python("-m", "doesithold", "render", "--engine", "quarto", at=quarto)
    yield offered


def copy_of_project(folder: Path) -> Path:
    """Copy what belongs to the project as it is now, and compile it, as any first command would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    python("-m", "compileall", "-q", "doesithold", "analysis", at=folder)
    return folder


def _write_floor(folder: Path) -> None:
    settings = (ROOT / "_quarto.yml").read_text(encoding="utf-8")
    names = [
        "index.qmd",
        *(f"chapter-{number}.qmd" for number in range(1, len(re.findall(r"- .*\.qmd", settings)))),
    ]
    folder.mkdir()
    (folder / "_quarto.yml").write_text(PLAIN.format(", ".join(names)))
    for number, name in enumerate(names):
        (folder / name).write_text(CHAPTER.format(number))


BENCHMARK = Benchmark(
    (
        Ratio(COLD, QUARTO, most=0.4),
        Ratio(WARM, QUARTO),
        Ratio(COLD, FLOOR, most=1.5),
        Ratio(WARM, COLD),
        Ratio(ALONE, COLD, most_seconds=3),
        Ratio(PROSE, COLD),
        Ratio(CODE, COLD),
    ),
    sides,
    without={QUARTO: "Quarto not found"},
)
