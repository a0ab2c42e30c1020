"""What Quarto runs after it rendered the book: marks it, so that the built-in engine may replace it."""

import os
from pathlib import Path

from doesithold.render import place

place.claim(Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"]), Path(".quarto"))
