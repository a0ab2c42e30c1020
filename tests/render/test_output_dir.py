"""A build replaces a book that a build made, in one step, and never anything else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from doesithold.errors import InputError
from doesithold.render import builtin, output_dir
from doesithold.scratch import LOCK, workplace
from tests.render.conftest import PROJECT, render

Tiny = Callable[..., Path]


def _everything(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _thesis_beside_a_pdf(target: Path) -> None:
    (target / "thesis.tex").write_text("years of work")
    (target / "thesis.pdf").write_bytes(b"%PDF-1.7")


def _somebody_elses_site(target: Path) -> None:
    (target / "index.html").write_text("<p>mine")


def _a_note_inside_our_book(target: Path) -> None:
    (target / "index.html").write_text("ours")
    output_dir.mark(target)
    (target / "note.txt").write_text("dear")


def _a_folder_inside_our_book(target: Path) -> None:
    output_dir.mark(target)
    (target / "letters").mkdir()


def _a_sign_that_another_wrote(target: Path) -> None:
    (target / output_dir.MARK).write_text("letter.txt\n")
    (target / "letter.txt").write_text("dear")


OTHERS: tuple[Callable[[Path], None], ...] = (
    _thesis_beside_a_pdf,
    _somebody_elses_site,
    _a_note_inside_our_book,
    _a_folder_inside_our_book,
    _a_sign_that_another_wrote,
)


@pytest.mark.parametrize("how", ["--output", "output-dir"])
@pytest.mark.parametrize("prepare", OTHERS)
def test_what_no_build_made_is_refused_in_one_line_and_stays(
    tiny: Tiny, prepare: Callable[[Path], None], how: str
) -> None:
    root = tiny()
    target = root / "out"
    target.mkdir()
    prepare(target)
    before = _everything(root)
    output = target if how == "--output" else None
    if how == "output-dir":
        settings = root / "_quarto.yml"
        settings.write_text(settings.read_text().replace("project:", "project:\n  output-dir: out", 1))
        before = _everything(root)
    with pytest.raises(InputError) as refused:
        builtin.render(root, ["html"], output)
    assert str(refused.value).startswith(f"{target}: ") and "\n" not in str(refused.value)
    assert _everything(root) == before
    assert (target / "letters").exists() == (prepare is _a_folder_inside_our_book)


def test_a_file_as_target_is_refused_and_stays(tiny: Tiny) -> None:
    root = tiny()
    (root / "thesis.txt").write_text("years of work")
    finished = render(root, "--engine", "builtin", "--to", "html", "--output", "thesis.txt")
    assert finished.returncode == 2 and len(finished.stderr.splitlines()) == 1
    assert "is a file" in finished.stderr and (root / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("target", [".", "..", "/"])
def test_the_project_itself_is_never_replaced(tiny: Tiny, target: str) -> None:
    root = tiny()
    with pytest.raises(InputError, match="holds the project itself"):
        builtin.render(root, ["html"], root / target)


@pytest.mark.parametrize("leads", ["../elsewhere", "/tmp/elsewhere", "."])
def test_the_settings_keep_the_book_inside_the_project(tiny: Tiny, leads: str) -> None:
    root = tiny()
    settings = root / "_quarto.yml"
    settings.write_text(settings.read_text().replace("project:", f"project:\n  output-dir: {leads}", 1))
    with pytest.raises(InputError, match="must be a folder inside the project"):
        builtin.render(root, ["html"])


def test_an_empty_folder_and_a_book_of_ours_are_replaced(tiny: Tiny) -> None:
    root = tiny()
    (root / "out").mkdir()
    builtin.render(root, ["html"], root / "out")
    first = _everything(root / "out")
    (root / "out" / ".DS_Store").write_text("what a file manager leaves")
    builtin.render(root, ["html"], root / "out")
    assert _everything(root / "out") == first
    assert sorted(path.name for path in root.iterdir()) == ["_quarto.yml", "index.qmd", "out"]


@pytest.fixture(params=["exchange", "two renames"])
def swapping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "two renames":
        monkeypatch.setattr(output_dir, "_exchange", lambda one, other: False)
    yield request.param


def _swap(target: Path, root: Path, text: str) -> None:
    with output_dir.building(target, root) as folder:
        (folder / "book" / "index.html").write_text(text)


@pytest.mark.usefixtures("swapping")
def test_the_new_book_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target, root = tmp_path / "book", tmp_path / "project"
    for text in ("first", "second"):
        _swap(target, root, text)
        assert (target / "index.html").read_text() == text
        assert [path.name for path in tmp_path.iterdir()] == ["book"]


@pytest.mark.usefixtures("swapping")
def test_the_old_book_is_back_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, root = tmp_path / "book", tmp_path / "project"
    _swap(target, root, "first")
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if self.name == "book" and self.parent.name.startswith(".book-"):
            raise OSError(28, "No space left on device")
        return rename(self, to)

    monkeypatch.setattr(output_dir, "_exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="No space"):
        _swap(target, root, "second")
    assert (target / "index.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


KILLED = """
import os, sys
from pathlib import Path
from doesithold.render import output_dir
output_dir._exchange = lambda one, other: False
rename = Path.rename
def die(self, to):
    if self.name == "book" and self.parent.name.startswith(".book-"):
        os.kill(os.getpid(), 9)
    return rename(self, to)
