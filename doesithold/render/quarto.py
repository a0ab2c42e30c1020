"""Quarto, where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from doesithold.files import read_inside
from doesithold.render import output_dir
from doesithold.render.chapters import parse
from doesithold.render.execute import with_parameters

NEEDED = (1, 9)
"""The first version whose books can be Typst PDFs."""
LIVE = "_book-live"
"""Where a chapter with parameters of the user's own goes; never into the book."""
ONLY_WARNED = re.compile(r"Unable to resolve crossref|[Cc]itation .* not found|Shortcode .* not found")


def find() -> str | None:
    """Return the `quarto` command, if there is one."""
    return shutil.which("quarto")


def version(command: str) -> tuple[int, ...]:
    """Ask Quarto which it is; () if it does not say."""
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said)[:3])


def render(
    command: str,
    root: Path,
    formats: Sequence[str],
    output: Path | None = None,
    *,
    chapter: str | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> int:
    """Run Quarto in `root` and pass on what it prints.

    Returns
    -------
    int
        Quarto's exit status, or 1 where it only warned of a reference that leads nowhere.

    Raises
    ------
    InputError
        If the chapter has no such parameter, or `output` holds anything but a book of ours.
    """
    if parameters and chapter:
        with_parameters(parse(read_inside(root, chapter), chapter), parameters)
        output = output or root / LIVE
    elif output:
        output_dir.check(output.resolve(), root)
    arguments = [command, "render", *([chapter] if chapter else [])]
    if len(formats) == 1:
        arguments += ["--to", {"html": "html", "pdf": "typst"}[formats[0]]]
    if output:
        arguments += ["--output-dir", str(output)]
    for name, value in (parameters or {}).items():
        arguments += ["-P", f"{name}:{value}"]
    environment = os.environ | {"QUARTO_PYTHON": sys.executable, "PYTHONHASHSEED": "0"}
    broken = False
    with subprocess.Popen(
        arguments, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            broken = broken or bool(ONLY_WARNED.search(line))
    if output and not process.returncode and output.is_dir():
        output_dir.mark(output)
    return process.returncode or int(broken)
