"""The teaching chapters as they stand in the real book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def rendered(real_book: Any) -> Path:
    """The folder of the book, with its PDF."""
    folder: Path = real_book.folder
    return folder
