"""The lesson as a teacher meets it: a plan of one hour's class, a sheet and a key on pages of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from analysis.book import Book
from analysis.teaching.lesson import PLAN, entries


@pytest.fixture(scope="session")
def pages(rendered: Path) -> list[str]:
    (pdf,) = rendered.glob("*.pdf")
    return [page.extract_text() for page in PdfReader(pdf).pages]


def test_the_lesson_takes_fifty_minutes() -> None:
    assert sum(step.minutes for step in PLAN) == 50


def test_whatever_the_key_lists_does_not_simply_hold(book: Book) -> None:
    for entry in entries(book):
        for claim in entry.claims:
            finding = book.findings[claim]
            assert finding.verdict != "reproduced" or finding.conflicts_with, claim


def test_sheet_and_key_have_a_page_of_their_own_in_the_pdf(pages: list[str]) -> None:
    (sheet,) = [page for page in pages if "Find what cannot be true" in page]
    (key,) = [page for page in pages if "Odd, but nothing wrong" in page]
    assert "I found" in sheet and "minute by minute" not in sheet and "Try your own number" not in sheet
    assert (
        "Take a point off" in key and "Find what cannot be true" not in key and "What the search" not in key
    )


def test_the_sheet_gives_no_verdict_away(rendered: Path, page: Page) -> None:
    page.goto((rendered / "chapters/try-it.html").as_uri())
    sheet = page.locator(".sheet")
    assert sheet.locator(".claim").count() == 0
    assert "31.3" in sheet.inner_text() and "29.4" in sheet.inner_text()
    assert not page.get_by_text("Odd, but nothing wrong").is_visible()
    page.get_by_text("What is to be found, and what is not").click()
    assert page.get_by_text("Odd, but nothing wrong").is_visible()


def test_the_sheet_is_printed_alone_on_one_page(rendered: Path, page: Page, tmp_path: Path) -> None:
    page.goto((rendered / "chapters/try-it.html").as_uri())
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print the sheet alone").click()
    page.pdf(path=tmp_path / "sheet.pdf", format="A4")
    (printed,) = PdfReader(tmp_path / "sheet.pdf").pages
    assert printed.extract_text().startswith("Find what cannot be true")
    assert "cannot be true" in printed.extract_text() and "I found" in printed.extract_text()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.className") == ""


def test_the_box_of_the_page_works(rendered: Path, page: Page) -> None:
    page.goto((rendered / "chapters/try-it.html").as_uri())
    page.get_by_label("Percentage", exact=True).fill("29.4")
    expect(page.locator(".answer")).to_contain_text("5/17 = 29.4117…")
