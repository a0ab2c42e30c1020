"""Errors put into the paper or its data on purpose: how many does the audit notice.

Run ``python -m benchmarks.seeded_errors [--errors 2000] [--seed 1] [--write]``; with ``--write`` what comes
out goes to docs/benchmarks.md. Readers of a trial report noticed 4.7 % of its discrepancies (Cole et al.,
2015).
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from analysis.book import Book, open_book
from doesithold.audit.finding import Finding, as_number, normal
from doesithold.audit.verdicts import audit
from doesithold.files import write_atomic
from doesithold.numbers import decimal_places, to_decimal
from doesithold.paper.claims import Claim
from doesithold.paper.paper import Paper

SEVERITY = {"external": 0, "unverifiable": 0, "reproduced": 0, "explained": 1, "contradicted": 2}
TABLE, MARK = Path("docs/benchmarks.md"), "<!-- recall -->"
REVIEWED = Path("tests/audit/verdicts.csv")


@dataclass(frozen=True)
class SeededError:
    """One change, with the paper as it is after it."""

    kind: str
    what: str
    paper: Paper


Draw = Callable[[Book, random.Random], SeededError | None]


def checked(book: Book) -> list[Claim]:
    """Return the claims that can be recomputed and hold."""
    return [
        claim
        for claim in book.paper.claims
        if claim.measure and book.findings[claim.id].verdict != "contradicted"
    ]


def with_reports(book: Book, kind: str, reports: dict[str, str]) -> SeededError:
    """Change what claims report."""
    claims = tuple(
        claim.model_copy(update={"reported": reports[claim.id]}) if claim.id in reports else claim
        for claim in book.paper.claims
    )
    before = {claim.id: claim.reported for claim in book.paper.claims}
    what = ", ".join(f"{claim}: {before[claim]} becomes {new}" for claim, new in reports.items())
    return SeededError(kind, what, replace(book.paper, claims=claims))


def last_digit(book: Book, rng: random.Random) -> SeededError | None:
    """Move a number by one in its last digit, or turn a true statement false."""
    claim = rng.choice(checked(book))
    number = as_number(claim.reported)
    if number is None:
        opposite = {"true": "false", "false": "true"}.get(claim.reported)
        return with_reports(book, "last digit", {claim.id: opposite}) if opposite else None
    places = decimal_places(claim.reported)
    moved = to_decimal(number + Fraction(rng.choice([-1, 1]), 10**places), places)
    return with_reports(book, "last digit", {claim.id: moved})


def denominator(book: Book, rng: random.Random) -> SeededError | None:
    """Print a percentage over another number of patients."""
    shares = [claim for claim in checked(book) if claim.unit == "percent" and book.findings[claim.id].share]
    claim = rng.choice(shares)
    share = book.findings[claim.id].share
    assert share
    numerator, n = share.numerator, share.denominator
    other = rng.choice([m for m in range(max(numerator, n - 3), n + 4) if m != n])
    printed = to_decimal(Fraction(100 * numerator, other), decimal_places(claim.reported))
    return with_reports(book, "denominator", {claim.id: printed})


def response(book: Book, rng: random.Random) -> SeededError:
    """Give a patient another best response."""
    patient = rng.choice(book.paper.rows())
    code = rng.choice([code for code in book.paper.rows("responses") if code.code != patient.best_response])
    changed = book.paper.changed("patients", patient, best_response=code.code)
    what = f"{patient.patient}: {patient.best_response} becomes {code.code}"
    return SeededError("response", what, changed)


def swap(book: Book, rng: random.Random) -> SeededError | None:
    """Exchange two numbers of one section that have the same unit."""
    claim = rng.choice(checked(book))
    partners = [
        other
        for other in checked(book)
        if (other.section, other.unit) == (claim.section, claim.unit)
        and as_number(other.reported) is not None
    ]
    other = rng.choice(partners) if partners and as_number(claim.reported) is not None else claim
    return with_reports(book, "swap", {claim.id: other.reported, other.id: claim.reported})


def repeated(book: Book, rng: random.Random) -> SeededError | None:
    """Change one of the places that tell what no published data decide."""
    claim = rng.choice(
        [claim for claim in book.paper.claims if not claim.measure and book.findings[claim.id].agrees_with]
    )
    number = as_number(claim.reported)
    if number is None:
        parts = claim.reported.split("; ")
        return with_reports(book, "repeated", {claim.id: "; ".join(parts[1:]) or f"not {claim.reported}"})
    places = decimal_places(claim.reported)
    moved = to_decimal(number + Fraction(rng.choice([-1, 1]), 10**places), places)
    return with_reports(book, "repeated", {claim.id: moved})


DRAWS: tuple[Draw, ...] = (last_digit, denominator, response, swap, repeated)


def seeded_errors(book: Book, number: int, seed: int) -> Iterator[SeededError]:
    """Draw errors of each kind in turn, without changes that put a number right or change nothing."""
    rng = random.Random(seed)
    drawn = 0
    while drawn < number:
        error = DRAWS[drawn % len(DRAWS)](book, rng)
        if error and not is_harmless(book, error):
            drawn += 1
            yield error


def is_harmless(book: Book, error: SeededError) -> bool:
    """Tell whether a change prints the same values, or the recomputed ones."""
    changed = [
        (new.reported, book.findings[old.id].recomputed)
        for old, new in zip(book.paper.claims, error.paper.claims, strict=True)
        if normal(old.reported) != normal(new.reported)
    ]
    return error.paper.tables is book.paper.tables and all(
        normal(new) == recomputed for new, recomputed in changed
    )


def alarms(before: Sequence[Finding], after: Sequence[Finding]) -> list[str]:
    """Name the findings that an error made graver, or that need other assumptions or have other rivals."""
    return [new.id for old, new in zip(before, after, strict=True) if _graver(old, new)]


def _graver(old: Finding, new: Finding) -> bool:
    here, now = SEVERITY[old.verdict], SEVERITY[new.verdict]
    other_cause = here == now > 0 and old.assumptions != new.assumptions
    return now > here or other_cause or bool(set(new.conflicts_with) - set(old.conflicts_with))


def false_alarms(book: Book) -> list[str]:
    """Name the findings on the unchanged paper that the verdicts reviewed by hand do not have."""
    with REVIEWED.open(newline="", encoding="utf-8") as file:
        reviewed = {row["id"]: row["verdict"] for row in csv.DictReader(file)}
    return [
        finding.id
        for finding in book.findings.values()
        if SEVERITY[finding.verdict] > SEVERITY[reviewed[finding.id]]
    ]


@dataclass(frozen=True)
class Places:
    """Statements about this study, by what an error in them can be held against.

    Attributes
    ----------
    recomputed, repeated : int
        Decided by published data; by none, but told more than once.
    alone : Counter of str
        Neither, by section: no audit can notice an error there.
    """

    recomputed: int
    repeated: int
    alone: Counter[str]

    @property
    def share(self) -> Fraction:
        """Share of places where an error can be noticed."""
        seen = self.recomputed + self.repeated
        return Fraction(seen, seen + self.alone.total())


def places(book: Book) -> Places:
    """Count the places of the paper by what they can be held against."""
    own = [claim for claim in book.paper.claims if not claim.external]
    undecided = [claim for claim in own if book.findings[claim.id].verdict == "unverifiable"]
    alone = [claim for claim in undecided if not book.findings[claim.id].agrees_with]
    return Places(
        len(own) - len(undecided), len(undecided) - len(alone), Counter(claim.section for claim in alone)
    )


def section(
    total: Counter[str], missed: Mapping[str, Sequence[str]], there: Places, alarmed: int, seed: int
) -> str:
    """Write what comes out, for docs/benchmarks.md."""
    noticed = {kind: number - len(missed.get(kind, ())) for kind, number in total.items()}
    all_in = Fraction(sum(noticed.values()), total.total())
    rows = "".join(
        f"| {kind} | {noticed[kind]} | {number} | {100 * noticed[kind] / number:.1f} % |\n"
        for kind, number in total.items()
    )
    where = ", ".join(f"{name} {number}" for name, number in there.alone.most_common())
    return f"""
{MARK}
# What it notices

