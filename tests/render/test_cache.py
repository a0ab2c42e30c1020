"""What cells put out is kept between builds, never longer than it is true."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import from_dict

from doesithold.render.cache import FOLDER, OutputCache, Ran
from doesithold.scenarios.reads import Seen
from tests.render.conftest import render

CELLS = ["from helper import SHOWN", "print(SHOWN)"]
OUTPUTS = [[], [from_dict({"output_type": "stream", "name": "stdout", "text": "17 é \ud800\n"})]]
LONG_AGO = 1_000_000_000


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "index.qmd": "# A title\n",
        "other.qmd": "Prose with `{python} NUMBER` in it.\n\n```{python}\nNUMBER = 17\n```\n",
        "helper.py": "from deeper.still import NUMBER\nSHOWN = NUMBER\n",
        "deeper/__init__.py": "",
        "references.bib": "",
        "deeper/still.py": "def read():\n    from deeper import lazy\nNUMBER = 17\n",
        "deeper/lazy.py": "NUMBER = 17\n",
        "deeper/other.py": "NUMBER = 18\n",
        "data/table.csv": "patient,age\nA,61\n",
        "requirements.lock": "pandas==2.2\n",
        "notes.txt": "17\n",
        "others.txt": "18\n",
        "made_files/drawing.svg": "<svg/>",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, (LONG_AGO, LONG_AGO))
    return tmp_path


def _keep(root: Path, *, left: bool = False, began: float = LONG_AGO + 1) -> None:
    read, written = frozenset([root / "notes.txt"]), frozenset([root / "made_files/drawing.svg"])
    seen = Seen(read, written, left, code=frozenset([root / "other.qmd"]))
    cache = OutputCache(root, {"size": 7})
    cache.kept("index.qmd", CELLS)
    cache.keep([Ran("index.qmd", CELLS, OUTPUTS, seen)], began)


def _kept(root: Path, cells: list[str] = CELLS, size: int = 7) -> object:
    return OutputCache(root, {"size": size}).kept("index.qmd", cells)


def _edit(name: str, text: str | None) -> Callable[[Path], object]:
    def edit(root: Path) -> object:
        return (root / name).unlink() if text is None else (root / name).write_text(text)

    return edit


def test_what_is_kept_is_what_was_put_out(project: Path) -> None:
    assert _kept(project) is None
    _keep(project)
    assert _kept(project) == OUTPUTS


@pytest.mark.parametrize(
    "change",
    [
        _edit("index.qmd", "# Another title\n\nOther prose.\n"),
        _edit(
            "other.qmd", "New prose with `{python} NUMBER` in it.\n\n```{python}\nNUMBER = 17\n```\n\nMore."
        ),
        _edit("references.bib", "@article{new, title = {New}}\n"),
        _edit("deeper/other.py", "NUMBER = 19\n"),
        _edit("others.txt", "19\n"),
        _edit("made_files/more.svg", "<svg/>"),
    ],
    ids=[
        "prose",
        "prose of a chapter whose code was read",
        "bibliography",
        "a module that is not imported",
        "a file that was not read",
        "another drawing",
    ],
)
def test_it_stays_when_nothing_that_was_read_changes(project: Path, change: Callable[[Path], object]) -> None:
    _keep(project)
    change(project)
    assert _kept(project) == OUTPUTS


CHANGES = {
    "module": _edit("helper.py", "from deeper.still import NUMBER\nSHOWN = NUMBER + 1\n"),
    "module behind it": _edit("deeper/still.py", "NUMBER = 18\n"),
    "module imported in a function": _edit("deeper/lazy.py", "NUMBER = 18\n"),
    "package": _edit("deeper/__init__.py", "import os\n"),
    "module that takes another's place": _edit("helper/__init__.py", "SHOWN = 18\n"),
    "data": _edit("data/table.csv", "patient,age\nA,62\n"),
    "new data": _edit("data/more.csv", "patient\n"),
    "lock": _edit("requirements.lock", "pandas==2.3\n"),
    "file that was read": _edit("notes.txt", "18\n"),
    "file that was read is gone": _edit("notes.txt", None),
    "code in another chapter that was read": _edit(
        "other.qmd", "`{python} OTHER`\n\n```{python}\nNUMBER = 17\n```\n"
    ),
    "new chapter": _edit("third.qmd", "# Third\n"),
    "drawing": _edit("made_files/drawing.svg", "<svg></svg>"),
    "drawing is gone": _edit("made_files/drawing.svg", None),
    "new file that a cell may look for": _edit("settings.ini", ""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_goes_when_what_was_read_changes(project: Path, change: Callable[[Path], object]) -> None:
    _keep(project)
    (project / "helper").mkdir() if change is CHANGES["module that takes another's place"] else None
    change(project)
    assert _kept(project) is None


def test_it_goes_when_cells_settings_or_the_engine_change(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(project)
    assert _kept(project, [*CELLS[:1], "print(SHOWN + 1)"]) is None and _kept(project, size=8) is None
    monkeypatch.setattr("doesithold.render.cache.ENGINE", [project / "helper.py"])
    assert _kept(project) is None


def test_nothing_is_kept_of_a_kernel_that_started_a_program(project: Path) -> None:
    _keep(project, left=True)
    assert _kept(project) is None


@pytest.mark.parametrize("name", ["helper.py", "data/table.csv", "notes.txt"])
def test_nothing_is_kept_of_what_changed_during_the_build(project: Path, name: str) -> None:
    os.utime(project / name, (LONG_AGO + 2, LONG_AGO + 2))
    _keep(project)
    assert _kept(project) is None


@pytest.mark.parametrize("broken", [b"", b"{}", b"\xff\xfe", b"0" * 64 + b"\n{}"])
def test_an_entry_that_is_not_whole_is_none(project: Path, broken: bytes) -> None:
    _keep(project)
    (entry,) = (project / FOLDER).iterdir()
    for content in (broken, entry.read_bytes()[:-1]):
        entry.write_bytes(content)
        assert _kept(project) is None and OutputCache(project, {"size": 7}).last("index.qmd") is None


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_nothing(project: Path) -> None:
    (project / FOLDER.parts[0]).write_text("a file")
    _keep(project)
    assert _kept(project) is None


CHAPTER = """# {title}

