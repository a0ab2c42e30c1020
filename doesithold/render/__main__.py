"""`python -m doesithold.render`: the book as HTML and PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from doesithold.render.command import guarded, render_project
from doesithold.render.options import add_options


def main() -> int:
    """Render the book in the current folder; return the exit status."""
    return guarded(_render)


def _render() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m doesithold.render",
        description="Render the book as HTML and PDF. Needs Linux or macOS.",
    )
    parser.add_argument("chapter", nargs="?", help="the only one to render; with -P, the one it is for")
    add_options(parser)
    arguments = parser.parse_args()
    return render_project(Path.cwd(), arguments, arguments.chapter)


if __name__ == "__main__":
    sys.exit(main())
