"""What Quarto runs before it renders the book: the scenarios whose results are missing or out of date."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

NEEDED = ("ipykernel", "pandas", "papermill", "pydantic")
SHOWS_RESULTS = "chapters/runs.qmd"

if sys.version_info < (3, 11) or not all(map(find_spec, NEEDED)):
    sys.exit(f"{sys.executable} lacks what this book needs: run `make book` here once, then `quarto render`")
if book := os.environ.get("QUARTO_PROJECT_OUTPUT_DIR"):
    from doesithold.render import output_dir

    output_dir.foresee(Path(book), Path(".quarto"))
if SHOWS_RESULTS in os.environ.get("QUARTO_PROJECT_INPUT_FILES", SHOWS_RESULTS):
    sys.exit(subprocess.run([sys.executable, "-m", "doesithold", "runs"], check=False).returncode)
