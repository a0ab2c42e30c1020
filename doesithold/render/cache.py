"""What cells put out, kept between builds as long as nothing that they read has changed.

An entry has a key of all that is known before a chapter runs: its cells, the modules behind their imports,
everything in `data/`, the names of the project's files, settings, the lock, what is installed, this engine.
It counts if the files that the kernel was seen to read or write while it ran are still the same.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

import doesithold.lean  # noqa: F401

# isort: split
import nbformat
from nbformat import NotebookNode

from doesithold.files import write_atomic
from doesithold.render.output_dir import MARK
from doesithold.scenarios import kernels
from doesithold.scenarios.reads import Imports, Seen, code_of

FOLDER = Path(".cache/chapters")
DATA, LOCK = "data", "requirements.lock"
HERE = Path(__file__).parent
ENGINE = [
    HERE / "execute.py",
    HERE / "cache.py",
    *map(Path(kernels.__file__).with_name, ("kernels.py", "reads.py")),
]
MADE = ("__pycache__", "_files")
"""How the names of folders end that hold only what was made from the rest."""
Outputs = Sequence[Sequence[NotebookNode]]


@dataclass(frozen=True)
class Ran:
    """A chapter that ran: its file, its cells, what each put out, what the kernel was seen to do."""

    chapter: str
    cells: Sequence[str]
    outputs: Outputs
    seen: Seen


class OutputCache:
    """The kept outputs of one project, for one build.

    Parameters
    ----------
    root : Path
        The project's folder.
    settings : mapping
        What else outputs depend on: how cells run.
    """

    def __init__(self, root: Path, settings: Mapping[str, Any]) -> None:
        self.root, self.settings = root.resolve(), settings

    def kept(self, chapter: str, cells: Sequence[str]) -> Outputs | None:
        """Return what the cells of a chapter put out when they last ran, if they would do so again."""
        entry = self._entry(chapter)
        if entry.get("key") != self._now.key(chapter, cells):
            return None
        same = all(self._digest(name) == digest for name, digest in entry["files"].items())
        same = same and all(self._code(name) == digest for name, digest in entry["code"].items())
        return _outputs(entry) if same else None

    def last(self, chapter: str) -> Outputs | None:
        """Return what a chapter put out when it last ran, whatever has changed since."""
        entry = self._entry(chapter)
        return _outputs(entry) if entry else None

    def keep(self, ran: Sequence[Ran], began: float) -> None:
        """Keep what chapters have put out, except those that read what changed meanwhile.

        Parameters
        ----------
        ran : sequence of Ran
        began : float
            When the build began, in seconds since the epoch.
        """
        now = _Project(self.root, self.settings)
        for one in ran:
            key = self._now.key(one.chapter, one.cells)
            written = {name: self._digest(name) for name in self._names(one.seen.written)}
            read = {name: self._digest(name) for name in self._names(one.seen.read) if name not in written}
            changed = now.key(one.chapter, one.cells) != key
            code = {name: self._code(name) for name in self._names(one.seen.code)}
            sources = [*now.files, *(self.root / name for name in [*read, *code])]
            if changed or one.seen.left or any(_newer(path, began) for path in sources):
                continue
            files = {name: digest for name, digest in (read | written).items() if digest}
            text = json.dumps({"key": key, "files": files, "code": code, "outputs": one.outputs})
            with suppress(OSError):
                write_atomic(self._path(one.chapter), f"{_sha(text.encode())}\n{text}")

    @cached_property
    def _now(self) -> _Project:
        return _Project(self.root, self.settings)

    def _path(self, chapter: str) -> Path:
        return self.root / FOLDER / f"{Path(chapter).stem}-{_sha(chapter.encode())[:8]}.json"

    def _entry(self, chapter: str) -> dict[str, Any]:
        """Read an entry; one that is not whole is none."""
        with suppress(OSError, ValueError):
            digest, _, text = self._path(chapter).read_bytes().partition(b"\n")
            if digest.decode() == _sha(text):
                entry: dict[str, Any] = json.loads(text)
                return entry
        return {}

    def _digest(self, name: str) -> str:
        with suppress(OSError):
            return _sha((self.root / name).read_bytes())
        return ""

    def _code(self, name: str) -> str:
        with suppress(OSError, UnicodeDecodeError):
            return _sha(code_of(self.root / name).encode())
        return ""

    def _names(self, paths: frozenset[Path]) -> Iterator[str]:
        """Name files of the project as seen from its folder; a compiled module by its source."""
        for path in paths:
            if not path.is_relative_to(self.root) or path.is_relative_to(sys.prefix) or path.is_dir():
                continue
            source = path
            with suppress(ValueError):
                source = Path(source_from_cache(path)) if path.suffix == ".pyc" else path
            yield source.relative_to(self.root).as_posix()


class _Project:
    """The project as it is at one moment."""

    def __init__(self, root: Path, settings: Mapping[str, Any]) -> None:
        self.root = root
        self.imports = Imports(root)
        self.names = sorted(_names(root, root))
        data = [root / name for name in self.names if name.startswith(f"{DATA}/") or name == LOCK]
        self.common = {
            "settings": settings,
            "python": sys.version,
            "installed": sorted({name for place in sys.path for name in _installed(place)}),
            "engine": [_sha(path.read_bytes()) for path in ENGINE],
            "names": self.names,
            "data": [_sha(path.read_bytes()) for path in data],
        }
        self.data = data

    @property
    def files(self) -> list[Path]:
        """What the keys asked for so far rest on."""
        return [*self.data, *self.imports.digests]

    def key(self, chapter: str, cells: Sequence[str]) -> str:
        """Digest all that is known before a chapter runs."""
        behind = self.imports.behind(cells)
        return _sha(json.dumps([chapter, cells, behind, self.common], sort_keys=True).encode())


def _names(folder: Path, root: Path) -> Iterator[str]:
    """Name the project's files, except modules, hidden ones and what was made from the others."""
    for entry in os.scandir(folder):
        if entry.name.startswith((".", "_book")):
            continue
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.endswith(MADE) and not Path(entry.path, MARK).exists():
                yield from _names(Path(entry.path), root)
        elif entry.is_file() and not entry.name.endswith(".py"):
            yield Path(entry.path).relative_to(root).as_posix()


def _newer(file: Path, began: float) -> bool:
    with suppress(OSError):
        return file.stat().st_mtime >= began
    return False


def _installed(place: str) -> list[str]:
    with suppress(OSError):
        return [name for name in os.listdir(place) if name.endswith(".dist-info")]  # noqa: PTH208
    return []


def _outputs(entry: Mapping[str, Any]) -> Outputs:
    return [[nbformat.from_dict(output) for output in cell] for cell in entry["outputs"]]  # type: ignore[no-untyped-call]


def _sha(content: bytes) -> str:
    return sha256(content).hexdigest()
