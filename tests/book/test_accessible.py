"""All real pages: nothing that axe calls serious, in both themes, and none heavy."""

import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.book.conftest import SOURCES

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "preload": False,
    "resultTypes": ["violations"],
}
CONTRAST = {
    "runOnly": ["color-contrast", "link-in-text-block"],
    "preload": False,
    "resultTypes": ["violations"],
}
FEW_ROWS = """() => { for (const table of document.querySelectorAll('table.ledger'))
  [...table.tBodies[0].rows].filter((_, place) => place % 20).forEach((row) => row.remove()); }"""
"""Rows of the ledger are alike; one in twenty keeps the check to a second."""
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
PAGES = tuple(source.removesuffix(".qmd") for source in SOURCES)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_in_either_theme(page, real_book, name):
    page.goto(real_book.pages[name].as_uri())
    page.evaluate(FEW_ROWS)
    page.evaluate(UNFOLD)
    assert _serious(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    assert _serious(page, CONTRAST) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(page, real_book, name):
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(real_book.pages[name].as_uri())
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def _serious(page, options):
    found = Axe().run(page, options=options).response["violations"]
    return [
        (one["id"], one["nodes"][0]["html"][:120])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_these_are_all_pages_and_none_is_heavy(real_book):
    pages = {name: path for name, path in real_book.pages.items() if not name.startswith("runs/")}
    assert set(pages) == set(PAGES)
    heavy = {name for name, path in pages.items() if path.stat().st_size > 600_000}
    assert heavy <= {"chapters/ledger"}
    assert pages["chapters/ledger"].stat().st_size < 1_500_000


def test_every_file_that_a_page_leads_to_is_in_the_book(real_book):
    lost, followed = set(), 0
    for path in real_book.pages.values():
        for address in re.findall(
            r'<(?:a|img|link|script)\s[^>]*?(?:href|src)="([^"]+)"', path.read_text("utf-8")
        ):
            parts = urlsplit(unescape(address))
            if not parts.scheme and parts.path:
                followed += 1
                lost |= set() if (path.parent / unquote(parts.path)).is_file() else {(path.name, parts.path)}
    assert (lost, followed > 1_000) == (set(), True)
