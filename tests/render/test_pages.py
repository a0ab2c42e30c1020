"""The pages say what the chapters say, numbered as Quarto numbers them, and need nothing from the network."""

from __future__ import annotations

import re

from tests.render.conftest import Built


def test_figures_tables_and_sections_are_numbered_by_chapter_and_found_from_other_chapters(
    built: Built,
) -> None:
    page = built.page("index")
    for target, text in {
        "chapters/figures.html#sec-figures": "Chapter 1",
        "chapters/figures.html#fig-line": "Figure 1.1",
        "chapters/tables.html#tbl-months": "Table 2.1",
        "chapters/appendix.html#sec-appendix": "Appendix A",
    }.items():
        assert re.search(rf'<a href="{re.escape(target)}" class="xref">{text}</a>', page.replace("\xa0", " "))


def test_a_subfigure_has_its_letter(built: Built) -> None:
    page = built.page("chapters/figures").replace("\xa0", " ")
    assert '<a href="#fig-pair-2" class="xref">Figure 1.2 (b)</a>' in page
    assert re.search(r'<figure id="fig-pair-2".*?\(b\) The right one', page)
    assert 'style="--columns:2"' in page


def test_the_number_alone_and_several_references_in_brackets(built: Built) -> None:
    page = built.page("chapters/prose").replace("\xa0", " ")
    assert 'class="xref">1.1</a>.' in page
    assert re.search(r'class="xref">Section 1.1</a>, <a [^>]*>Figure 1.1</a>', page)


def test_equal_headings_in_two_chapters_are_two_places(built: Built) -> None:
    assert '<a href="#sec-other-lines">here</a>' in built.page("chapters/prose")
    assert 'href="../chapters/figures.html#sec-lines"' in built.page("chapters/prose")


def test_figures_are_vectors_with_caption_and_alternative_text(built: Built) -> None:
    page = built.page("chapters/figures")
    assert 'alt="A straight line that rises from the left to the right"' in page
    assert "A line with <em>emphasis</em> and “quotes”" in page
    drawing = (built.book / "chapters/figures_files/fig-line-1.svg").read_text(encoding="utf-8")
    assert drawing.lstrip().startswith("<?xml") and "1970-01-01" in drawing


def test_a_cell_may_print_its_figure_as_markdown(built: Built) -> None:
    page = built.page("chapters/figures").replace("\xa0", " ")
    assert re.search(
        r'<figure id="fig-bars".*?alt="Two bars, 3 and 5 high".*?Figure 1.3: Bars of 3 and 5', page
    )
    assert (built.book / "chapters/drawn/bars.svg").exists()


def test_cell_options_set_the_size_of_a_figure(built: Built) -> None:
    size = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
    wide = size.search((built.book / "chapters/appendix_files/fig-appendix-1.svg").read_text())
    default = size.search((built.book / "chapters/figures_files/fig-line-1.svg").read_text())
    assert wide and default
    assert float(wide[1]) < 300
    assert float(default[1]) > 400


def test_inline_values_keep_their_span(built: Built) -> None:
    page = built.page("index")
    assert '<span class="claim" title="5 of 16">31.3%</span>, and two and two make 4.' in page


def test_callouts_tabs_and_conditional_content(built: Built) -> None:
    prose, tables = built.page("chapters/prose"), built.page("chapters/tables")
    assert re.search(r'<div role="note" class="callout warning">.*?Contradicted', prose)
    assert re.search(r'<details class="callout note"><summary[^>]*> Note', prose)
    assert "Only on the screen." in prose
    assert "Only on paper." not in prose and "Hidden from the screen." not in prose
    assert re.search(r'type="radio" name="tabs-1" id="tab-1-1" checked><label for="tab-1-1"> Wilson', tables)
    assert tables.count('name="tabs-1"') == 2


def test_citations_lead_to_the_list_of_references(built: Built) -> None:
    assert 'href="../chapters/references.html#ref-wilson1927"' in built.page("chapters/figures")
    assert 'id="ref-wilson1927"' in built.page("chapters/references")


def test_tables_keep_colours_and_lose_their_own_style_sheet(built: Built) -> None:
    page = built.page("chapters/tables")
    assert 'style="background-color: #ffe9b3;"' in page and 'scope="col"' in page
    assert "<style>" not in page
    assert '<div class="scroll" role="region" aria-label="Table" tabindex="0">' in page


def test_code_is_folded_and_hidden_code_is_not_there(built: Built) -> None:
    page = built.page("chapters/figures")
    assert re.search(r'<details class="code"><summary> How the pair is drawn', page)
    assert "savefig" not in page
    assert "shown, never run" in built.page("chapters/prose")


def test_maths_needs_no_script(built: Built) -> None:
    assert '<math display="block"' in built.page("chapters/prose")


def test_links_between_chapters_and_to_files(built: Built) -> None:
    assert 'href="../chapters/figures.html#sec-lines"' in built.page("chapters/prose")
    assert 'href="../data/months.csv"' in built.page("chapters/tables")
    assert (built.book / "data/months.csv").exists()


def test_sidebar_has_parts_and_the_page_one_is_on(built: Built) -> None:
    page = built.page("chapters/tables")
    assert re.search(r'<li class="part">Results</li>.*<li class="part">Appendices</li>', page)
    assert re.search(r'aria-current="page"><span class="heading-number">2</span> Tables', page)
    assert re.search(
        r'rel="prev" href="../chapters/figures.html".*rel="next" href="../chapters/prose.html"', page
    )


def test_nothing_comes_from_the_network(built: Built) -> None:
    for path in built.book.rglob("*.html"):
        loaded = re.findall(
            r'(?:<script|<link|<img|<iframe)[^>]*(?:src|href)="([^"]+)"', path.read_text("utf-8")
        )
        assert loaded and not [address for address in loaded if re.match(r"\w+:|//", address)], path
    assert "http" not in (built.book / "assets/style.css").read_text()
