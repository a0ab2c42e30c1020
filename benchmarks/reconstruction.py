"""Time drawing data sets that agree with the paper, every check included.

Run as ``python -m benchmarks.reconstruction``. Prints, for some readings, seconds for 10,000 draws and how
far they spread; then the time for all clashes and for trying every theorem.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from doesithold.paper.paper import load_paper
from doesithold.reconstruct import check, clashes, reconstruct, spread
from doesithold.reconstruct.constraints import load_constraints
from doesithold.reconstruct.decide import outcomes

DATA = Path(__file__).parents[1] / "data"
DRAWS = 10_000
READINGS: tuple[dict[str, str], ...] = (
    {},
    {"withdrawal": "event"},
    {"missing": "one"},
    {"confirmation": "confirmed"},
)


def main() -> None:
    paper, constraints = load_paper(DATA), load_constraints(DATA / "constraints.yaml")
    for choices in READINGS:
        reading = constraints.under(choices)
        start = perf_counter()
        ensemble = reconstruct(paper, "pfs", DRAWS, 1, readings=reading)
        violations = check(ensemble, paper, reading)
        seconds = perf_counter() - start
        apart = {endpoint: spread(ensemble, endpoint).curve_distance for endpoint in ("pfs", "os")}
        print(
            f"{seconds:6.2f} s for {DRAWS:,} draws, {len(violations)} violations, curves apart by "
            f"{apart['pfs']:.2f} (PFS) and {apart['os']:.2f} (OS) on average: {choices or 'default reading'}"
        )
    for name, find in (("clashes", clashes), ("outcomes of theorems", outcomes)):
        start = perf_counter()
        found = find(paper, constraints)
        print(f"{perf_counter() - start:6.2f} s for {len(found)} {name}")


if __name__ == "__main__":
    main()
