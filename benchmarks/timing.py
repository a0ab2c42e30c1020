"""What a benchmark is: several ways to spend time, taken in turn, and the ratios that are told of them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from doesithold.errors import InputError

ROOT = Path(__file__).parents[1]
Side = Callable[[], float]
"""Does its work once and returns what it cost, in seconds."""
Seconds = dict[str, list[float]]
"""What each side cost in each round."""


@dataclass(frozen=True)
class Ratio:
    """The cost of one side against that of another.

    Attributes
    ----------
    side, against : str
        Names of sides, in words for the table.
    most : float, optional
        The ratio that is the goal.
    most_seconds : float, optional
        The time that is the goal.
    """

    side: str
    against: str
    most: float | None = None
    most_seconds: float | None = None


@dataclass(frozen=True)
class Benchmark:
    """Ratios that are measured together.

    Attributes
    ----------
    ratios : tuple of Ratio
    sides : callable
        Given an empty folder, prepares everything and offers the sides by name; one may be missing.
    without : mapping
        What is said of a side that is missing.
    asked_for : bool
        True if it runs only where it is named.
    """

    ratios: tuple[Ratio, ...]
    sides: Callable[[Path], AbstractContextManager[Mapping[str, Side]]]
    without: Mapping[str, str]
    asked_for: bool = False


def python(*arguments: str, at: Path = ROOT) -> float:
    """Return the wall time of a Python that finds the project in the folder it runs in."""
    return wall([sys.executable, *arguments], at, PYTHONPATH=str(at))


def wall(command: Sequence[str], at: Path, **variables: str) -> float:
    """Return the wall time of a command, whose modules are kept compiled as Python does by default.

    Raises
    ------
    InputError
        If it fails, with the last line that it wrote.
    """
    environment = os.environ | variables
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    ran = subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if ran.returncode:
        said = (ran.stdout + ran.stderr).strip().splitlines() or ["it said nothing"]
        raise InputError(f"{' '.join(map(str, command))}: failed: {said[-1]}")
    return seconds


def processor(work: Callable[[], object]) -> float:
    """Return the processor time of a call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def of_commands(run: Callable[[], object]) -> float:
    """Return the processor time of the commands that a call runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def spread(numbers: Sequence[float]) -> str:
    """Write the median, and between what numbers it lies."""
    return f"{_short(median(numbers))} ({_short(min(numbers))}–{_short(max(numbers))})"


def time_spread(seconds: Sequence[float]) -> str:
    """Write the same of times, in seconds, or in milliseconds where that is shorter."""
    small = median(seconds) < 0.1
    return f"{spread([1000 * one for one in seconds])} ms" if small else f"{spread(seconds)} s"


def row(name: str, ratio: Ratio, seconds: Mapping[str, Sequence[float]], without: Mapping[str, str]) -> str:
    """Write one row of the table: benchmark, side, other side, ratio, goal, seconds."""
    missing = [without[side] for side in (ratio.side, ratio.against) if side not in seconds]
    if missing:
        return _cells(name, ratio.side, ratio.against, missing[0], _goal(ratio), "")
    costs, others = seconds[ratio.side], seconds[ratio.against]
    ratios = [cost / other for cost, other in zip(costs, others, strict=True)]
    met = (ratio.most is None or median(ratios) <= ratio.most) and (
        ratio.most_seconds is None or median(costs) <= ratio.most_seconds
    )
    goal = _goal(ratio) and f"{_goal(ratio)}: {'met' if met else 'missed'}"
    return _cells(name, ratio.side, ratio.against, spread(ratios), goal, time_spread(costs))


def _goal(ratio: Ratio) -> str:
    goals = ((ratio.most, ""), (ratio.most_seconds, " s"))
    return ", ".join(f"≤ {most:g}{unit}" for most, unit in goals if most is not None)


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _short(number: float) -> str:
    return f"{number:.2f}" if 0.1 <= number < 100 else f"{number:.0f}" if number >= 100 else f"{number:.2g}"
