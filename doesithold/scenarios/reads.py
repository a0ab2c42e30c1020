"""What code reads: the modules behind its imports, and the files that a kernel was seen to open."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import doesithold
from doesithold.pandoc import PANDOC, SANDBOX

ENGINE = "doesithold"
HOME = Path(doesithold.__file__).parents[1]
DYNAMIC = {"import_module", "__import__", "run_module", "run_path"}
"""Who names what it imports while it runs may import any module of its own house."""


class Imports:
    """The project's own modules as they are now, each file read once.

    Parameters
    ----------
    root : Path
        The project's folder, where Python searches first. Installed packages are left out: the list of what
        is installed tells of them.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.digests: dict[Path, str] = {}
        self.direct: dict[Path, frozenset[Path]] = {}
        self.named: dict[str, tuple[tuple[Path, str], ...]] = {}

    def behind(self, sources: Iterable[str]) -> Mapping[str, str]:
        """Find all that Python texts import, and what that imports in turn.

        Parameters
        ----------
        sources : iterable of str
            Texts that run in the project's folder.

        Returns
        -------
        mapping
            Each file, named as seen from the project or from the engine's home, to its digest.
        """
        found: set[Path] = set()
        waiting = {file for source in sources for name in names(source) for file, _ in self._files(name)}
        while waiting:
            found |= waiting
            waiting = {imported for file in waiting for imported in self.direct[file]} - found
        return {self._name(file): self.digests[file] for file in sorted(found)}

    def _name(self, file: Path) -> str:
        home = self.root if file.is_relative_to(self.root) else HOME
        return file.relative_to(home).as_posix()

    def _files(self, name: str) -> tuple[tuple[Path, str], ...]:
        """Find the files of a module and of the packages around it, each with the package it belongs to."""
        if name not in self.named:
            places = [self.root, HOME] if name.partition(".")[0] == ENGINE else [self.root]
            self.named[name] = next(filter(None, (tuple(_located(name, place)) for place in places)), ())
            for file, package in self.named[name]:
                self._read(file, package)
        return self.named[name]

    def _read(self, file: Path, package: str) -> None:
        if file in self.direct:
            return
        content = file.read_bytes()
        self.digests[file], self.direct[file] = sha256(content).hexdigest(), frozenset()
        imported, dynamic = _imported(content, package)
        if dynamic:
            imported = [*imported, *_house(file, package)]
        self.direct[file] = frozenset(other for name in imported for other, _ in self._files(name))


def names(source: str, package: str = "") -> Iterator[str]:
    """Name what a text imports, anywhere in it; `package` is the one that it belongs to.

    A text that is not Python, not even with IPython's magics, imports nothing.
    """
    for node in _statements(_parsed(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: 1 - node.level or None] if node.level else []
            module = ".".join([*parts, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all statements inside a node, those of its clauses too; expressions import nothing."""
    for part in ("body", "handlers", "cases", "orelse", "finalbody"):
        for inside in getattr(node, part, ()):
            yield inside
            yield from _statements(inside)


@lru_cache(maxsize=2)
def _parsed(source: str) -> ast.Module:
    with suppress(SyntaxError, ValueError):
        return ast.parse(source)
    from IPython.core.inputtransformer2 import TransformerManager

    with suppress(SyntaxError, ValueError):
        return ast.parse(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]
    return ast.Module([], [])


@cache
def _imported(content: bytes, package: str) -> tuple[Sequence[str], bool]:
    text = content.decode(errors="replace")
    return sorted(set(names(text, package))), bool(package) and _is_dynamic(text)


def _is_dynamic(source: str) -> bool:
    """Tell whether a text calls what imports modules by names made up while it runs."""
    if not any(name in source for name in DYNAMIC):
        return False
    nodes = list(ast.walk(_parsed(source)))
    called = {node.id for node in nodes if isinstance(node, ast.Name)}
    return bool(DYNAMIC & (called | {node.attr for node in nodes if isinstance(node, ast.Attribute)}))


def _house(file: Path, package: str) -> Iterator[str]:
    """Name every module of the outermost package that a file belongs to."""
    house = next(folder for folder in file.parents if folder.name == package.partition(".")[0])
    for path in house.rglob("*.py"):
        yield ".".join(path.relative_to(house.parent).with_suffix("").parts).removesuffix(".__init__")


def _located(name: str, place: Path) -> Iterator[tuple[Path, str]]:
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        path = place.joinpath(*parts[:depth])
        if (file := path / "__init__.py").is_file():
            yield file, ".".join(parts[:depth])
        elif (file := path.with_suffix(".py")).is_file():
            yield file, ".".join(parts[: depth - 1])


READ, WRITTEN, LEFT, CODE = "r", "w", "x", "c"
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

CODE_IN_PROSE = re.compile(r"`\{python\}[^`]+`|^```\{python\}.*?^```", re.M | re.S)

_code_wanted: set[str] = set()
_noted: dict[tuple[str, str], None] = {}
_report: list[int] = []


@dataclass(frozen=True)
class Seen:
    """What a kernel did.

    Attributes
    ----------
    read, written : frozenset of Path
        Files, absolute.
    code : frozenset of Path
        Chapters of which it read the code alone.
    left : bool
        True if it started another program or asked the network: there may be more.
    """

    read: frozenset[Path]
    written: frozenset[Path]
    left: bool
    code: frozenset[Path] = frozenset()


def watch() -> None:
    """Begin to take notes, in this process and all that are forked from it."""
    sys.addaudithook(_note)


def report(file: Path) -> None:
    """Write what was noted so far, and from now on, to a file; modules that were imported so far left out."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    _report.append(handle)
    for kind, name in list(_noted):  # other threads go on to note
        if not name.endswith((".py", ".pyc")):
            _write(handle, kind, name)
    _noted.clear()


def seen(file: Path) -> Seen:
    """Read such a report."""
    entries = [entry for entry in file.read_bytes().split(b"\0") if entry]
    files: dict[str, set[Path]] = {kind: set() for kind in (READ, WRITTEN, LEFT, CODE)}
    for entry in entries:
        files[entry[:1].decode()].add(Path(os.fsdecode(entry[1:])))
    return Seen(frozenset(files[READ]), frozenset(files[WRITTEN]), bool(files[LEFT]), frozenset(files[CODE]))


def code_of(chapter: Path) -> str:
    """Return the cells and expressions of a chapter: who asks for them does not depend on its prose."""
    name = os.path.abspath(chapter)  # noqa: PTH100
    _code_wanted.add(name)
    try:
        return "\n".join(CODE_IN_PROSE.findall(chapter.read_text(encoding="utf-8")))
    finally:
        _code_wanted.discard(name)


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    with suppress(Exception):
        for told, name in _told(event, arguments):
            path = os.path.abspath(os.fsdecode(name))  # noqa: PTH100
            kind = CODE if path in _code_wanted else told
            if (kind, path) not in _noted:
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
