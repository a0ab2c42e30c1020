"""The cost of the audit: whole paper, single searches, and how it grows with the number of claims.

Run ``python -m benchmarks.audit [--most 100000]``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from analysis.book import Book, open_book
from doesithold.audit.verdicts import audit
from doesithold.paper.claims import Claim


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def wall(command: list[str]) -> float:
    """Return the wall time of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def copies(book: Book, times: int) -> Iterator[Claim]:
    """Repeat the paper's claims, each copy with ids and quantities of its own."""
    yield from book.paper.claims
    for copy in range(1, times):
        for claim in book.paper.claims:
            quantity = claim.quantity and f"{claim.quantity} {copy}"
            yield claim.model_copy(update={"id": f"{claim.id}-{copy}", "quantity": quantity})


def main() -> None:
    """Print the measurements, times as ratios of the audit of the paper itself."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--most", type=int, default=100_000)
    args = parser.parse_args()
    book = open_book()
    audit(book.paper)
    paper = min(seconds(lambda: audit(book.paper)) for _ in range(5))
    print(f"the paper, {len(book.paper.claims)} claims: {paper:.3f} s in process")
    command = [sys.executable, "-m", "doesithold", "audit", "--format", "json"]
    whole = min(wall(command) for _ in range(3))
    print(
        f"python -m doesithold audit: {whole:.2f} s with start-up, {whole / paper:.0f} times the audit itself"
    )
    times = 1
    while times * len(book.paper.claims) < args.most:
        times = min(10 * times, -(-args.most // len(book.paper.claims)))
        claims = tuple(copies(book, times))
        ratio = seconds(partial(audit, replace(book.paper, claims=claims))) / paper
        print(f"{len(claims):7,} claims: {ratio:6.1f} times the paper, {ratio / times:.2f} for each claim")


if __name__ == "__main__":
    main()
