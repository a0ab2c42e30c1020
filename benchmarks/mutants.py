"""Mutants: lines that a reader would notice, broken one at a time; a test has to fail for each.

`make mutants`, or ``python -m benchmarks.mutants [--only WORD] [--jobs N] [--fresh] [--named-only]``. The
list is ``tests/mutants.yaml``: the file, the text that stands once in it, what it becomes, what a reader
would see, and the tests that should notice. Each mutant is tried in a copy of the project, first by its own
tests, then by the whole quick suite. What has been found stays in ``.cache/mutants.json`` as long as the
mutant, its file and its tests stay as they are, so a run that was stopped goes on. The tests named must pass
where nothing is broken: otherwise they would kill everything.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "mutants.yaml"
KEPT = ROOT / ".cache" / "mutants.json"
LEAST_KILLED = 0.9
PASSED, FAILED = 0, 1
SECONDS, WHOLE_SUITE_SECONDS, CLOSING_SECONDS = 300, 1800, 10
LIBRARIES = "pytest hypothesis pandas scipy.stats statsmodels.api lifelines matplotlib.pyplot seaborn "
LIBRARIES += "great_tables pydantic frictionless typst pypandoc pyarrow.parquet playwright.sync_api"
HOUSES = ("analysis", "doesithold", "tests")
QUICK_SUITE = ("tests", "-m", "not slow")


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

    @property
    def digest(self) -> str:
        """Of all that decides whether its tests notice it, but for the other files of the project."""
        files = [ROOT / self.file, *(path for name in self.tests for path in _test_files(name))]
        content = hashlib.sha256(json.dumps([self.old, self.new, self.tests]).encode())
        for path in files:
            content.update(path.read_bytes())
        return content.hexdigest()


def load_mutants(path: Path = LIST) -> tuple[Mutant, ...]:
    """Read the list; every mutant's text must stand exactly once in its file.

    Raises
    ------
    ValueError
        If it does not, or a mutant or one of its tests is not there.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    mutants = tuple(Mutant(**{**entry, "tests": tuple(entry["tests"])}) for entry in entries)
    problems = [problem for mutant in mutants for problem in _problems(mutant)]
    if problems:
        raise ValueError("\n".join(problems))
    return mutants


def _problems(mutant: Mutant) -> Iterator[str]:
    times = (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old)
    if times != 1:
        yield f"{mutant.file}: {mutant.old!r} stands {times} times, not once"
    if mutant.old == mutant.new:
        yield f"{mutant.file}: {mutant.old!r} changes nothing"
    for name in mutant.tests:
        if not (ROOT / name).exists():
            yield f"{mutant.file}: there is no {name}"


def _test_files(name: str) -> list[Path]:
    path = ROOT / name
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def run(mutants: Sequence[Mutant], jobs: int, *, whole_suite: bool) -> Iterator[tuple[Mutant, str]]:
    """Try mutants, some at a time, each in a copy of the project that no other uses meanwhile."""
    for library in LIBRARIES.split():  # once for all: each trial is a fork
        with suppress(ImportError):
            importlib.import_module(library)
    waiting, running = list(reversed(mutants)), dict[Any, _Trial]()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [_copy(Path(folder) / str(number)) for number in range(jobs)]
        try:
            while waiting or running:
                while waiting and copies:
                    trial = _Trial(waiting.pop(), copies.pop())
                    running[trial.process.sentinel] = trial
                for sentinel in wait(list(running), timeout=1) + _overdue(running):
                    trial = running.pop(sentinel)
                    found = trial.outcome()
                    if found == "survived" and whole_suite and trial.tests != QUICK_SUITE:
                        trial = _Trial(trial.mutant, trial.copy, QUICK_SUITE, WHOLE_SUITE_SECONDS)
                        running[trial.process.sentinel] = trial
                        continue
                    copies.append(trial.copy)
                    yield trial.mutant, found
        finally:
            for trial in running.values():
                trial.stop()


