"""The command `runs`: the whole audit under every scenario, resumed where it stopped."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from doesithold.errors import InputError
from doesithold.markup import plain

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from doesithold.scenarios.execute import Executed
    from doesithold.scenarios.plan import Run

INTERRUPTED = 130


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `runs` to the command line."""
    parser = subparsers.add_parser(
        "runs",
        help="the whole audit under every scenario, as executed notebooks",
        description="Execute runs/scenario.ipynb under each scenario of data/scenarios.yaml. Only what has "
        "no results yet, or results of other data, code or parameters, is run. Results: runs/output/.",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--scenario", nargs="+", action="extend", default=[], metavar="NAME", help="only these scenarios"
    )
    which.add_argument("--grid", action="store_true", help="every combination of all assumptions")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="notebooks at a time (default: CPUs)"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="run on the Dask cluster at tcp://127.0.0.1:8786 or tls://…; its workers must be started in a "
        "checkout of the project (see the README)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Execute what is not finished.

    Returns
    -------
    int
        0 if every scenario asked for has its results, 1 if not, 130 if interrupted.

    Raises
    ------
    InputError
        If the scenarios, the data or an argument cannot be used; no kernel has been started then.
    """
    if sys.platform == "win32":
        raise InputError("runs needs Linux or macOS; on Windows, use WSL")
    from doesithold.scenarios.plan import is_finished

    if args.jobs < 1:
        raise InputError(f"--jobs {args.jobs}: must be at least 1")
    if args.scheduler == "":
        raise InputError("--scheduler must be an address, such as tcp://127.0.0.1:8786")
    root = Path.cwd()
    runs = _planned(args, root)
    waiting = [run for run in runs if not is_finished(run, root)]
    if not waiting:
        return _summarise(runs, [])
    _check(root)
    return _execute(args, root, runs)


def _check(root: Path) -> None:
    """Audit the paper once: a claim that cannot be computed stops the command before any kernel starts."""
    from doesithold.audit.verdicts import audit
    from doesithold.paper.paper import load_paper

    audit(load_paper(root / "data"))


def _planned(args: argparse.Namespace, root: Path) -> Sequence[Run]:
    from doesithold.paper.about import load_about
    from doesithold.scenarios.plan import GRID, plan
    from doesithold.scenarios.results import NOTEBOOK, OUTPUT, SCENARIOS
    from doesithold.scenarios.scenarios import grid, load_scenarios

    if not (root / NOTEBOOK).exists():
        raise InputError(f"{NOTEBOOK}: the file is missing; run this from the project's folder")
    named = load_scenarios(root / SCENARIOS, args.scenario)
    return (
        plan(grid(load_about((root / SCENARIOS).parent)), root, GRID)
        if args.grid
        else plan(named, root, OUTPUT)
    )


def _execute(args: argparse.Namespace, root: Path, runs: Sequence[Run]) -> int:
    """Run what still has no results; keep each result the moment it is there."""
    from doesithold.scenarios.plan import is_finished
    from doesithold.scenarios.results import sole_writer, store

    failed: list[Executed] = []
    try:
        with sole_writer(root):
            waiting = [run for run in runs if not is_finished(run, root)]
            print(f"{len(waiting):,} of {len(runs):,} scenarios to run", file=sys.stderr, flush=True)
            with Progress(len(waiting)) as progress, closing(_started(args, root, waiting)) as results:
                for executed in results:
                    store(executed, root)
                    progress.tell(executed)
                    failed += [executed] if executed.error else []
    except KeyboardInterrupt:
        print("interrupted; what is finished is kept, the same command does the rest", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        print(
            f"cannot go on: {error}; what is finished is kept, the same command does the rest",
            file=sys.stderr,
        )
        return 1
    return _summarise(runs, failed)


def _started(args: argparse.Namespace, root: Path, runs: Sequence[Run]) -> Generator[Executed, None, None]:
    if args.scheduler is not None:
        from doesithold.scenarios.cluster import run_on_cluster

        return run_on_cluster(runs, args.scheduler)
    from doesithold.scenarios.execute import run_here

    return run_here(runs, root, args.jobs)


def _summarise(runs: Sequence[Run], failed: Sequence[Executed]) -> int:
    """Say what there is now, and what failed."""
    folder = runs[0].folder.as_posix()
    print(f"{len(runs) - len(failed):,} of {len(runs):,} scenarios have their results in {folder}/")
    for error, alike in groupby(sorted(failed, key=_error), key=_error):
        members = list(alike)
        names = ", ".join(executed.run.scenario.name for executed in members)
        kept = f" (see {members[0].run.failed_notebook.parent}/)" if members[0].notebook else ""
        print(f"failed: {names}: {error}{kept}", file=sys.stderr)
    return 1 if failed else 0


def _error(executed: Executed) -> str:
    return executed.error


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
