"""The options of both commands that render, importing nothing heavy: every command starts quickly."""

from __future__ import annotations

import argparse
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one cell may take.

    Attributes
    ----------
    seconds : float
        Time.
    megabytes : float
        Printed text.
    """

    seconds: float = 600
    megabytes: float = 50


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is rendered into what, and by which engine."""
    formats = "a format; both unless named, html alone where a chapter is"
    parser.add_argument("--to", action="append", choices=["html", "pdf"], help=formats)
    parser.add_argument("--engine", choices=["auto", "quarto", "builtin"], default="auto")
    parser.add_argument("--output", metavar="DIR", help="where the book goes instead of output-dir")
    parser.add_argument(
        "-P", dest="parameters", action="append", default=[], metavar="NAME:VALUE", help="a parameter of it"
    )
    for name, meaning in (("seconds", "time"), ("megabytes", "printed text")):
        parser.add_argument(
            f"--cell-{name}",
            type=float,
            default=getattr(Limits, name),
            metavar="N",
            help=f"the most {meaning} that one cell may take (default: %(default)g {name}; built-in engine)",
        )
