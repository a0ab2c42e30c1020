"""A small valid folder of a paper, with every file a folder may hold, and the ways to break it by name."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

Change = Callable[[Path], object]
TABLE = "participants.csv"
CLAIMS: list[dict[str, Any]] = [
    {"id": "women", "reported": "27", "unit": "people", "measure": {"count": {"where": {"sex": "female"}}}},
    {"id": "youngest", "reported": "25", "unit": "years", "measure": {"minimum": {"column": "age"}}},
    {"id": "oldest", "reported": "68", "unit": "years", "measure": {"maximum": {"column": "age"}}},
    {
        "id": "middle",
        "reported": "46.5",
        "unit": "years",
        "measure": {"midpoint": {"lower": "youngest", "upper": "oldest"}},
    },
    {
        "id": "relieved",
        "reported": "40",
        "unit": "percent",
        "measure": {"percent": {"where": {"relieved": True}}},
    },
    {"id": "consent", "reported": "true", "unit": "statement", "needs": "the protocol"},
]
REGISTER = """position,section,number,claims,reason
1,Results,27,women,
2,Results,40,relieved,
3,Results,2,,a citation
"""
DISCREPANCIES = [{"id": "share", "about": ["relieved"], "title": "The share", "weight": "detail"}]
SCENARIOS = [
    {"name": "baseline", "title": "As it stands", "why": "To compare with."},
    {"name": "cut", "title": "Cut off", "why": "To see.", "parameters": {"rounding": "truncate"}},
]
CONSTRAINTS: dict[str, Any] = {
    "endpoints": {"pfs": {"label": "progression-free survival"}},
    "readings": {"left": {"asks": "Who left?", "alternatives": {"none": "nobody", "some": "somebody"}}},
    "constraints": [
        {
            "id": "long",
            "kind": "time",
            "place": "Results",
            "says": "Nobody stopped at once.",
            "basis": "printed",
            "endpoint": "pfs",
            "who": {"arm": "ginger"},
            "at_least": "1 week",
        }
    ],
}
READ_OFF = ("swimmer.csv", "waterfall.csv", "pfs.csv", "datapackage.json")


def write(folder: Path) -> None:
    """Write the valid folder."""
    sample = files("doesithold") / "sample"
    folder.mkdir()
    for name in (
        "study.yaml",
        "datapackage.json",
        TABLE,
        "side_effects.csv",
        "sample_protein.fasta",
        "cells.csv",
    ):
        (folder / name).write_bytes((sample / name).read_bytes())
    common = {"section": "Results", "place": "Results, first paragraph", "says": "A statement."}
    for name, content in (
        ("claims.yaml", [common | claim for claim in CLAIMS]),
        ("discrepancies.yaml", DISCREPANCIES),
        ("scenarios.yaml", SCENARIOS),
        ("constraints.yaml", CONSTRAINTS),
    ):
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    (folder / "numbers.csv").write_text(REGISTER, encoding="utf-8")


def digitised(change: Change) -> Change:
    """Add what was read off figures, then change that folder."""

    def changed(folder: Path) -> None:
        sample = Path(str(files("doesithold") / "sample/digitised"))
        (folder / "digitised").mkdir()
        for name in READ_OFF:
            shutil.copy(sample / name, folder / "digitised")
        study = folder / "study.yaml"
        study.write_text(study.read_text() + "\nanalysed: randomised\n")
        change(folder / "digitised")

    return changed


def text(file: str, old: str, new: str) -> Change:
    """Put one text in place of another, at its first place."""

    def changed(folder: Path) -> None:
        before = (folder / file).read_text(encoding="utf-8")
        assert old in before, f"{file} does not hold {old!r}"
        (folder / file).write_text(before.replace(old, new, 1), encoding="utf-8")

    return changed


def rewritten(file: str, how: Callable[[str], str]) -> Change:
    """Rewrite a file as a whole."""
    return lambda folder: (folder / file).write_text(how((folder / file).read_text()), newline="")


def more(file: str, added: str) -> Change:
    """Add text at the end of a file."""
    return lambda folder: (folder / file).write_text((folder / file).read_text() + added, encoding="utf-8")


def whole(file: str, content: str | bytes) -> Change:
    """Put other content into a file."""
    raw = content if isinstance(content, bytes) else content.encode()
    return lambda folder: (folder / file).write_bytes(raw)


def encoded(file: str, encoding: str) -> Change:
    """Write a file in another encoding."""
    return lambda folder: (folder / file).write_text((folder / file).read_text(), encoding=encoding)


def gone(*names: str) -> Change:
    """Remove files."""

    def changed(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return changed


def a_pipe(file: str) -> Change:
    """Put a pipe that nobody writes to in place of a file."""

    def changed(folder: Path) -> None:
        (folder / file).unlink()
        os.mkfifo(folder / file)

    return changed


def a_folder(file: str) -> Change:
    """Put a folder in place of a file."""

    def changed(folder: Path) -> None:
        (folder / file).unlink()
        (folder / file).mkdir()

    return changed


def a_link(file: str, target: str) -> Change:
    """Put a link in place of a file."""

    def changed(folder: Path) -> None:
        (folder / file).unlink()
        (folder / file).symlink_to(target)

    return changed


def entry(file: str, path: str, value: Any) -> Change:
    """Set a value in a YAML or JSON file; `path` holds keys and positions, such as ``resources.0.path``."""

    def changed(folder: Path) -> None:
        raw = (folder / file).read_text(encoding="utf-8")
        content = json.loads(raw) if file.endswith(".json") else yaml.safe_load(raw)
        *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
        at = content
        for key in way:
            at = at[key]
        if value is GONE:
            del at[last]
        else:
            at[last] = value
        written = json.dumps(content) if file.endswith(".json") else yaml.safe_dump(content, sort_keys=False)
        (folder / file).write_text(written, encoding="utf-8")

    return changed


GONE = object()


def claim(path: str, value: Any) -> Change:
    """Set a key of the first claim."""
    return entry("claims.yaml", f"0.{path}", value)


def measure(**call: Any) -> Change:
    """Give the first claim another measure."""
    return claim("measure", call)


def after(*changes: Change) -> Change:
    """Make several changes, one after the other."""
    return lambda folder: [change(folder) for change in changes]


def everything(folder: Path) -> dict[str, bytes | str | None]:
    """Return what lies in a folder: files with their bytes, links with their targets, others by name."""
    found: dict[str, bytes | str | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found
