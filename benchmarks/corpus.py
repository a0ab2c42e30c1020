"""The cost of auditing many folders: how it grows from 1,000 to 10,000, of a second run, of one folder.

Run ``python -m benchmarks.corpus [--sizes 1000 3000 10000] [--jobs 1]``. The folders are made up, hold cells
only, and lie in a temporary folder.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generated_papers import random_paper


def cost(folders: Path, out: Path, jobs: int) -> tuple[float, float]:
    """Return wall time and processor time of one run of the command, with its start."""
    command = [sys.executable, "-m", "doesithold", "corpus", str(folders), "--out", str(out)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*command, "--jobs", str(jobs)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, spent


def main() -> None:
    """Print the measurements, times as ratios of the smallest corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10_000])
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        made, first = 0, 0.0
        folders = here / "papers"
        for size in sorted(args.sizes):
            for number in range(made, size):
                random_paper(rng).write(folders / f"paper-{number:06d}")
            made = size
            out = here / f"{size}.parquet"
            wall, spent = cost(folders, out, args.jobs)
            again, _ = cost(folders, out, args.jobs)
            first = first or spent / size
            print(
                f"{size:7,} folders: {wall:6.1f} s, {size / spent:4.0f} a second and core, "
                f"{spent / size / first:.2f} for each folder of the smallest; again {again / wall:.2f}"
            )


if __name__ == "__main__":
    main()
