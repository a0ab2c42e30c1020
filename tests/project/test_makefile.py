"""The first `make` may be stopped at any moment: the next one makes `.venv` anew."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = """#!/bin/sh
# Stands for Python and for uv: does what the recipe needs of them, or ends everything in the middle of it.
dies() { case "$*" in *"$DIES_AT"*) test -n "$DIES_AT" && kill -9 0 ;; esac; }
case "$*" in
  "-m venv .venv") test -d .venv || begun=now; mkdir -p .venv/bin; cp "$0" .venv/bin/python; dies "$*"
    test -z "$begun" || touch .venv/pip ;;
  "-m pip install"*) test -e .venv/pip || { echo "No module named pip" >&2; exit 1; }
    dies "$*"; cp "$0" .venv/bin/uv ;;
  *) dies "$*" ;;
esac
echo "$*" >> done
"""
STEPS = ("-m venv", "-m pip install", "-r requirements.lock", "--offline -e")


def make(folder: Path, dies_at: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", ".venv/.ready", "PYTHON=./python"],
        cwd=folder,
        env=os.environ | {"DIES_AT": dies_at},
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".ci").mkdir()
    for name in ("Makefile", "requirements.lock", ".ci/uv.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("step", STEPS)
def test_what_was_stopped_in_the_middle_is_made_anew(checkout: Path, step: str) -> None:
    assert make(checkout, dies_at=step).returncode < 0
    assert not (checkout / ".venv/.ready").exists()
    (checkout / "done").unlink(missing_ok=True)
    ran = make(checkout)
    assert ran.returncode == 0, ran.stderr
    done = (checkout / "done").read_text()
    assert all(step in done for step in STEPS) and (checkout / ".venv/.ready").exists()
    (checkout / "done").unlink()
    assert make(checkout).returncode == 0 and not (checkout / "done").exists()


def test_a_new_lock_is_installed_with_hashes_into_what_is_there(checkout: Path) -> None:
    assert make(checkout).returncode == 0
    (checkout / "done").unlink()
    os.utime(checkout / "requirements.lock", (2**31, 2**31))
    assert make(checkout).returncode == 0
    done = (checkout / "done").read_text().splitlines()
    installs = [line for line in done if "install" in line and "--offline" not in line]
    assert len(installs) == 2 and all("--require-hashes" in line for line in installs)
    assert "-m venv .venv" not in done