Made by `python -m benchmarks.seeded_errors --write`, never by hand. {total.total():,} errors were put into
this paper, one at a time (seed {seed}). One is noticed where a finding becomes graver, has another cause, or
comes into conflict. Readers of a trial report noticed 4.7 % of its discrepancies (Cole et al., 2015).

| Error | Noticed | Of | Recall |
|:--|--:|--:|--:|
{rows}| all | {sum(noticed.values())} | {total.total()} | {float(100 * all_in):.2f} % |

The table counts errors where something decides: {there.recomputed} statements are recomputed from what the
paper prints, and {there.repeated} more are told at several places. {there.alone.total()} are told once, and
no published data decide them ({where}): no audit can notice an error there.
Over all places alike, {float(100 * all_in * there.share):.1f} % of errors are noticed. False alarms on the
unchanged paper: {alarmed}.
"""


def main() -> None:
    """Print recall by kind of error, what was missed, and the false alarms."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--errors", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write it to docs/benchmarks.md")
    args = parser.parse_args()
    book = open_book()
    before = tuple(book.findings.values())
    total, missed = Counter[str](), defaultdict[str, list[str]](list)
    for error in seeded_errors(book, args.errors, args.seed):
        total[error.kind] += 1
        if not alarms(before, audit(error.paper)):
            missed[error.kind].append(error.what)
    for kind, number in total.items():
        print(f"{kind:12} {number - len(missed[kind]):5} of {number:5} noticed")
    noticed = sum(total.values()) - sum(map(len, missed.values()))
    print(f"recall       {100 * noticed / sum(total.values()):.2f} % (readers: 4.7 %)")
    print(f"false alarms {len(false_alarms(book))} on the unchanged paper")
    for kind, whats in missed.items():
        for what, times in Counter(whats).items():
            print(f"missed ({kind}, {times} times): {what}")
    if args.write:
        table = TABLE.read_text(encoding="utf-8").partition(f"\n{MARK}")[0]
        said = section(total, missed, places(book), len(false_alarms(book)), args.seed)
        write_atomic(TABLE, table + said)


if __name__ == "__main__":
    main()
