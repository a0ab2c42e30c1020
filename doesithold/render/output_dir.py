"""Where the book goes: a book that we made is replaced in one step, anything else is left alone."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from doesithold.errors import InputError, Problem
from doesithold.scratch import workplace

MARK = ".doesithold-book"
"""Lies in every book we made and lists its files."""
HEAD = "A book made by doesithold of these files. The next build replaces them and nothing else.\n"
LITTER = {MARK, ".DS_Store", "Thumbs.db"}
OLD = "old"
FORESEEN = "doesithold-book"
AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2


def target(root: Path, output: Path | None, configured: str) -> Path:
    """Say where the book goes.

    Parameters
    ----------
    root : Path
        The project's folder, real and absolute.
    output : Path or None
        What the user named, anywhere.
    configured : str
        What the project says otherwise; inside it.

    Raises
    ------
    InputError
        If what will be replaced is not a book of ours, or nothing.
    """
    chosen = (output or root / configured).resolve()
    if not output and root not in chosen.parents:
        raise InputError(
            [Problem("must be a folder inside the project", "_quarto.yml", None, "output-dir", configured)]
        )
    check(chosen, root)
    return chosen


def check(target: Path, root: Path) -> None:
    """Make sure that what will be replaced is a book of ours, or nothing.

    Raises
    ------
    InputError
        If `target` is a file, holds the project, or holds anything that no build put there.
    """
    if target in (root, *root.parents):
        raise InputError(f"{target}: holds the project itself, and would be replaced")
    if target.exists() and not target.is_dir():
        raise InputError(f"{target}: is a file; the book needs a folder")
    if not target.is_dir():
        return
    there = _files(target)
    listed = set(_marked(target))
    if foreign := sorted(there - listed):
        why = (
            f"holds {foreign[0]}, which no build put there"
            if listed
            else "is not a book made by this command"
        )
        raise InputError(f"{target}: {why}; move it away, or name another folder with --output")


def mark(book: Path) -> None:
    """Leave in a finished book the sign that it is ours, with the list of its files."""
    (book / MARK).write_text(HEAD + "".join(f"{name}\n" for name in sorted(_files(book))), encoding="utf-8")


def foresee(book: Path, notes: Path) -> None:
    """Before Quarto renders into `book`, note in a folder of its own whether anything foreign lies there."""
    try:
        check(book.resolve(), notes.resolve())
    except InputError:
        (notes / FORESEEN).unlink(missing_ok=True)
    else:
        notes.mkdir(exist_ok=True)
        (notes / FORESEEN).touch()


def claim(book: Path, notes: Path) -> None:
    """After Quarto rendered into `book`, mark it as ours if nothing foreign lay there before."""
    if (notes / FORESEEN).exists() and book.is_dir():
        mark(book)
    (notes / FORESEEN).unlink(missing_ok=True)


@contextmanager
def building(target: Path, root: Path) -> Iterator[Path]:
    """Offer a folder to build in beside `target`, whose folder `book` takes the place of `target` at the end.

    Where the file system can, the two change places in one step; where it cannot, the old book is set aside
    first, put back if the new one cannot take its place, and put back by the next build if this one is killed
    in between.
    """
    target.parent.mkdir(parents=True, exist_ok=True)

    def put_back(folder: Path) -> None:
        if (folder / OLD / MARK).exists() and not target.exists():
            (folder / OLD).rename(target)

    with workplace(target.parent, f".{target.name}-", put_back) as folder:
        new = folder / "book"
        new.mkdir()
        yield folder
        mark(new)
        check(target, root)
        if not target.exists():
            new.rename(target)
        elif not _exchange(new, target):
            target.rename(folder / OLD)
            try:
                new.rename(target)
            except BaseException:
                (folder / OLD).rename(target)
                raise


def _marked(book: Path) -> list[str]:
    try:
        text = (book / MARK).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return text.removeprefix(HEAD).splitlines() if text.startswith(HEAD) else []


def _files(folder: Path) -> set[str]:
    """List everything below that is not a folder, and folders that are empty."""
    found = (path for path in folder.rglob("*") if path.name not in LITTER)
    return {
        path.relative_to(folder).as_posix()
        for path in found
        if path.is_symlink() or not path.is_dir() or not any(path.iterdir())
    }


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; say whether the system could."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(library.renamex_np(*names, RENAME_SWAP) == 0)
        return bool(library.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0)
    except (AttributeError, OSError):
        return False
