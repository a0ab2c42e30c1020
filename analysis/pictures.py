"""The pictures of the README: `python -m analysis.pictures` draws them, and a test holds them current."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.book import Book, open_book
from doesithold.files import write_atomic
from doesithold.report.front import riddle
from doesithold.report.ledger import glance
from doesithold.report.shown import Shown

SOURCE = "source"
"""Where a picture keeps the digest of the page that it shows."""
STYLES = ("assets/book.css", "assets/ledger.css", "assets/front.css")
FRAME = """<!doctype html><html lang="en"><meta charset="utf-8"><style>{styles}
* {{ box-sizing: border-box }}
body {{ margin: 0; padding: 1.2rem 1.4rem; width: 56rem; background: #fff; color-scheme: light }}
</style><main>{content}</main></html>"""
SCALE = 2
"""Pixels of the picture for each of the page."""


def sources(book: Book, root: Path = Path()) -> Mapping[Path, str]:
    """Return the page that each picture shows, by the picture's place."""
    oedema = riddle(book.findings["abstract-edema-percent"], book.findings["results-edema-percent"])
    return {Path("docs/glance.png"): _page([oedema, glance(book.paper.register, book.findings)], root)}


def _page(parts: list[Shown], root: Path) -> str:
    styles = "\n".join((root / name).read_text(encoding="utf-8") for name in STYLES)
    return FRAME.format(styles=styles, content="".join(part.html for part in parts))


def digest(page: str) -> str:
    """Return what tells a page from every other."""
    return sha256(page.encode()).hexdigest()


def outdated(book: Book, root: Path = Path()) -> Iterator[Path]:
    """Yield the pictures that do not show what the book says now."""
    for path, page in sources(book, root).items():
        if not (root / path).exists():
            yield path
            continue
        with Image.open(root / path) as picture:
            if picture.info.get(SOURCE) != digest(page):
                yield path


def draw(page: str, executable: str) -> bytes:
    """Return a page as a PNG picture that keeps the digest of its source."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        tab = browser.new_page(device_scale_factor=SCALE)
        tab.set_content(page)
        shot = tab.locator("body").screenshot()
        browser.close()
    info, file = PngInfo(), BytesIO()
    info.add_text(SOURCE, digest(page))
    Image.open(BytesIO(shot)).quantize(64).save(file, format="png", pnginfo=info, optimize=True)
    return file.getvalue()


def main() -> int:
    """Draw the pictures that are outdated; return the exit status."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    book = open_book()
    pages = sources(book)
    for path in outdated(book):
        if executable is None:
            print("pictures need a Chromium on this machine (Debian: apt install chromium)", file=sys.stderr)
            return 2
        write_atomic(path, draw(pages[path], executable))
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