class _Trial:
    """The tests of one mutant in a process of their own."""

    def __init__(
        self, mutant: Mutant, copy: Path, tests: Sequence[str] = (), seconds: float = SECONDS
    ) -> None:
        self.mutant, self.copy, self.tests = mutant, copy, tests or mutant.tests
        self.file = copy / mutant.file
        self.whole = self.file.read_text(encoding="utf-8")
        self.file.write_text(self.whole.replace(mutant.old, mutant.new), encoding="utf-8")
        self.until = time.monotonic() + seconds
        self.process = multiprocessing.get_context("fork").Process(target=_test, args=(copy, self.tests))
        self.process.start()

    def outcome(self) -> str:
        """Say what the tests did: killed, survived, broken, or late if they are not done yet."""
        self.process.join(CLOSING_SECONDS)  # the sentinel is ready a moment before the status is
        late = self.process.is_alive()
        self.stop()
        found = {PASSED: "survived", FAILED: "killed"}.get(self.process.exitcode or 0, "broken")
        return "late" if late else found

    def stop(self) -> None:
        """End the tests and mend the line again."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid or 0, 9)  # with all that the tests have started
        self.process.join()
        self.file.write_text(self.whole, encoding="utf-8")


def _overdue(running: dict[Any, _Trial]) -> list[Any]:
    now = time.monotonic()
    return [sentinel for sentinel, trial in running.items() if trial.until < now and trial.process.is_alive()]


def _test(copy: Path, tests: Sequence[str]) -> None:
    """Run tests in a copy; the status is pytest's."""
    import pytest

    os.setsid()
    os.chdir(copy)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.path[:] = [str(copy), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
    os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    for name in [
        name for name in sys.modules if name.partition(".")[0] in ("analysis", "doesithold", "tests")
    ]:
        del sys.modules[name]
    os._exit(pytest.main(["-q", "-x", "-n0", "-p", "no:cacheprovider", *tests]))


def _copy(target: Path) -> Path:
    """Copy the files that git knows, and link the environment."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


def _failing_anyway(mutants: Sequence[Mutant], jobs: int) -> list[str]:
    """Return the tests that fail where nothing is broken."""
    names = sorted({name for mutant in mutants for name in mutant.tests})
    unbroken = [Mutant(str(LIST.relative_to(ROOT)), "", "", "nothing", (name,)) for name in names]
    tried = run(unbroken, jobs, whole_suite=False)
    return [f"{found}: {one.tests[0]}" for one, found in tried if found not in ("survived", "late")]


def _kept() -> dict[str, str]:
    with suppress(OSError, ValueError):
        return dict(json.loads(KEPT.read_text(encoding="utf-8")))
    return {}


def _keep(results: dict[str, str]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(results, indent=0), encoding="utf-8")


def _table(results: Sequence[tuple[Mutant, str]]) -> Iterator[str]:
    """Say for each room how many were killed, and name the others."""
    rooms: dict[str, Counter[str]] = {}
    for mutant, found in results:
        rooms.setdefault(mutant.room, Counter())[found] += 1
        if found != "killed":
            yield f"{found}: {mutant.file}: {mutant.shows} {mutant.survives}".rstrip()
    for room, counted in sorted(rooms.items()):
        yield f"{room:32} {counted['killed']:3} of {sum(counted.values()):3} killed"


def main() -> int:
    """Try the mutants and list what survived; 1 if too many did, or one broke the suite itself."""
    parser = argparse.ArgumentParser(description="Break one line at a time and see whether a test fails.")
    parser.add_argument("--only", default="", metavar="WORD", help="mutants whose file or words hold this")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="forget what was found before")
    parser.add_argument("--named-only", action="store_true", help="do not try survivors with the whole suite")
    arguments = parser.parse_args()
    mutants = [one for one in load_mutants() if arguments.only in f"{one.file} {one.shows}"]
    known = {} if arguments.fresh else _kept()
    digests = {mutant: mutant.digest for mutant in mutants}
    left = [mutant for mutant in mutants if known.get(digests[mutant]) != "killed"]
    print(f"{len(mutants)} mutants, {len(mutants) - len(left)} of them known to be killed", flush=True)
    if failing := _failing_anyway(left, arguments.jobs):
        print("these fail with nothing broken:", *failing, sep="\n")
        return 1
    for number, (mutant, found) in enumerate(
        run(left, arguments.jobs, whole_suite=not arguments.named_only), start=1
    ):
        known[digests[mutant]] = found
        _keep(known)
        print(f"{number:3}/{len(left)} {found:8} {mutant.file}: {mutant.shows}", flush=True)
    results = [(mutant, known[digests[mutant]]) for mutant in mutants]
    print(*_table(results), sep="\n")
    counted = Counter(found for _, found in results)
    share = counted["killed"] / max(len(results), 1)
    print(f"all {counted['killed']} of {len(results)} killed: {100 * share:.0f} %")
    return int(share < LEAST_KILLED or counted["broken"] > 0)


if __name__ == "__main__":
    sys.exit(main())
