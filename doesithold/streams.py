"""The way out of every command: streams that can be written, one line for what goes wrong, an exit status."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from doesithold.errors import InputError
from doesithold.markup import terminal

INTERRUPTED = 130


def guarded(run: Callable[[], int], stays: str = "") -> int:
    """Carry out a command; say in one line what the user, or the machine, must mend.

    Parameters
    ----------
    run : callable
        Returns an exit status.
    stays : str
        What is left as it was when the machine fails, such as ``the book that was there``.

    Returns
    -------
    int
        The command's own status; 2 for bad input, 1 where the machine fails, 130 where the user interrupts.
    """
    _open()
    try:
        status = run()
        sys.stdout.flush()
    except InputError as error:
        complain(str(error))
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _give_up(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            where = f"{error.filename}: " if error.filename else ""
            rest = f"; {stays} stays" if stays else ""
            complain(f"cannot go on: {where}{error.strerror or error}{rest}")
        return 1
    return status


def complain(message: str) -> None:
    """Write lines to standard error without control characters, if anybody can be told."""
    try:
        print(terminal(message.expandtabs()), file=sys.stderr, flush=True)
    except OSError:
        _give_up(sys.stderr)


def _open() -> None:
    """Open what is closed, and let no character be one that a stream cannot write."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _give_up(stream: io.TextIOBase | object) -> None:
    """Send the rest of a stream nowhere, so that Python does not fail again when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]
