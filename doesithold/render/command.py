"""What both commands that render share: the choice of the engine, and its exit status."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from doesithold import streams
from doesithold.errors import InputError
from doesithold.files import parse_yaml
from doesithold.render import builtin, quarto
from doesithold.render.execute import CellError
from doesithold.render.options import Limits

PROJECT = "_quarto.yml"


def guarded(render: Callable[[], int]) -> int:
    """Carry out a render; on a system without kernels as we need them, say so.

    Parameters
    ----------
    render : callable
        Returns an exit status.
    """
    if sys.platform == "win32":
        streams.complain("this needs Linux or macOS; on Windows, use WSL")
        return 2
    return streams.guarded(render, stays="the book that was there")


def render_project(root: Path, arguments: argparse.Namespace, chapter: str | None = None) -> int:
    """Render the project in a folder, and say what was made.

    Parameters
    ----------
    root : Path
        The folder with ``_quarto.yml``.
    arguments : argparse.Namespace
        The options of `options.add_options`.
    chapter : str, optional
        The chapter that the parameters are for.

    Returns
    -------
    int
        Exit status: 1 if a cell raises or Quarto fails, 130 if interrupted.

    Raises
    ------
    InputError
        If there is no project, or the engine does not know something in it.
    """
    formats = sorted(set(arguments.to or (["html"] if chapter else ["html", "pdf"])))
    output = Path(arguments.output) if arguments.output else None
    if not (root / PROJECT).exists():
        raise InputError(f"there is no {PROJECT} here: run this in the project's folder")
    parameters = dict(map(_parameter, arguments.parameters))
    if parameters and not chapter:
        raise InputError("-P needs the chapter whose parameters it sets")
    if command := quarto_command(arguments.engine):
        return quarto.render(command, root, formats, output, chapter=chapter, parameters=parameters)
    began = time.monotonic()
    try:
        made = builtin.render(
            root,
            formats,
            output,
            chapter=chapter,
            parameters=parameters,
            limits=Limits(arguments.cell_seconds, arguments.cell_megabytes),
        )
    except CellError as error:
        streams.complain(str(error))
        return 1
    print(f"{time.monotonic() - began:.1f} s", *made, sep="\n  ")
    return 0


def _parameter(text: str) -> tuple[str, Any]:
    """Read NAME:VALUE, the value as YAML."""
    name, colon, value = text.partition(":")
    if not colon or not name.isidentifier():
        raise InputError(f"-P {text}: is not NAME:VALUE")
    try:
        return name, parse_yaml(value, "-P")
    except InputError:
        raise InputError(f"-P {text}: the value is not YAML") from None


def quarto_command(engine: str) -> str | None:
    """Return the command to render with; None for the built-in engine.

    Raises
    ------
    InputError
        If Quarto was asked for and is missing or too old.
    """
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
