"""Reading YAML with an error a user can mend; writing files so that a reader never meets half of one."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

from doesithold.errors import InputError, Problem

MOST_BYTES = 100_000_000


def read_yaml(path: Path | str) -> Any:
    """Read a YAML file of plain values.

    Raises
    ------
    InputError
        If the file is missing or is not readable YAML.
    """
    import yaml

    try:
        return yaml.load(Path(path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise InputError([Problem("the file is missing", file=str(path))]) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        rule = f"must be readable YAML ({' '.join(str(error).split())})"
        raise InputError([Problem(rule, Path(path).name)]) from None


def inside(root: Path, name: str) -> Path:
    """Return the regular file that `name` means, seen from `root`; it lies in there.

    Raises
    ------
    InputError
        If `name` is an address, leads out of `root` (also by a link), or is no regular file of bounded size.
    """
    path = (root / name.removeprefix("/")).resolve()
    if re.match(r"\s*(?:[A-Za-z][\w+.-]*:)?//", name):
        rule = "is an address, and nothing is fetched from the network"
    elif root.resolve() not in path.parents:
        rule = "leads out of the project"
    elif not path.exists():
        rule = "cannot be read: there is no such file"
    elif not path.is_file():
        rule = "cannot be read: it is not a regular file"
    elif path.stat().st_size > MOST_BYTES:
        rule = f"is larger than {MOST_BYTES // 1_000_000} MB"
    else:
        return path
    raise InputError([Problem(rule, name)])


def read_inside(root: Path, name: str) -> str:
    """Read a text file that lies inside `root`.

    Raises
    ------
    InputError
        As `inside`; also if the file cannot be read or is not UTF-8.
    """
    try:
        return inside(root, name).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", name)]) from None
    except UnicodeDecodeError:
        raise InputError([Problem("is not UTF-8", name)]) from None


def write_atomic(path: Path | str, data: str | bytes) -> None:
    """Write `data` to a temporary file beside `path`, then rename it into place.

    Parameters
    ----------
    path : Path or str
        Where the finished file appears; missing folders are made.
    data : str or bytes
        Text is written as UTF-8 with line feeds.

    Raises
    ------
    OSError
        If the folder cannot be written or the disk is full; `path` is then as it was.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    content = data.encode() if isinstance(data, str) else data
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return what new files may not be: asking for it means setting it for a moment."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
