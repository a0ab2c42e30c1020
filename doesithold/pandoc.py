"""The pandoc of the package `pypandoc_binary`: the same everywhere, whatever else a machine has."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = find_spec("pypandoc")
PANDOC = Path(_PACKAGE.origin if _PACKAGE and _PACKAGE.origin else "").parent / "files/pandoc"
SECONDS = 60
SANDBOX = "--sandbox"
"""With it pandoc reads its input and nothing else."""


def environment() -> dict[str, str]:
    """Let pandoc read names and options as UTF-8, whatever the locale."""
    return os.environ | {"LC_ALL": "C.UTF-8"}


def in_sandbox(text: str, options: Sequence[str]) -> bytes:
    """Convert a text that needs nothing beside it.

    Parameters
    ----------
    text : str
        What pandoc reads.
    options : sequence of str
        The formats, above all.

    Raises
    ------
    subprocess.SubprocessError
        If pandoc cannot, or not within a minute.
    """
    command = [str(PANDOC), SANDBOX, *options]
    return subprocess.run(
        command, input=text.encode(), env=environment(), capture_output=True, check=True, timeout=SECONDS
    ).stdout
