import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from analysis.book import Book, open_book
from doesithold.paper.paper import Paper, load_paper

ROOT = Path(__file__).parent.parent
HEAVY = {"whole book": 4, "scenarios": 3, "render": 1}
"""Groups of tests that share a costly fixture; the larger, the earlier they begin."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Names of a Chromium; the first has no window and opens a page in a quarter of the time."""
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# where the suite was started in the background, what it starts would ignore Ctrl-C
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def paper() -> Paper:
    return load_paper(ROOT / "data")


@pytest.fixture(scope="session")
def book() -> Book:
    return open_book(ROOT / "data")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of desktop size that must stay without an error, a message or a failed request."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    yield page
    assert complaints == []
    page.close()


@dataclass(frozen=True)
class RealBook:
    """The book of this checkout as the built-in engine renders it."""

    folder: Path

    @property
    def pdf(self) -> Path:
        return next(self.folder.glob("*.pdf"))

    @property
    def pages(self) -> dict[str, Path]:
        """Pages by their names without ending, such as ``chapters/ledger``."""
        found = sorted(self.folder.rglob("*.html"))
        return {path.relative_to(self.folder).with_suffix("").as_posix(): path for path in found}


@pytest.fixture(scope="session")
def real_book(tmp_path_factory: pytest.TempPathFactory) -> RealBook:
    """Render HTML and PDF once, outside the checkout."""
    folder = tmp_path_factory.mktemp("whole") / "book"
    command = [sys.executable, "-m", "doesithold", "render", "--engine", "builtin", "--output", str(folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return RealBook(folder)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that share something costly to one worker, those first that take longest."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: -HEAVY.get(_group(item), 0))


def _group(item: pytest.Item) -> str:
    if "real_book" in getattr(item, "fixturenames", ()):
        return "whole book"
    room = item.path.relative_to(ROOT / "tests").parts[0]
    return room if room in HEAVY else item.path.name
