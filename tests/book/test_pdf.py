"""The printed book: no holes, whole rows, and what a reader of a PDF navigates by."""

import subprocess

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

MARGINS = 2.6 / 29.7, 2.6 / 29.7
"""Of the height of the page, above and below, with header and page number."""
FRONT = 2
"""Cover and contents."""


@pytest.fixture(scope="module")
def reader(real_book):
    return PdfReader(real_book.pdf)


@pytest.fixture(scope="module")
def chapters(reader):
    """The page on which each chapter begins, by its title."""
    entries = [entry for entry in reader.outline if not isinstance(entry, list)]
    return {" ".join(entry.title.split()): reader.get_destination_page_number(entry) for entry in entries}


@pytest.fixture(scope="module")
def fills(real_book, tmp_path_factory):
    """How far down each page is printed, from 0 to 1."""
    folder = tmp_path_factory.mktemp("printed")
    subprocess.run(["pdftoppm", "-r", "20", "-gray", real_book.pdf, folder / "page"], check=True)
    return [_fill(np.asarray(Image.open(path))) for path in sorted(folder.glob("page*"))]


def _fill(grey):
    height = len(grey)
    top, bottom = (round(margin * height) for margin in MARGINS)
    rows = np.flatnonzero((grey[top : height - bottom] < 200).any(axis=1))
    return (rows.max(initial=-1) + 1) / (height - top - bottom)


def test_no_page_is_under_half_full_except_a_chapters_last(fills, chapters):
    last = {start - 1 for start in chapters.values()} | {len(fills) - 1}
    assert len(fills) > 60
    assert {page + 1: fill for page, fill in enumerate(fills) if fill < 0.5 and page not in last | {0}} == {}


def test_the_contents_take_one_page(chapters):
    assert chapters["Contents"] == 1 and chapters["One paper, two answers"] == FRONT


def test_chapters_and_their_sections_are_bookmarks(reader, chapters):
    assert [title for title in chapters if title.startswith("5")] == ["5 Results: efficacy"]
    flat = str([entry for entry in reader.outline if isinstance(entry, list)])
    assert "Discrepancies" in flat and "Which paper this is" in flat


def test_it_says_what_it_is(reader):
    assert reader.metadata.title == "Does it hold?"
    assert reader.metadata.author == "The kit-imatinib-audit project"
    assert "imatinib" in reader.metadata.subject
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "en-GB" and catalogue["/MarkInfo"]["/Marked"]


def test_no_row_of_the_ledger_is_broken_over_pages(real_book, chapters, book):
    first, last = chapters["A The ledger"] + 1, chapters["B Report to the editor"]
    command = ["pdftotext", "-raw", "-f", str(first), "-l", str(last), real_book.pdf, "-"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    pages = ["".join(page.split()) for page in text.split("\f")]
    for finding in book.audited.findings:
        says, why = ("".join(text.split()) for text in (finding.says, finding.explanation))
        assert any(says in page and why in page for page in pages), finding.id


def test_numbers_lead_to_their_rows_and_rows_to_the_sentence_and_the_discrepancy(reader, chapters):
    ledger = range(chapters["A The ledger"], chapters["B Report to the editor"])
    assert _leads(reader, chapters["1 Abstract"], ledger) > 20
    away = {target for page in ledger for target in _targets(reader, page)}
    assert chapters["1 Abstract"] in away and ledger[0] in away
    assert _leads(reader, chapters["6 Results: safety"], ledger) > 15


def _leads(reader, page, pages):
    return sum(target in pages for target in _targets(reader, page))


def _targets(reader, page):
    """Return the pages that the links of a page lead to."""
    numbers = {one.indirect_reference.idnum: place for place, one in enumerate(reader.pages)}
    for annotation in reader.pages[page].get("/Annots", ()):
        link = annotation.get_object()
        target = link.get("/Dest") or link.get("/A", {}).get("/D")
        if isinstance(target, str):
            target = reader.named_destinations[target].dest_array
        if target is not None:
            yield numbers[target[0].idnum]
