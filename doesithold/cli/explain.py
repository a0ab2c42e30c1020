"""The command `explain`: what assumptions print this number, for any paper's numbers."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from doesithold.errors import InputError, shortened
from doesithold.explain import (
    IntervalExplanation,
    MeanExplanation,
    MedianIntervalExplanation,
    PercentExplanation,
    PExplanation,
    Search,
    debit,
    explain_interval,
    explain_mean,
    explain_median_interval,
    explain_p_of_counts,
    explain_p_of_means,
    explain_percent,
)
from doesithold.explain.p_value import printed_arms
from doesithold.explain.search import LARGEST_N
from doesithold.explain.sentences import p_sentence, sentence, simplest_roundings, words_for
from doesithold.numbers import to_fraction

MOST_SHOWN = 20
LARGEST_TRIED = "18"
"""The largest denominator tried where the command names none."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `explain` and its kinds of number to the command line."""
    parser = subparsers.add_parser("explain", help="find the assumptions that print a given number")
    parser.set_defaults(run=run)
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    percent = _kind(kinds, "percent", "all k/n and roundings that print a percentage", ["reported"], "31.3")
    percent.add_argument("--k", help="the count, if it is known")
    percent.add_argument("--n", help="the denominator, if it is known")
    percent.add_argument("--n-max", help="otherwise try every denominator up to this (default 18)")
    interval = _kind(
        kinds, "interval", "all methods that print these bounds (percent)", ["lower", "upper"], "17.80"
    )
    interval.add_argument("--k", required=True, help="successes")
    interval.add_argument("--n", required=True, help="trials")
    mean = _kind(kinds, "mean", "can a mean of whole numbers print this? (GRIM)", ["reported"], "5.19")
    mean.add_argument("--n", required=True, help="number of people")
    mean.add_argument("--items", default="1", help="whole numbers averaged for each person (default 1)")
    mean.add_argument("--sd", help="the printed standard deviation, tested as well (GRIMMER)")
    p = _kind(kinds, "p", "all tests that print a p value", ["reported"], "0.006")
    p.add_argument("--counts", nargs="+", metavar="K N", help="events and people of each arm: 27 62 41 60")
    p.add_argument("--means", nargs="+", metavar="M", help="mean of each arm, as printed")
    p.add_argument("--sds", nargs="+", metavar="SD", help="standard deviation of each arm, as printed")
    p.add_argument("--ns", nargs="+", metavar="N", help="people in each arm")
    names = ["median", "lower", "upper"]
    _kind(
        kinds, "median-interval", "the family these bounds of a median survival time belong to", names, "2.2"
    )


def run(args: argparse.Namespace) -> int:
    """Print the explanations, as text or as one JSON document.

    Returns
    -------
    int
        0, also when nothing explains the number.

    Raises
    ------
    InputError
        If a number cannot be used.
    """
    search = SEARCHES[args.kind](args)
    print(_as_json(args, search) if args.json else "\n".join(_as_text(args, search)))
    return 0


def _kind(
    kinds: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    says: str,
    numbers: list[str],
    such_as: str,
) -> argparse.ArgumentParser:
    parser = kinds.add_parser(name, help=says, description=says)
    for number in numbers:
        parser.add_argument(number, help=f"as printed, such as {such_as}")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _count(args: argparse.Namespace, name: str) -> int:
    return _whole(getattr(args, name), name)


def _whole(text: str, name: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,12}", text):
        raise InputError(f"{name.replace('_', '-')} {shortened(text)}: must be a whole number")
    return int(text)


def _percent(args: argparse.Namespace) -> Search[PercentExplanation]:
    if args.n is not None and args.n_max is not None:
        raise InputError("--n and --n-max: give one of them, the denominator or how far to search")
    args.n_max = args.n_max or LARGEST_TRIED
    n = None if args.n is None else _count(args, "n")
    k = None if args.k is None else _count(args, "k")
    return explain_percent(args.reported, n, _count(args, "n_max"), k=k)


