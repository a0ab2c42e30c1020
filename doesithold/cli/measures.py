"""The command `measures`: the reference of what a claim may name."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `measures` to the command line."""
    parser = subparsers.add_parser("measures", help="what a claim may name, with examples")
    parser.add_argument("name", nargs="?", help="one measure; all of them, a line each, if not given")
    parser.add_argument("--format", choices=("text", "md", "json"), default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the reference.

    Raises
    ------
    InputError
        If there is no such measure.
    """
    from doesithold.measures import reference

    entries = (reference.entry(args.name),) if args.name else reference.reference()
    if args.format == "json":
        print(json.dumps([asdict(one) for one in entries], indent=2))
    elif args.format == "md":
        print(reference.as_markdown(entries))
    elif args.name:
        print(reference.as_text(entries[0]))
    else:
        width = max(len(one.name) for one in entries)
        print("\n".join(f"{one.name:{width}}  {one.summary}" for one in entries))
    return 0