Path.rename = die
with output_dir.building(Path("book").resolve(), Path("project").resolve()) as folder:
    (folder / "book" / "index.html").write_text("second")
"""


def test_a_build_killed_between_two_renames_is_mended_by_the_next(tmp_path: Path) -> None:
    target, root = tmp_path / "book", tmp_path / "project"
    _swap(target, root, "first")
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL and not target.exists()
    with pytest.raises(RuntimeError), output_dir.building(target, root):
        raise RuntimeError
    assert (target / "index.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


def test_only_abandoned_folders_are_swept(tmp_path: Path) -> None:
    abandoned, foreign = tmp_path / ".book-a", tmp_path / ".book-b"
    abandoned.mkdir()
    (abandoned / LOCK).touch()
    foreign.mkdir()
    with workplace(tmp_path, ".book-") as first, workplace(tmp_path, ".book-") as second:
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
            [".book-b", first.name, second.name]
        )
    assert list(tmp_path.iterdir()) == [foreign]


def test_a_killed_build_leaves_nothing_that_the_next_does_not_sweep(
    tiny: Tiny, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tiny("# T\n\n```{python}\nimport time\nopen('begun', 'w')\ntime.sleep(60)\n```\n")
    temporary = tmp_path_factory.mktemp("t")
    monkeypatch.setenv("TMPDIR", str(temporary))
    command = [sys.executable, "-m", "doesithold.render", "--engine", "builtin", "--to", "html"]
    building = subprocess.Popen(command, cwd=root, env=os.environ | {"PYTHONPATH": str(PROJECT)})
    while not (root / "begun").exists():
        time.sleep(0.1)
    building.kill()
    building.wait()
    (root / "begun").unlink()
    (root / "index.qmd").write_text("# T\n\n```{python}\n1\n```\n")
    assert render(root, "--engine", "builtin", "--to", "html").returncode == 0
    assert list(temporary.iterdir()) == []
    assert sorted(path.name for path in root.iterdir()) == [".cache", "_book", "_quarto.yml", "index.qmd"]


@pytest.mark.parametrize("lay", [None, *OTHERS])
def test_what_quarto_rendered_is_ours_unless_something_foreign_lay_there(
    tmp_path: Path, lay: Callable[[Path], None] | None
) -> None:
    book, notes = tmp_path / "_book", tmp_path / ".quarto"
    if lay:
        book.mkdir()
        lay(book)
    output_dir.foresee(book, notes)
    book.mkdir(exist_ok=True)
    (book / "page.html").write_text("rendered")
    output_dir.claim(book, notes)
    if lay:
        with pytest.raises(InputError):
            output_dir.check(book, tmp_path)
    else:
        output_dir.check(book, tmp_path)
    assert not list(notes.glob("*"))