def _interval(args: argparse.Namespace) -> Search[IntervalExplanation]:
    return explain_interval(args.lower, args.upper, _count(args, "k"), _count(args, "n"))


def _mean(args: argparse.Namespace) -> Search[MeanExplanation]:
    return explain_mean(args.reported, _count(args, "n"), _count(args, "items"), args.sd)


def _p(args: argparse.Namespace) -> Search[PExplanation]:
    of_means = (args.means, args.sds, args.ns)
    if args.counts and not any(of_means):
        return explain_p_of_counts(args.reported, _table([_whole(text, "counts") for text in args.counts]))
    if all(of_means) and not args.counts:
        arms = printed_arms(args.means, args.sds, [_whole(text, "ns") for text in args.ns])
        return explain_p_of_means(args.reported, arms)
    raise InputError("explain p needs either --counts, or --means, --sds and --ns")


def _table(counts: list[int]) -> list[tuple[int, int]]:
    """Turn events and people of each arm into a table of people with and without the event."""
    arms = list(zip(counts[::2], counts[1::2], strict=False))
    if len(counts) % 2 or len(arms) < 2:
        raise InputError("--counts needs events and people of two arms or more, such as 27 62 41 60")
    for events, people in arms:
        if not 0 <= events <= people <= LARGEST_N:
            raise InputError(f"--counts {events} {people}: events must lie between 0 and people")
    return [(events, people - events) for events, people in arms]


def _median_interval(args: argparse.Namespace) -> Search[MedianIntervalExplanation]:
    return explain_median_interval(args.median, args.lower, args.upper)


SEARCHES: dict[str, Callable[[argparse.Namespace], Search[Any]]] = {
    "percent": _percent,
    "interval": _interval,
    "mean": _mean,
    "p": _p,
    "median-interval": _median_interval,
}
COUNTS = ("k", "n", "n_max", "items")
QUERY = ("kind", "reported", "median", "lower", "upper", "sd", "counts", "means", "sds", "ns", *COUNTS)


def _as_json(args: argparse.Namespace, search: Search[Any]) -> str:
    given = {name: value for name, value in vars(args).items() if name in QUERY and value is not None}
    query = {name: _as_number(name, value) for name, value in given.items()}
    explanations = [
        {name: value for name, value in asdict(found).items() if value is not None}
        for found in search.explanations
    ]
    document = {"query": query, "explanations": explanations, "chance": float(search.chance)}
    return json.dumps(document, indent=2)


def _as_number(name: str, value: Any) -> Any:
    if name in ("counts", "ns"):
        return [int(one) for one in value]
    return int(value) if name in COUNTS else value


def _as_text(args: argparse.Namespace, search: Search[Any]) -> Iterator[str]:
    sentences = list(dict.fromkeys(_sentences(args, search)))
    yield from sentences[:MOST_SHOWN] or ["Nothing explains it."]
    if len(sentences) > MOST_SHOWN:
        yield f"… and {len(sentences) - MOST_SHOWN:,} more (--json lists them all)"
    too = " too" if sentences else ""
    if search.chance:
        yield f"By chance: of {search.among}, {words_for(search.chance)} would be explained{too}."
    if args.kind == "mean" and args.sd and 0 <= to_fraction(args.reported) <= 1 and to_fraction(args.sd) <= 1:
        can = "can" if debit(args.reported, args.sd, _count(args, "n")) else "cannot"
        yield f"If each value is 0 or 1, they {can} have this mean and standard deviation (DEBIT)."
    if args.kind == "median-interval":
        yield "Not tested: limits read off the survival curve's confidence band may be any two event times."


def _sentences(args: argparse.Namespace, search: Search[Any]) -> list[str]:
    if args.kind == "p":
        return [p_sentence(found) for found in search.explanations]
    share = f"{args.k}/{args.n}" if args.kind == "interval" else ""
    return [sentence(found, share) for found in simplest_roundings(search.explanations)]
