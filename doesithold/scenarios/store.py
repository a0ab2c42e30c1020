"""Keeping results: whole files only, one writer at a time, failures beside them."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from doesithold.files import write_atomic
from doesithold.scenarios.execute import Executed
from doesithold.scenarios.plan import OUTPUT


def store(executed: Executed, root: Path) -> None:
    """Keep what a run gave: findings, page and notebook; after an error, the notebook among the failed ones.

    The notebook comes last, as the sign that what stands beside it is complete.

    Raises
    ------
    OSError
        If a file cannot be written; those already there are as they were.
    """
    run = executed.run
    if executed.error:
        write_atomic(root / run.failed_notebook, executed.notebook)
        return
    findings = root / run.findings
    if not findings.exists() or findings.read_text(encoding="utf-8") != executed.findings:
        write_atomic(findings, executed.findings)
    if run.in_book:
        write_atomic(root / run.page, executed.page)
    write_atomic(root / run.notebook, executed.notebook)
    (root / run.failed_notebook).unlink(missing_ok=True)


@contextmanager
def sole_writer(root: Path) -> Iterator[None]:
    """Wait until no other process writes results, then sweep up what a killed one left half-written."""
    output = root / OUTPUT
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another process that runs scenarios here", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in output.rglob(".*.*.*"):
            leftover.unlink()
        yield
