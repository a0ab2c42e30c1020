"""Working folders that leave nothing behind: the next process sweeps what a killed one left."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from multiprocessing.util import Finalize
from pathlib import Path

LOCK = ".doesithold-work"
"""A file in each working folder, locked as long as the process lives that works there."""
PREFIX = "doesithold-"
AFTER_MULTIPROCESSING = -200
"""It removes its own folder, which lies in ours, at -100."""
LONGEST = 50
"""Characters of a temporary folder beyond which names of Unix sockets in it get too long."""


@contextmanager
def workplace(
    parent: Path, prefix: str, rescue: Callable[[Path], None] = lambda folder: None
) -> Iterator[Path]:
    """Sweep what killed processes left in `parent`, then offer a folder there that goes away at the end.

    Parameters
    ----------
    parent : Path
        An existing folder.
    prefix : str
        How the names of such folders begin.
    rescue : callable, optional
        Takes out of an abandoned folder what must not be lost.

    Raises
    ------
    OSError
        If `parent` cannot be written.
    """
    sweep(parent, prefix, rescue)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        with (folder / f"{LOCK}-new").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            Path(lock.name).rename(folder / LOCK)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path, prefix: str, rescue: Callable[[Path], None] = lambda folder: None) -> None:
    """Remove working folders whose process is gone; a folder without our lock is left alone."""
    for folder in parent.glob(f"{prefix}*"):
        with suppress(OSError), (folder / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            rescue(folder)
            shutil.rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=1)
def session() -> Path:
    """Return the one temporary folder of this process; what it and its kernels put aside goes there too.

    It lies where the system keeps temporary files, or in `/tmp` where that name is too long for sockets.
    """
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > LONGEST and os.access("/tmp", os.W_OK):
        parent = Path("/tmp")
    opened = workplace(parent, PREFIX)
    folder = opened.__enter__()
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    Finalize(None, opened.__exit__, (None, None, None), exitpriority=AFTER_MULTIPROCESSING)
    return folder
