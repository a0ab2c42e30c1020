"""What everything costs: ``make bench``, or ``python -m benchmarks [--only NAME …] [--repeats N]``.

Each figure is a ratio of two costs that were measured in turn, round by round, so that both met the same
machine. The table goes to docs/benchmarks.md, those with a goal to the README as well. What was measured when
the run is stopped is kept, and the next run goes on from there, unless code has changed meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from benchmarks import audit, book, corpus, ensemble, explain, imports, scenarios, set_up
from benchmarks.seeded_errors import MARK
from benchmarks.timing import ROOT, Benchmark, Seconds, row
from doesithold.errors import InputError
from doesithold.files import write_atomic
from doesithold.streams import guarded

BENCHMARKS: Mapping[str, Benchmark] = {
    module.__name__.rpartition(".")[2]: module.BENCHMARK
    for module in (book, imports, audit, explain, ensemble, scenarios, corpus, set_up)
}
TABLE, README, STATE = Path("docs/benchmarks.md"), Path("README.md"), Path(".cache/benchmarks.json")
CODE = ("doesithold", "analysis", "benchmarks", "chapters", "data")
HEAD = """\
# What it costs

Made by `make bench`, never by hand. Each ratio is one cost divided by another, both measured in turn in the
same run: the median of all rounds, and the lowest and the highest. Times are those of one machine with
{cores} cores; ratios hold elsewhere.

"""
COLUMNS = "| Benchmark | Cost of | Divided by that of | Ratio | Goal | Time |\n|:--|:--|:--|--:|:--|--:|\n"
SHORT = "| What | Divided by | Ratio | Goal |\n|:-----|:-----------|------:|:-----|\n"
BETWEEN = re.compile(r"(?<=<!-- from docs/benchmarks.md -->\n).*?(?=<!-- end -->)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """Complains in one line."""

    def error(self, message: str) -> NoReturn:  # noqa: D102
        raise InputError(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the table after each benchmark."""
    return guarded(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    parser = Parser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=BENCHMARKS, help=", ".join(BENCHMARKS))
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="rounds (default: %(default)s)")
    args = parser.parse_args(arguments)
    if args.repeats < 1:
        raise InputError(f"--repeats {args.repeats}: must be at least 1")
    chosen = args.only or [name for name, one in BENCHMARKS.items() if not one.asked_for]
    state = _kept()
    for name in chosen:
        measured = measure(name, args.repeats, state)
        rows = [row(name, ratio, measured, BENCHMARKS[name].without) for ratio in BENCHMARKS[name].ratios]
        write(name, rows)
        print(*rows, sep="\n", flush=True)
    for name in chosen:
        state.pop(name)
    _keep(state)
    return 0


def measure(name: str, repeats: int, state: dict[str, Seconds]) -> Seconds:
    """Take all sides of a benchmark in turn until each has its rounds; keep every round."""
    seconds = state.setdefault(name, {})
    if min(map(len, seconds.values()), default=0) >= repeats:
        return seconds
    _say(f"{name}: getting ready")
    with tempfile.TemporaryDirectory() as folder, BENCHMARKS[name].sides(Path(folder)) as sides:
        if set(sides) != set(seconds):
            seconds.clear()
        for number in range(min(map(len, seconds.values()), default=0), repeats):
            _say(f"{name}: round {number + 1} of {repeats}")
            taken = {side: cost() for side, cost in sides.items()}
            for side, cost in taken.items():
                seconds.setdefault(side, []).append(cost)
            _keep(state)
    return seconds


def write(name: str, rows: Sequence[str]) -> None:
    """Put the rows of one benchmark into the table, and those with a goal into the README."""
    page = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    table = rows_of(page)
    by_name = {one: [line for line in table if line.startswith(f"| {one} |")] for one in BENCHMARKS} | {
        name: rows
    }
    lines = [line for one in BENCHMARKS for line in by_name[one]]
    head = HEAD.format(cores=os.cpu_count())
    recall = "".join(page.partition(f"\n{MARK}")[1:])
    write_atomic(TABLE, head + COLUMNS + "".join(f"{line}\n" for line in lines) + recall)
    text = README.read_text(encoding="utf-8")
    write_atomic(README, BETWEEN.sub(lambda _: in_short(lines), text))


def rows_of(page: str) -> list[str]:
    """Return the rows of the table of costs, which the recall follows."""
    costs = page.partition(MARK)[0]
    return [line for line in costs.splitlines() if line.startswith("| ")][1:]


def in_short(rows: Sequence[str]) -> str:
    """Return the table of the README: the figures that have a goal."""
    cells = [row.removeprefix("| ").removesuffix(" |").split(" | ") for row in rows]
    shown = [f"| {' | '.join(one[1:5])} |\n" for one in cells if one[4]]
    return SHORT + "".join(shown)


def _kept() -> dict[str, Seconds]:
    """Return what a run that was stopped had measured of the same code."""
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(state["seconds"]) if state["code"] == _code() else {}


def _keep(state: Mapping[str, Seconds]) -> None:
    write_atomic(STATE, json.dumps({"code": _code(), "seconds": state}))


@cache
def _code() -> str:
    digest = sha256()
    for path in sorted(path for folder in CODE for path in Path(folder).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
