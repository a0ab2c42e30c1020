"""The argument that names the data folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

DATA = Path("data")


def add_data(parser: argparse.ArgumentParser, name: str, **options: Any) -> None:
    """Add an argument for the folder of the data package, `data` by default."""
    parser.add_argument(
        name, type=Path, default=DATA, help="folder of the data package (default: data)", **options
    )
