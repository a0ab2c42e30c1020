"""Which files of a project stand behind an import: read from the source, so nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import doesithold

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
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: 1 - node.level or None] if node.level else []
            module = ".".join([*parts, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


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
