"""What a kernel reads and writes, as the interpreter itself reports it.

An audit hook (PEP 578) is told of every file that Python opens. What a library written in C opens by itself
is not seen; everything below the project's `data/` counts as read in any case.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doesithold.pandoc import PANDOC, SANDBOX

READ, WRITTEN, LEFT = "r", "w", "x"
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
LEAVES = {
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "socket.connect",
    "os.link",
    "os.symlink",
}
"""After these nobody knows any more what was read, unless it is our pandoc in its sandbox."""

_noted: dict[tuple[str, str], None] = {}
_report: list[int] = []


@dataclass(frozen=True)
class Seen:
    """What a kernel did.

    Attributes
    ----------
    read, written : frozenset of Path
        Files, absolute.
    left : bool
        True if it started another program or asked the network: there may be more.
    """

    read: frozenset[Path]
    written: frozenset[Path]
    left: bool


def watch() -> None:
    """Begin to take notes, in this process and all that are forked from it."""
    sys.addaudithook(_note)


def report(file: Path) -> None:
    """Write what was noted so far, and from now on, to a file; modules that were imported so far left out."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for kind, name in _noted:
        if not name.endswith((".py", ".pyc")):
            _write(handle, kind, name)
    _noted.clear()
    _report.append(handle)


def seen(file: Path) -> Seen:
    """Read such a report."""
    entries = [entry for entry in file.read_bytes().split(b"\0") if entry]
    files: dict[str, set[Path]] = {READ: set(), WRITTEN: set(), LEFT: set()}
    for entry in entries:
        files[entry[:1].decode()].add(Path(os.fsdecode(entry[1:])))
    return Seen(frozenset(files[READ]), frozenset(files[WRITTEN]), bool(files[LEFT]))


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    with suppress(Exception):
        for kind, name in _told(event, arguments):
            if (kind, path := os.path.abspath(os.fsdecode(name))) not in _noted:  # noqa: PTH100
                _noted[kind, path] = None
                if _report:
                    _write(_report[0], kind, path)


def _told(event: str, arguments: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        yield WRITTEN if (arguments[2] or 0) & WRITES else READ, arguments[0]
    elif event in ("os.rename", "sqlite3.connect"):
        yield WRITTEN, arguments[event == "os.rename"]
    elif event == "subprocess.Popen" and arguments[0] == str(PANDOC) and SANDBOX in arguments[1]:
        yield from ((READ, argument) for argument in arguments[1][1:] if not argument.startswith("-"))
    elif event in LEAVES:
        yield LEFT, event


def _write(handle: int, kind: str, name: str) -> None:
    os.write(handle, kind.encode() + os.fsencode(name) + b"\0")
