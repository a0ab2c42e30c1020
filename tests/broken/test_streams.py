"""Where a command is run: streams that are closed, full or of another encoding, odd places, odd settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.broken.folder import text, write

PROJECT = Path(__file__).parents[2]
COMMAND = f"{sys.executable} -m doesithold"
ODD = "50% ; a?b & 'c' \"d\" $HOME é 表 #x [y] {z}"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    folder = tmp_path / "paper"
    write(folder)
    return folder


def run(
    line: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Type a line into a shell; nothing it says may be a traceback."""
    ran = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=120,
    )
    assert "Traceback" not in ran.stderr and "Exception ignored" not in ran.stderr, ran.stderr
    return ran


STREAMS = {
    "a full standard output": (
        "audit . > /dev/full",
        1,
        "cannot go on: No space left on device",
    ),
    "a closed standard output": ("audit . >&-", 0, ""),
    "a closed standard error": ("audit nowhere 2>&-", 2, ""),
    "a full standard error": ("audit nowhere 2> /dev/full", 2, ""),
    "both closed": ("audit nowhere >&- 2>&-", 2, ""),
    "a reader who leaves": ("audit --all . | head -1 > /dev/null; exit ${PIPESTATUS[0]}", None, ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_that_cannot_be_written_is_one_line(paper: Path, name: str) -> None:
    line, status, said = STREAMS[name]
    ran = run(f"{COMMAND} {line}", paper)
    assert ran.stderr.strip() == said
    assert status is None or ran.returncode == status


SETTINGS: dict[str, dict[str, str]] = {
    "another home, which cannot be written": {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere"},
    "another time zone and order of hashes": {"TZ": "Pacific/Chatham", "PYTHONHASHSEED": "4711"},
    "no colours, a narrow terminal": {"TERM": "dumb", "COLUMNS": "20"},
}
ENCODINGS: dict[str, dict[str, str]] = {
    "Latin-1": {"PYTHONIOENCODING": "latin-1"},
    "ASCII": {"PYTHONIOENCODING": "", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.slow
def test_no_setting_changes_what_an_audit_says(paper: Path) -> None:
    text("claims.yaml", "A statement.", "A “statement”.")(paper)
    audit = f"{COMMAND} audit --all --format csv ."
    usual = run(audit, paper).stdout
    assert "“statement”" in usual
    for name, setting in SETTINGS.items():
        assert run(audit, paper, setting).stdout == usual, name
    for name, setting in ENCODINGS.items():
        ran = run(audit, paper, setting)
        assert ran.returncode == 0 and r"\u201cstatement\u201d" in ran.stdout, name


@pytest.mark.slow
def test_a_few_open_files_are_enough(paper: Path) -> None:
    assert run(f"ulimit -n 40; {COMMAND} audit .", paper).returncode == 0


@pytest.mark.slow
def test_a_folder_of_an_odd_name_is_read_and_named(tmp_path: Path) -> None:
    write(tmp_path / ODD)
    assert run(f"{COMMAND} validate *", tmp_path).stdout.startswith(f"{ODD}: valid")
    (tmp_path / ODD / "study.yaml").unlink()
    ran = run(f"{COMMAND} validate *", tmp_path)
    assert (ran.returncode, ran.stderr) == (2, f"{ODD}/study.yaml: the file is missing\n")
