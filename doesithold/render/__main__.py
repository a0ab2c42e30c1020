"""`python -m doesithold.render`: the book as HTML and PDF."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from doesithold.errors import InputError
from doesithold.render import builtin, quarto
from doesithold.render.execute import CellError, Limits


def main() -> int:
    """Render the book; say in one line what the machine would not do."""
    if sys.platform == "win32":
        print("this needs Linux or macOS; on Windows, use WSL", file=sys.stderr)
        return 2
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _render()
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if not isinstance(error, BrokenPipeError):
            where = f"{error.filename}: " if error.filename else ""
            print(
                f"cannot go on: {where}{error.strerror or error}; the book that was there stays",
                file=sys.stderr,
            )
        return 1
    return status


def _render() -> int:
    """Render the book in the current folder; return the exit status."""
    arguments = _arguments()
    root = Path.cwd()
    formats = sorted(set(arguments.to or (["html"] if arguments.chapter else ["html", "pdf"])))
    output = Path(arguments.output) if arguments.output else None
    try:
        if not (root / "_quarto.yml").exists():
            raise InputError("there is no _quarto.yml here: run this in the project's folder")
        parameters = dict(map(_parameter, arguments.parameters))
        if parameters and not arguments.chapter:
            raise InputError("-P needs the chapter whose parameters it sets")
        if command := _quarto(arguments.engine):
            return quarto.render(
                command, root, formats, output, chapter=arguments.chapter, parameters=parameters
            )
        began = time.monotonic()
        made = builtin.render(
            root,
            formats,
            output,
            chapter=arguments.chapter,
            parameters=parameters,
            limits=Limits(arguments.cell_seconds, arguments.cell_megabytes),
        )
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except CellError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"{time.monotonic() - began:.1f} s", *made, sep="\n  ")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m doesithold.render",
        description="Render the book as HTML and PDF. Needs Linux or macOS.",
    )
    parser.add_argument("chapter", nargs="?", help="the chapter that -P is for")
    parser.add_argument("--to", action="append", choices=["html", "pdf"], help="a format; both unless named")
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
    return parser.parse_args()


def _parameter(text: str) -> tuple[str, Any]:
    """Read NAME:VALUE, the value as YAML."""
    name, colon, value = text.partition(":")
    if not colon or not name.isidentifier():
        raise InputError(f"-P {text}: is not NAME:VALUE")
    try:
        return name, yaml.safe_load(value)
    except yaml.YAMLError:
        raise InputError(f"-P {text}: the value is not YAML") from None


def _quarto(engine: str) -> str | None:
    """Return the command to render with; None for the built-in engine."""
    command = None if engine == "builtin" else quarto.find()
    if engine == "quarto" and not command:
        raise InputError("there is no quarto command on PATH")
    if command and (found := quarto.version(command)) < quarto.NEEDED:
        shown = ".".join(map(str, found)) or "of no known version"
        too_old = f"Quarto {shown} is too old (1.9 is needed)"
        if engine == "quarto":
            raise InputError(f"{too_old}: install a newer one, or use --engine builtin")
        print(f"{too_old}: the built-in engine renders", file=sys.stderr)
        return None
    return command


if __name__ == "__main__":
    sys.exit(main())
