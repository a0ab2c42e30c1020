"""Reading files of a folder with errors a user can mend; writing so that a reader never meets half of one."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import stat
import tempfile
from collections.abc import Hashable
from pathlib import Path
from typing import Any

from doesithold.errors import InputError, Problem

MOST_BYTES = 100_000_000
LARGEST_FILE = 5_000_000
NO_TEXT = {"tag:yaml.org,2002:bool": "true or false", "tag:yaml.org,2002:null": "nothing"}
"""What YAML takes some words for that were meant as keys, such as off, no and null."""
DEEPEST = 40
BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file in UTF-16 begins, and one in UTF-32 with its least byte first."""


def read_bytes(path: Path | str, folder: Path | str | None = None) -> bytes:
    """Read a regular file of bounded size.

    Parameters
    ----------
    path : Path or str
        The file; relative to `folder` where that is given.
    folder : Path or str, optional
        The folder that must hold the file, links followed; its own by default.

    Raises
    ------
    InputError
        If the file is missing, lies outside the folder, is a folder, a device or a pipe, or is too large.
    """
    name = Path(path).name if folder is None else str(path)
    target = Path(path) if folder is None else Path(folder) / path
    try:
        if not target.resolve().is_relative_to(Path(folder or target.parent).resolve()):
            raise InputError([Problem("must lie inside the folder, links followed", name)])
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError([Problem("must be readable (it is no regular file)", name)])
        if status.st_size > LARGEST_FILE:
            rule = f"must be at most {LARGEST_FILE:,} bytes, is {status.st_size:,}"
            raise InputError([Problem(rule, name)])
        return target.read_bytes()
    except FileNotFoundError:
        raise InputError([Problem("the file is missing", str(target) if folder is None else name)]) from None
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or "its name cannot be followed"
        raise InputError([Problem(f"must be readable ({reason})", name)]) from None


def read_text(path: Path | str, folder: Path | str | None = None) -> str:
    """Read a file as `read_bytes` does, in UTF-8 without a byte order mark.

    Raises
    ------
    InputError
        If it cannot be read so; the line is named.
    """
    raw, name = read_bytes(path, folder), Path(path).name if folder is None else str(path)
    if raw.startswith((BOM, *UTF_16)):
        raise InputError([Problem("must be UTF-8 without a byte order mark", name, row=1)])
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError([Problem("must be UTF-8", name, row=line)]) from None
    return text


def read_csv(path: Path | str, folder: Path | str | None = None) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV file with a header: each row's number, the header being row 1, and its cells by column.

    Cells lose the blanks around them, rows without any are passed over.

    Raises
    ------
    InputError
        If the file cannot be read, a column has no name or stands twice, or a row has another number of cells
        than the header.
    """
    name = Path(path).name if folder is None else str(path)
    csv.field_size_limit(LARGEST_FILE)
    text = read_text(path, folder)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError([Problem(f"must be readable CSV ({error})", name)]) from None
    header = [column.strip() for column in rows[0]] if rows else []
    if not header or "" in header:
        raise InputError([Problem("must have a header that names every column", name, 1)])
    if twice := _repeated(header):
        raise InputError([Problem("the column stands twice", name, 1, str(twice))])
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    problems = [
        Problem(f"has {len(row)} cells for {len(header)} columns", name, number)
        for number, row in filled
        if len(row) != len(header)
    ]
    problems += [
        Problem("must not contain a NUL byte", name, number)
        for number, row in (filled if "\0" in text else ())
        if any("\0" in cell for cell in row)
    ]
    if problems:
        raise InputError(problems)
    return [(number, dict(zip(header, map(str.strip, row), strict=True))) for number, row in filled]


def read_json(path: Path | str, folder: Path | str | None = None) -> Any:
    """Read a JSON file in which no key stands twice and every number is finite.

    Raises
    ------
    InputError
        If the file cannot be read, or is anything else.
    """
    name = Path(path).name if folder is None else str(path)

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if twice := _repeated([key for key, _ in pairs]):
            raise InputError([Problem("the key stands twice", name, column=str(twice))])
        return dict(pairs)

    def finite(number: str) -> float:
        if not math.isfinite(float(number)):
            raise InputError([Problem("must be a finite number", name, value=number)])
        return float(number)

    try:
        return json.loads(
            read_text(path, folder), object_pairs_hook=unique, parse_constant=finite, parse_float=finite
        )
    except RecursionError:
        raise InputError([Problem("is nested too deeply", name)]) from None
    except json.JSONDecodeError as error:
        raise InputError([Problem(f"must be readable JSON ({error.msg})", name, row=error.lineno)]) from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError([Problem("must not hold a number of thousands of digits", name)]) from None


def read_yaml(path: Path | str, folder: Path | str | None = None) -> Any:
    """Read a YAML file of plain values, without aliases or tags, in which no key stands twice.

    Raises
    ------
    InputError
        If the file cannot be read, or is anything else.
    """
    return parse_yaml(read_text(path, folder), Path(path).name if folder is None else str(path))


def parse_yaml(text: str, name: str, first_line: int = 1) -> Any:
    """Read YAML as `read_yaml` does; errors call its source `name`, in which it begins on `first_line`.

    Raises
    ------
    InputError
        If it is not such YAML.
    """
    import yaml

    try:
        _refuse_what_is_not_plain(yaml.parse(text, Loader=yaml.CSafeLoader), name, first_line)
        loader = yaml.CSafeLoader(text)
        try:
            node = loader.get_single_node()
            _refuse_repeated_keys(node, name, first_line)
            return None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or " ".join(str(error).split())
        row = None if mark is None else mark.line + first_line
        raise InputError([Problem(f"must be readable YAML ({said})", name, row)]) from None


def _refuse_what_is_not_plain(events: Any, name: str, first_line: int) -> None:
    """Refuse what only an attack or an accident holds: it would exhaust memory, or be no plain value."""
    import yaml

    depth = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            raise InputError([Problem("must not use aliases", name, row=_line(event) + first_line)])
        if getattr(event, "tag", None):
            rule = "must not use tags"
            raise InputError([Problem(rule, name, row=_line(event) + first_line, value=event.tag)])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise InputError([Problem("is nested too deeply", name, row=_line(event) + first_line)])


def _line(event: Any) -> int:
    """Count the lines before an event or a node."""
    return int(event.start_mark.line)


def _refuse_repeated_keys(node: Any, name: str, first_line: int) -> None:
    import yaml

    if isinstance(node, yaml.MappingNode):
        keys = set[str]()
        for key, value in node.value:
            if key.tag in NO_TEXT:
                rule = f"YAML takes the key for {NO_TEXT[key.tag]}: put it in quotes"
                raise InputError([Problem(rule, name, _line(key) + first_line, str(key.value))])
            if str(key.value) in keys:
                row = _line(key) + first_line
                raise InputError([Problem("the key stands twice", name, row, column=str(key.value))])
            keys.add(str(key.value))
            _refuse_repeated_keys(value, name, first_line)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_repeated_keys(value, name, first_line)


def _repeated(keys: list[Any]) -> Hashable | None:
    seen: set[Hashable] = set()
    for key in keys:
        if key in seen:
            return str(key)
        seen.add(key)
    return None


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
