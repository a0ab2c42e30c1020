"""What scenarios cost: ``python -m benchmarks.runs [--sizes 10 100 1000]``, from the project's folder.

Runs scenarios of the grid in a copy of the project: first the same few with one and with two kernels at a
time, then ever more of them. Processor time is that of the kernels and of the process that starts them; what
is imported once beforehand is left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import islice
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import psutil

from analysis.book import open_book
from doesithold.audit.verdicts import audit
from doesithold.paper.about import load_about
from doesithold.reconstruct import reconstruct
from doesithold.scenarios.execute import execute, prepare, run_here
from doesithold.scenarios.plan import GRID, Run, is_finished, plan
from doesithold.scenarios.results import store
from doesithold.scenarios.scenarios import grid

DRAWS = 200
GOAL_CPU, GOAL_SPEED = 2.5, 1.8
COPIED = ("analysis", "doesithold", "data", "runs/scenario.ipynb", "requirements.lock", "_quarto.yml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100])
    parser.add_argument(
        "--compared", type=int, default=24, help="scenarios run with one and with two kernels"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = _copy(Path(folder))
        os.chdir(root)
        prepare()
        runs = plan(islice(grid(load_about(root / "data")), max(*args.sizes, args.compared)), root, GRID)
        _warm(runs[0], root)
        _compare_workers(runs[: args.compared], root)
        for size in args.sizes:
            _measure(runs[:size], root)
        _break_down()


def _copy(folder: Path) -> Path:
    for name in COPIED:
        (folder / name).parent.mkdir(exist_ok=True)
        if Path(name).is_dir():
            shutil.copytree(name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(name, folder / name)
    return folder


def _warm(run: Run, root: Path) -> None:
    """Run one scenario twice, to tell what the first kernel waits for."""
    for which in ("first", "next"):
        print(f"{which} kernel: {execute(run, root).seconds:.1f} s")


def _compare_workers(runs: Sequence[Run], root: Path) -> None:
    """Alternate between one and two kernels, so that both meet the same machine."""
    seconds = {1: 0.0, 2: 0.0}
    for start in range(0, len(runs), 8):
        for jobs in seconds:
            began = time.monotonic()
            for _ in run_here(runs[start : start + 8], root, jobs):
                pass
            seconds[jobs] += time.monotonic() - began
    speed = seconds[1] / seconds[2]
    verdict = "ok" if speed >= GOAL_SPEED else "too slow"
    each = ", ".join(
        f"{jobs} at a time {total / len(runs):.2f} s a scenario" for jobs, total in seconds.items()
    )
    print(f"{each}: {speed:.2f} times as fast   {verdict}")


def _measure(runs: Sequence[Run], root: Path) -> None:
    """Time a number of scenarios with all processors, where the time goes, and a second call."""
    shutil.rmtree(root / GRID, ignore_errors=True)
    began, own, kernels, storing = time.monotonic(), time.process_time(), _kernel_seconds(), 0.0
    with closing(run_here(runs, root, os.cpu_count() or 1)) as results:
        for executed in results:
            if executed.error:
                sys.exit(f"{executed.run.scenario.name}: {executed.error}")
            before = time.monotonic()
            store(executed, root)
            storing += time.monotonic() - before
    wall, client, cells = time.monotonic() - began, time.process_time() - own, _kernel_seconds() - kernels
    began = time.monotonic()
    assert all(is_finished(run, root) for run in runs)
    again = time.monotonic() - began
    megabytes = sum(path.stat().st_size for path in (root / GRID).iterdir()) / 1e6
    each = (client + cells) / len(runs)
    print(
        f"{len(runs):5} scenarios {wall:7.1f} s, {wall / len(runs):.2f} s each; "
        f"processor {each:.2f} s each (kernel {cells / len(runs):.2f}, papermill {client / len(runs):.2f}); "
        f"files {storing / len(runs):.3f} s each, {megabytes:.0f} MB; second call {again:.1f} s   "
        f"{'ok' if each <= GOAL_CPU else 'too slow'}"
    )


def _break_down() -> None:
    """Time what the notebook does, in this process; the rest is a kernel's start and IPython's own work."""
    steps: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = step()
        steps[name] = time.process_time() - began
        return result

    book = timed("reading data and claims", lambda: open_book("data"))
    reading = book.constraints.under()
    timed("two audits", lambda: [audit(book.paper), audit(book.paper)])
    timed("reconstruction", lambda: reconstruct(book.paper, "pfs", DRAWS, 1, readings=reading))
    print("of a kernel's time: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.items()))


def _kernel_seconds() -> float:
    """Processor time of all kernels that have ended, which their common parent has been told."""
    times = psutil.Process(forkserver._forkserver._forkserver_pid).cpu_times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    main()
