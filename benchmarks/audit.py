"""The audit of this paper: in process, as a command, and how it grows with the number of statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from analysis.book import Book, open_book
from benchmarks.timing import Benchmark, Ratio, Side, processor, python
from doesithold.audit.verdicts import audit
from doesithold.paper.claims import Claim

TIMES = 10
PAPER, COMMAND = "the audit, in process", "`doesithold audit`"
MANY, PANDAS = f"the audit of {TIMES} times the statements, a {TIMES}th of it", "`python -c 'import pandas'`"


def copies(book: Book, times: int) -> Iterator[Claim]:
    """Repeat the paper's claims, each copy with ids and quantities of its own."""
    yield from book.paper.claims
    for copy in range(1, times):
        for claim in book.paper.claims:
            quantity = claim.quantity and f"{claim.quantity} {copy}"
            yield claim.model_copy(update={"id": f"{claim.id}-{copy}", "quantity": quantity})


@contextmanager
def sides(folder: Path) -> Iterator[Mapping[str, Side]]:
    """Offer audits; the first, which fills caches, is not timed."""
    book = open_book()
    many = replace(book.paper, claims=tuple(copies(book, TIMES)))
    audit(many)
    yield {
        PAPER: lambda: min(processor(lambda: audit(book.paper)) for _ in range(3)),
        MANY: lambda: processor(lambda: audit(many)) / TIMES,
        COMMAND: lambda: python("-m", "doesithold", "audit", "--format", "json"),
        PANDAS: lambda: python("-c", "import pandas"),
    }


BENCHMARK = Benchmark(
    (Ratio(PAPER, COMMAND), Ratio(COMMAND, PANDAS), Ratio(MANY, PAPER, most=1.1)), sides, without={}
)
