"""Check that a rendered book, HTML and PDF, holds both tables of the paper cell by cell."""

import csv
import sys
from html import unescape
from pathlib import Path

from pypdf import PdfReader

PRINTED = {
    "patients.csv": ("patient", "kit_mutation_printed", "line_printed", "best_response"),
    "adverse_events.csv": ("term", "all_grades_percent"),
}


def cells() -> set[str]:
    """Return the cells of both tables that a reader must find."""
    found = set()
    for name, columns in PRINTED.items():
        with (Path("data") / name).open(newline="", encoding="utf-8") as file:
            found |= {row[column] for row in csv.DictReader(file) for column in columns}
    return found


def squeezed(text: str) -> str:
    """Drop all white space, which line breaks and cell borders put anywhere."""
    return "".join(text.split())


book = Path(sys.argv[1])
texts = {
    "HTML": "".join(unescape(page.read_text(encoding="utf-8")) for page in sorted(book.rglob("*.html"))),
    "PDF": "".join(page.extract_text() for pdf in book.glob("*.pdf") for page in PdfReader(pdf).pages),
}
missing = [
    f"{kind}: {cell!r}"
    for kind, text in texts.items()
    for cell in sorted(cells())
    if squeezed(cell) not in squeezed(text)
]
if missing:
    sys.exit("not in the book: " + ", ".join(missing))
print(f"both tables are in the HTML and the PDF, {len(cells())} different cells")
