"""The PDF holds the same book."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from tests.render.conftest import Built


@pytest.fixture(scope="module")
def reader(built: Built) -> PdfReader:
    return PdfReader(built.pdf)


@pytest.fixture(scope="module")
def pages(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.fixture(scope="module")
def text(pages: list[str]) -> str:
    return " ".join(pages)


def _drawing(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None:
            yield contents.get_data().decode("latin-1")


def test_cover_then_contents_then_chapters_on_pages_of_their_own(pages: list[str]) -> None:
    assert pages[0] == "A small book of everything What the engine can do The fixture"
    assert pages[1].startswith("Contents")
    openings = ("Results 1 Figures", "2 Tables", "3 Prose", "Appendices A Ledger")
    starts = [n for n, page in enumerate(pages) if page.startswith(openings)]
    assert len(starts) == 4 and starts == sorted(set(starts))


def test_later_pages_of_a_chapter_are_headed_by_book_and_chapter(pages: list[str]) -> None:
    assert any(page.startswith("A small book of everything 1 Figures") for page in pages)


def test_numbers_agree_with_the_pages(text: str) -> None:
    for said in (
        "See Chapter 1, Figure 1.1, Table 2.1 and Appendix A.",
        "Figure 1.2 (b) its second half",
        "Figure 1.3: Bars of 3 and 5",
        "Table 2.2: A table typed by hand",
        "Figure A.1 stands in Appendix A, under Section A.1.",
        "The response rate was 31.3%, and two and two make 4.",
    ):
        assert said in text


def test_tabs_are_headings_and_callouts_boxes(text: str) -> None:
    assert "Wilson The score interval" in text and "Wald The textbook interval." in text
    assert "Contradicted The printed rate" in text and "Note A note that opens." in text


def test_what_is_for_paper_and_what_is_not(text: str) -> None:
    assert "Only on paper." in text and "Raw Typst." in text
    assert "Only on the screen." not in text and "Raw HTML." not in text


def test_code_stays_out_where_the_format_says_so(text: str) -> None:
    assert "import matplotlib" not in text and "printed by a cell" in text


def test_table_cells_have_their_colours(reader: PdfReader, text: str) -> None:
    assert "A 3.5 B 7.0 Months of 30.4 days." in text
    drawing = " ".join(_drawing(reader))
    assert "1 0.9137255 0.7019608 rg" in drawing or "1 0.9137255 0.7019608 scn" in drawing
    assert "0.6431373 0 0 rg" in drawing or "0.6431373 0 0 scn" in drawing


def test_a_long_table_repeats_its_head(pages: list[str]) -> None:
    holding = [page for page in pages if "row 30" in page or "row 65" in page]
    assert len(holding) == 2 and all("square row" in page for page in holding)


def test_references_are_links_inside_the_document(reader: PdfReader) -> None:
    preface = next(page for page in reader.pages if "every feature once" in page.extract_text())
    links = [annotation.get_object() for annotation in preface["/Annots"]]
    assert len([link for link in links if "/Dest" in link or "/D" in link.get("/A", {})]) == 4


def test_no_date_and_only_fonts_that_come_along(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert "/CreationDate" not in reader.metadata and reader.metadata.title == "A small book of everything"
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in _fonts(page)}
    assert fonts and all("Libertinus" in name or "NewCM" in name or "DejaVu" in name for name in fonts)


def _fonts(page: object) -> list[dict[str, object]]:
    fonts = page["/Resources"].get("/Font", {})  # type: ignore[index]
    return [font.get_object() for font in fonts.values()]


def test_figures_carry_their_alternative_text(reader: PdfReader) -> None:
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            walk(node.get("/K"))
        elif isinstance(node, list):
            for kid in node:
                walk(kid)

    walk(catalogue["/StructTreeRoot"])
    assert "A straight line that rises from the left to the right" in found
