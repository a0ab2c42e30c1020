"""The table of a corpus: its columns, and the rows of one batch of folders as Parquet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doesithold.audit.finding import Finding
from doesithold.audit.statements import audit_statements
from doesithold.errors import InputError
from doesithold.markup import plain
from doesithold.paper.paper import load_paper

if TYPE_CHECKING:
    import pyarrow

TEXTS = ("folder", "id", "section", "place", "reported", "recomputed", "verdict", "by", "explanation")
COLUMNS = (*TEXTS, "chance", "error", "digest")
_texts = attrgetter(*TEXTS[1:])
Row = tuple[Any, ...]


@cache
def schema() -> pyarrow.Schema:
    """Return the types of the columns."""
    import pyarrow

    types = {name: pyarrow.float64() if name == "chance" else pyarrow.string() for name in COLUMNS}
    return pyarrow.schema(types, metadata={"doesithold": "corpus"})


def audit_batch(folders: Sequence[tuple[str, str]]) -> bytes:
    """Audit folders.

    Parameters
    ----------
    folders : sequence of (str, str)
        Path and digest of each.

    Returns
    -------
    bytes
        A Parquet file: the findings of each folder in turn, on statements and on checks of our own; one row
        with `error` for a folder that cannot be audited or has nothing to check.
    """
    import pyarrow
    from pyarrow import parquet

    rows = [row for folder, key in folders for row in _rows(folder, key)]
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    buffer = io.BytesIO()
    table = pyarrow.Table.from_pydict(dict(zip(COLUMNS, map(list, columns), strict=True)), schema=schema())
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _rows(folder: str, key: str) -> list[Row]:
    try:
        findings = audit_statements(load_paper(Path(folder)))
    except InputError as error:
        return [_error(folder, key, str(error))]
    except Exception as error:
        return [_error(folder, key, f"the engine failed: {type(error).__name__}: {error}")]
    return [_row(folder, key, one) for one in findings] or [_error(folder, key, "there is nothing to check")]


def _row(folder: str, key: str, finding: Finding) -> Row:
    chance = None if finding.chance is None else float(finding.chance)
    return (folder, *_texts(finding), chance, None, key)


def _error(folder: str, key: str, error: str) -> Row:
    return (folder, *[None] * (len(TEXTS) - 1), None, plain(error), key)
