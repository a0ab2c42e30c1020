"""Results as they come: parts beside the file, from which it is put together in one step at the end."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from doesithold.corpus.table import schema
from doesithold.errors import InputError
from doesithold.files import write_atomic

if TYPE_CHECKING:
    import pyarrow

GROUP = 500
"""Folders in a row group of the finished file."""


@dataclass(frozen=True)
class FolderRows:
    """The rows of one folder: where they lie in a table."""

    table: pyarrow.Table
    start: int
    length: int

    def rows(self, folder: str) -> pyarrow.Table:
        """Return the rows under the folder's present name."""
        import pyarrow

        here = self.table.slice(self.start, self.length)
        return here.set_column(0, "folder", pyarrow.array([folder] * self.length, pyarrow.string()))


class Results:
    """What has been audited, by the digest of the folder.

    Parameters
    ----------
    out : Path
        The finished file; its parts lie in a folder of the same name with ``.parts`` at the end.

    Raises
    ------
    InputError
        If `out` exists and is not the result of such a run.
    """

    def __init__(self, out: Path) -> None:
        self.out, self.parts = out, out.with_name(f"{out.name}.parts")
        self.done: dict[str, FolderRows] = {}
        if out.exists() and not self._take(out):
            raise InputError(f"{out}: is there and is no result of this command; name another file")
        for part in sorted(self.parts.glob("*.parquet")):
            self._take(part)

    def add(self, content: bytes) -> None:
        """Put aside the rows of a batch, as `audit_batch` wrote them.

        Raises
        ------
        InputError
            If they cannot be written.
        """
        part = self.parts / f"{hashlib.sha256(content).hexdigest()[:32]}.parquet"
        try:
            self.parts.mkdir(exist_ok=True)
        except OSError as error:
            raise InputError(f"{self.parts}: cannot be made ({error.strerror})") from None
        write_atomic(part, content)
        self._take(part)

    def finish(self, folders: Sequence[tuple[str, str]]) -> None:
        """Put the file together in the order of the folders, and remove the parts.

        Parameters
        ----------
        folders : sequence of (str, str)
            Path and digest of each; all are done.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        import pyarrow
        from pyarrow import parquet

        try:
            handle, name = tempfile.mkstemp(prefix=f".{self.out.name}-", dir=self.out.parent)
        except OSError as error:
            raise InputError(f"{self.out}: cannot be written ({error.strerror})") from None
        os.close(handle)
        try:
            with parquet.ParquetWriter(name, schema(), compression="zstd") as writer:
                for start in range(0, len(folders), GROUP):
                    group = folders[start : start + GROUP]
                    writer.write_table(
                        pyarrow.concat_tables(self.done[key].rows(path) for path, key in group)
                    )
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(self.out)
        except OSError as error:
            raise InputError(f"{self.out}: cannot be written ({error.strerror})") from None
        finally:
            Path(name).unlink(missing_ok=True)
        shutil.rmtree(self.parts, ignore_errors=True)

    def counts(self, folders: Iterable[tuple[str, str]]) -> Mapping[str, int]:
        """Count findings of each verdict, and folders with an error, over the folders."""
        from collections import Counter

        number: Counter[str] = Counter()
        for _, key in folders:
            one = self.done[key]
            verdicts = one.table.column("verdict").slice(one.start, one.length).to_pylist()
            number.update("error" if verdict is None else verdict for verdict in verdicts)
        return number

    def _take(self, path: Path) -> bool:
        """Note whose rows a file holds; say whether it could be read."""
        import pyarrow
        from pyarrow import parquet

        with suppress(OSError, pyarrow.ArrowException):
            table = parquet.read_table(path)
            if (
                not table.schema.equals(schema())
                or (table.schema.metadata or {}).get(b"doesithold") != b"corpus"
            ):
                return False
            start, keys = 0, table.column("digest").to_pylist()
            for at in range(1, len(keys) + 1):
                if at == len(keys) or keys[at] != keys[start]:
                    self.done[keys[start]] = FolderRows(table, start, at - start)
                    start = at
            return True
        return False
