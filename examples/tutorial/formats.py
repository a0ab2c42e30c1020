"""The tutorial's manuscript in every format that `doesithold new --from` reads, made from the Markdown.

Run ``python -m examples.tutorial.formats``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path

from doesithold.pandoc import PANDOC

SOURCE = Path(__file__).with_name("manuscript.md")
WRITERS = {"docx": "docx", "xml": "jats", "html": "html", "tex": "latex", "txt": "plain"}
"""Endings, and what pandoc calls the format."""


def make(folder: Path) -> list[Path]:
    """Write the manuscript in every format into a folder; nothing in it tells when."""
    made = []
    for ending, writer in WRITERS.items():
        file = folder / f"manuscript.{ending}"
        options = ["--standalone", "--wrap=auto", "--columns=100", f"--to={writer}", f"--output={file}"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
        subprocess.run([str(PANDOC), *options, str(SOURCE)], check=True, env=environment)
        made.append(file)
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=SOURCE.parent)
    for path in make(parser.parse_args().folder):
        print(path)
