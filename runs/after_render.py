"""What Quarto runs after it rendered the book: its search finds rows of tables, and the book is ours."""

import os
from pathlib import Path

from doesithold.render import place, search

book = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
search.add_rows(book)
place.claim(book, Path(".quarto"))
