"""Imported before nbformat, frictionless and papermill: they do without what they would only load.

Where it finds these, jsonschema builds a grammar of international addresses and one of times. That takes
longer than all other imports of a command together, and nothing here checks either.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Let imports do without some modules, as if these were not installed; afterwards they are back."""
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with without("rfc3987_syntax", "isoduration"):
    import jsonschema  # type: ignore[import-untyped]  # noqa: F401
