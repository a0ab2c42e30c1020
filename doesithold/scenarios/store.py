"""Results as they come in: kept whole, by one writer at a time, and told to who waits for them."""

from __future__ import annotations

import fcntl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from doesithold.files import write_atomic
from doesithold.markup import plain
from doesithold.scenarios.execute import Executed
from doesithold.scenarios.plan import OUTPUT

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


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


class Progress:
    """Tells how far the runs have come: a bar on a terminal, elsewhere a line for every run that ends.

    Parameters
    ----------
    total : int
        Number of runs.
    """

    def __init__(self, total: int) -> None:
        self.total, self.done, self.began = total, 0, time.monotonic()
        self.bar = _bar(total) if sys.stderr.isatty() else None

    def __enter__(self) -> Progress:
        if self.bar:
            self.bar.start()
        return self

    def __exit__(self, *ended: object) -> None:
        if self.bar:
            self.bar.stop()

    def tell(self, executed: Executed) -> None:
        """Report one run, and when all will have ended if the others take as long."""
        self.done += 1
        name = plain(executed.run.scenario.name)
        outcome = f"failed: {plain(executed.error)}" if executed.error else f"{executed.seconds:.1f} s"
        if self.bar:
            self.bar.update(self.bar.task_ids[0], advance=1, description=name)
            if executed.error:
                self.bar.console.print(f"{name}: {outcome}", markup=False, highlight=False)
            return
        left = (time.monotonic() - self.began) / self.done * (self.total - self.done)
        rest = f", {_in_words(left)} left" if self.done < self.total else ""
        line = f"{self.done:{len(str(self.total))}}/{self.total} {name}: {outcome}{rest}"
        print(line, file=sys.stderr, flush=True)


def _bar(total: int) -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    text = TextColumn("{task.description}", markup=False)
    bar = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), text, console=Console(stderr=True)
    )
    bar.add_task("", total=total)
    return bar


def _in_words(seconds: float) -> str:
    """Write a time to wait, such as ``about 40 s`` or ``about 3 min``."""
    if seconds < 90:
        return f"about {seconds:.0f} s"
    minutes = seconds / 60
    return f"about {minutes:.0f} min" if minutes < 90 else f"about {minutes / 60:.1f} h"