```{{python}}
from helper import NUMBER
from pathlib import Path
import random
```

There are `{{python}} NUMBER` in `{{python}} {asked}`; drawn: `{{python}} random.random()`. {prose}
"""


def test_a_build_runs_only_what_changed_and_gives_what_a_fresh_one_gives(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text(
        "project:\n  type: book\n  execute-dir: project\n"
        "book:\n  title: Two\n  chapters: [index.qmd, second.qmd]\n"
    )
    asked = "Path('notes.txt').read_text()"
    first = CHAPTER.format(title="One", asked=asked, prose="Before.").replace("random.random()", "1 + 1")
    (tmp_path / "index.qmd").write_text(first)
    (tmp_path / "second.qmd").write_text(CHAPTER.format(title="Two {#sec-two}", asked="'none'", prose=""))
    (tmp_path / "helper.py").write_text("NUMBER = 17\n")
    (tmp_path / "notes.txt").write_text("the notes")

    def build(*arguments: str) -> tuple[set[str], dict[str, bytes]]:
        finished = render(tmp_path, "--engine", "builtin", "--to", "html", *arguments)
        assert finished.returncode == 0, finished.stderr
        ran = set(re.findall(r"^  (\S+) +[\d.]+ s$", finished.stdout, re.M))
        return ran, {path.name: path.read_bytes() for path in (tmp_path / "_book").glob("*.html")}

    assert build()[0] == {"index.qmd", "second.qmd"}
    before = build()
    assert before[0] == set()
    (tmp_path / "notes.txt").write_text("other notes")
    ran, pages = build()
    assert ran == {"index.qmd"} and pages["second.html"] == before[1]["second.html"]
    (tmp_path / "index.qmd").write_text(first.replace("Before.", "After, see @sec-two."))
    ran, pages = build("index.qmd")
    assert ran == set() and pages["second.html"] == before[1]["second.html"]
    assert b"17 in other notes" in pages["index.html"] and b"After, see" in pages["index.html"]
    (tmp_path / "second.qmd").write_text(
        (tmp_path / "second.qmd").read_text().replace("random.random()", "2")
    )
    (tmp_path / "helper.py").write_text("NUMBER = 18\n")
    ran, pages = build()
    assert ran == {"index.qmd", "second.qmd"} and b"18 in other notes" in pages["index.html"]
    kept, again = build()
    for entry in (tmp_path / FOLDER).iterdir():
        entry.unlink()
    assert build() == ({"index.qmd", "second.qmd"}, again) and kept == set()


def test_one_chapter_is_rendered_where_no_other_ever_ran(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text(
        "project:\n  type: book\n  execute-dir: project\n"
        "book:\n  title: Two\n  chapters: [index.qmd, second.qmd]\n"
    )
    (tmp_path / "index.qmd").write_text("# One\n\nSee @fig-drawn, [here](second.qmd#fig-drawn), @sec-two.\n")
    drawing = "#| label: fig-drawn\n#| fig-cap: A line.\n1 / 0"
    (tmp_path / "second.qmd").write_text(f"# Two {{#sec-two}}\n\n```{{python}}\n{drawing}\n```\n")
    finished = render(tmp_path, "--engine", "builtin", "index.qmd")
    assert finished.returncode == 0, finished.stderr
    page = (tmp_path / "_book/index.html").read_text()
    assert "Chapter\u00a02" in page and not (tmp_path / "_book/second.html").exists()
    refused = render(tmp_path, "--engine", "builtin", "index.qmd", "--to", "pdf")
    assert refused.returncode == 2 and "the PDF holds the whole book" in refused.stderr
