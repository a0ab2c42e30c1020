"""What Quarto runs after it rendered the book: its search finds rows of tables, and the book is ours."""

import os
from pathlib import Path

from doesithold.render import output_dir, search

book = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
search.add_rows(book)
output_dir.claim(book, Path(".quarto"))
