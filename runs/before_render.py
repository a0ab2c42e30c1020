"""What Quarto runs before it renders the book: the scenarios whose results are missing or out of date."""

import subprocess
import sys
from importlib.util import find_spec

NEEDED = ("ipykernel", "pandas", "papermill", "pydantic")

if sys.version_info < (3, 11) or not all(map(find_spec, NEEDED)):
    sys.exit(f"{sys.executable} lacks what this book needs: run `make book` here once, then `quarto render`")
sys.exit(subprocess.run([sys.executable, "-m", "doesithold", "runs"], check=False).returncode)
