"""A build on another machine: the same bytes, no network asked for, and one line where a disk refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.alone import alone
from tests.render.conftest import PROJECT, Built, copied

ODD = "50% ; a?b & 'c' é 表 #x [y] {z}"
RENDER = [sys.executable, "-m", "doesithold.render", "--engine", "builtin"]


def _everything(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.slow
def test_another_folder_user_locale_and_machine_without_network_give_the_same_bytes(
    built: Built, tmp_path: Path
) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    book = copied(folder / "book")
    temporary = tmp_path / ("long" * 40)
    temporary.mkdir()
    odd = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/nowhere",
        "USER": "somebody",
        "TMPDIR": str(temporary),
        "LC_ALL": "C",
        "TZ": "Pacific/Chatham",
        "PYTHONHASHSEED": "4711",
        "PYTHONIOENCODING": "latin-1",
        "PYTHONPATH": str(PROJECT),
    }
    words = alone("--net", "--map-user=4711", "--map-group=4711")
    limited = ["bash", "-c", 'ulimit -n 100; umask 027; exec "$@"', "bash", "taskset", "-c", "0", *RENDER]
    ran = subprocess.run([*words, *limited], cwd=book, env=odd, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert _everything(book / "_book") == _everything(built.book)
    assert {path.stat().st_mode & 0o777 for path in (book / "_book").rglob("*.html")} == {0o640}
    assert list(temporary.iterdir()) == []


REFUSING = {
    "full": ("dd if=/dev/zero of=fill bs=1k 2>/dev/null", "No space left on device"),
    "read-only": ("mount -o remount,ro .", "Read-only file system"),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", REFUSING)
def test_a_disk_that_refuses_is_one_line_and_the_book_stays(tiny: Callable[..., Path], how: str) -> None:
    root, (refuse, said) = tiny(), REFUSING[how]
    script = (
        "set -e; mkdir disk; mount -t tmpfs -o size=400k tmpfs disk; cp _quarto.yml index.qmd disk; cd disk\n"
        f'"$@"; cp -r _book before; echo "# Other" > index.qmd; {refuse} || true\n'
        '"$@" || echo "status $?"; diff -r _book before && echo the same; ls -A'
    )
    words = [*alone("--map-root-user", "--mount"), "bash", "-c", script, "bash", *RENDER, "--to", "html"]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    ran = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert ran.stderr.startswith("cannot go on: ") and ran.stderr.count("\n") == 1, ran.stderr
    assert ran.stderr.rstrip().endswith(f"{said}; the book that was there stays")
    assert "status 1\nthe same\n" in ran.stdout and "._book-" not in ran.stdout
