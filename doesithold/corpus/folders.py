"""The folders of a corpus, and a digest of what each holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import doesithold

SIGNS = ("study.yaml", "cells.csv")
"""A folder that holds any of these is a paper's."""
LEFT_OUT = "_book"


def find_folders(given: Sequence[Path]) -> list[Path]:
    """Return the papers' folders among those given and directly inside them, each once, sorted within each.

    What is no folder is returned as it is, and so is one without a paper: the audit says what is wrong.
    """
    found: dict[Path, None] = {}
    for folder in given:
        if is_paper(folder):
            found[folder] = None
            continue
        try:
            inside = sorted(Path(entry.path) for entry in os.scandir(folder) if entry.is_dir())
        except OSError:
            inside = []
        found |= dict.fromkeys([path for path in inside if is_paper(path)] or [folder])
    return list(found)


def digest(folder: Path) -> str:
    """Return a digest of the engine and of every file in a folder, hidden ones and a rendered book left out.

    Two folders with the same files have the same digest, wherever they are; what holds no paper is told by
    its name. A file that cannot be read counts as empty; the audit says what is wrong with it.
    """
    content = hashlib.sha256(_engine())
    if not is_paper(folder):
        content.update(f"\0{folder}".encode(errors="surrogateescape"))
    for path in sorted(_files(folder)):
        content.update(f"\0{path.relative_to(folder).as_posix()}\0".encode(errors="surrogateescape"))
        try:
            with path.open("rb") as file:
                content.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            content.update(b"unreadable")
    return content.hexdigest()


@cache
def _engine() -> bytes:
    """Return a digest of the engine's own files, so that its results are not taken for another version's."""
    root = Path(doesithold.__file__).parent
    content = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        content.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return content.digest()


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != LEFT_OUT and not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if not name.startswith(".") and path.is_file():
                yield path


def is_paper(folder: Path) -> bool:
    """Tell whether a folder is a paper's."""
    return any(os.path.lexists(folder / sign) for sign in SIGNS)
