"""Mutants: lines that a reader would notice, broken one at a time; a test has to fail for each.

`make mutants`, or ``python -m benchmarks.mutants [--only WORD] [--jobs N]``. The list is
``tests/mutants.yaml``: the file, the text that stands once in it, what it becomes, what a reader would see,
and the tests that should notice. Each mutant is tried in a copy of the project.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import yaml

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "mutants.yaml"
LEAST_KILLED = 0.9
FAILED, SECONDS = 1, 300


@dataclass(frozen=True)
class Mutant:
    """One broken line.

    Attributes
    ----------
    shows : str
        What a reader would see.
    tests : tuple of str
        Where a test should fail.
    survives : str
        Why no test can fail; empty for all that should be killed.
    """

    file: str
    old: str
    new: str
    shows: str
    tests: tuple[str, ...]
    survives: str = ""

    @property
    def room(self) -> str:
        """The folder that the file is in."""
        return str(Path(self.file).parent)


def load_mutants(path: Path = LIST) -> tuple[Mutant, ...]:
    """Read the list; every mutant's text must stand exactly once in its file.

    Raises
    ------
    ValueError
        If it does not.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    mutants = tuple(Mutant(**{**entry, "tests": tuple(entry["tests"])}) for entry in entries)
    for mutant in mutants:
        times = (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old)
        if times != 1:
            raise ValueError(f"{mutant.file}: {mutant.old!r} stands {times} times, not once")
    return mutants


def outcome(mutant: Mutant, copy: Path) -> str:
    """Break the line in a copy of the project and say what its tests did: killed, survived or broken."""
    file = copy / mutant.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", *mutant.tests]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "killed"
    finally:
        file.write_text(whole, encoding="utf-8")
    return {0: "survived", FAILED: "killed"}.get(done.returncode, "broken")


def run(mutants: Sequence[Mutant], jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Try all mutants, some at a time, each in a copy that no other uses meanwhile."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            copies.put(_copy(Path(folder) / str(number)))

        def tried(mutant: Mutant) -> tuple[Mutant, str]:
            copy = copies.get()
            try:
                return mutant, outcome(mutant, copy)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(tried, mutants)


def _copy(target: Path) -> Path:
    """Copy the files that git knows, and link the environment."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


def main() -> int:
    """Try the mutants and list what survived; 1 if too many did."""
    parser = argparse.ArgumentParser(description="Break one line at a time and see whether a test fails.")
    parser.add_argument("--only", default="", metavar="WORD", help="mutants whose file or words hold this")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    mutants = [one for one in load_mutants() if arguments.only in f"{one.file} {one.shows}"]
    rooms: dict[str, Counter[str]] = {}
    for mutant, result in run(mutants, arguments.jobs):
        rooms.setdefault(mutant.room, Counter())[result] += 1
        if result != "killed":
            print(f"{result}: {mutant.file}: {mutant.shows} {mutant.survives}", flush=True)
    total = sum(rooms.values(), Counter())
    for room, counted in sorted(rooms.items()):
        print(f"{room:32} {counted['killed']:3} of {sum(counted.values()):3} killed")
    share = total["killed"] / max(sum(total.values()), 1)
    print(f"all {total['killed']} of {sum(total.values())} killed: {100 * share:.0f} %")
    return int(share < LEAST_KILLED)


if __name__ == "__main__":
    sys.exit(main())
