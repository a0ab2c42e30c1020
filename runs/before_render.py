"""What Quarto runs before it renders the book: the scenarios whose results are missing or out of date."""

import subprocess
import sys

sys.exit(subprocess.run([sys.executable, "-m", "doesithold", "runs"], check=False).returncode)
