"""The first screen, the marks in the text, and the way from a number to its cells and back, in a browser."""

import re
from html import unescape
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.book.pages import signs

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
EDEMA = "abstract-edema-percent"


@pytest.fixture(scope="module")
def truth():
    """What the data and a person say, without the project; not read when tests are collected."""
    return import_module("tests.book.prose")


def bottom(page, selector):
    box = page.locator(selector).last.bounding_box()
    return box["y"] + box["height"]


def opened(page, pages, name, size=DESKTOP, *, query=""):
    page.set_viewport_size(size)
    page.goto(pages[name].as_uri() + query)
    return page


def told(text):
    return " ".join(text.split())


@pytest.mark.parametrize(("size", "screens"), [(DESKTOP, 1), (PHONE, 2)])
def test_the_message_stands_on_the_first_screen(page, pages, book, size, screens):
    opened(page, pages, "index", size)
    assert bottom(page, ".gravest") < bottom(page, "p:has-text('What holds.')") <= screens * size["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.locator(".gravest li").count() == 3
    for title, one in zip(
        page.locator(".gravest summary").all_inner_texts(), book.audited.discrepancies, strict=False
    ):
        assert told(title).startswith(one.title)
    for reason, one in zip(
        page.locator(".gravest details").all_text_contents(), book.audited.discrepancies, strict=False
    ):
        assert one.cause in told(reason) and one.question in told(reason)


def test_the_riddle_has_a_dot_for_each_patient(page, pages):
    opened(page, pages, "index")
    rows = page.locator(".riddle p").all()
    counts = [
        (row.locator("b").inner_text(), row.locator(".counted").count(), row.locator("i").count())
        for row in rows
    ]
    assert counts == [("31.3 %", 5, 16), ("29.4 %", 5, 17)]
    said = page.locator(".riddle span:not(.dots)").all_inner_texts()
    assert [text.partition(": ")[2] for text in said] == ["5 of 16 patients", "5 of 17 patients"]
    assert bottom(page, ".riddle") < page.locator(".glance").bounding_box()["y"]


@pytest.mark.parametrize("size", [DESKTOP, {"width": 360, "height": 740}])
def test_a_cell_of_the_glance_opens_its_reason_in_place(page, pages, book, size):
    opened(page, pages, "index", size)
    cell = page.locator("details.number", has_text="31.3").first
    before = page.evaluate("scrollY"), cell.bounding_box()
    cell.locator("summary").click()
    assert (page.evaluate("scrollY"), page.url) == (before[0], pages["index"].as_uri())
    reason = cell.locator(".reason")
    assert book.findings[EDEMA].explanation in told(reason.inner_text())
    box = reason.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    assert cell.bounding_box()["y"] == before[1]["y"]
    links = reason.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links[0] == f"chapters/ledger.html#claim-{EDEMA}"
    assert any(link.startswith("chapters/safety.html?of=") for link in links)
    page.locator("details.number summary", has_text="400").first.click()
    expect(page.locator("details.number[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("details.number[open]")).to_have_count(0)
    cell.locator("summary").click()
    page.locator("h1").click()
    expect(page.locator("details.number[open]")).to_have_count(0)


def test_every_number_outside_the_tables_has_its_cell(page, pages, book):
    opened(page, pages, "index")
    cells = page.locator("span.number, .number > summary").evaluate_all(
        "cells => cells.map(cell => cell.firstChild.textContent)"
    )
    by_section = {}
    for entry in book.paper.register:
        by_section.setdefault(entry.section, []).append(entry.number)
    assert cells == [number for numbers in by_section.values() for number in numbers]


def test_every_cell_of_the_glance_opens_with_the_verdict_that_a_person_gave(page, pages, truth):
    opened(page, pages, "index")
    cells = page.locator("details.number").evaluate_all(
        "cells => cells.map(cell => [cell.querySelector('a').hash.slice(7),"
        " cell.querySelector('sup').textContent, cell.querySelector('.verdict').textContent])"
    )
    assert len(cells) > 100
    for claim, marks, verdict in cells:
        judged = truth.REVIEWED[claim]
        assert (marks, verdict) == (signs(judged), f"{signs(judged)} {judged['verdict']}"), claim


def test_the_front_page_says_which_paper_it_is_and_what_was_not_found(page, pages, book):
    opened(page, pages, "index")
    identity = told(page.locator(".identity").inner_text().replace("DOI", "doi"))
    known = book.paper.about.paper.model_dump()
    for name, value in known.items():
        assert (str(value) if value else name).lower() in identity.lower(), name
    assert ("Not found" in identity) == (None in known.values())


@pytest.mark.parametrize("name", ["chapters/abstract", "chapters/safety"])
def test_the_note_of_every_mark_says_verdict_and_reason(page, pages, book, name):
    opened(page, pages, name)
    marks = page.locator(".noted").evaluate_all(
        "all => all.map(one => [one.querySelector('.claim').getAttribute('href').split('#claim-')[1],"
        " one.querySelector('.claim').textContent, one.querySelector('.told').textContent])"
    )
    assert len(marks) > 8
    for claim, number, note in marks:
        finding = book.findings[claim]
        assert told(note) == told(f"{finding.marks} {finding.verdict} {finding.explanation}"), claim
        assert number.split("\N{NARROW NO-BREAK SPACE}")[0] == finding.reported, claim


def test_the_reason_of_the_oedema_names_both_shares_and_the_other_place(page, pages):
    opened(page, pages, "chapters/abstract")
    page.locator(f"#said-{EDEMA}").hover()
    note = told(page.locator(".noted.open .told").inner_text())
    assert "5/16, not 5/17" in note and "29.4" in note and "Results" in note and "Table 2" in note


@pytest.mark.parametrize("width", [1280, 360])
def test_a_note_stays_on_the_screen_and_closes_with_escape(page, pages, width):
    opened(page, pages, "chapters/abstract", {"width": width, "height": 700})
    for mark in page.locator(".noted .claim").all():
        mark.focus()
        note = page.locator(".noted.open .told")
        box = note.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= 700
        assert mark.get_attribute("aria-describedby") == note.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.locator(".noted.open").count() == 0


def test_a_paragraph_is_one_tab_stop_and_arrow_keys_move_within(page, pages):
    opened(page, pages, "chapters/abstract")
    paragraph = page.locator("p", has=page.locator(".noted")).first
    marks = paragraph.locator(".claim")
    stops = marks.evaluate_all("all => all.filter(one => one.tabIndex === 0).length")
    assert (stops, marks.count() > 10) == (1, True)
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    assert marks.nth(1).evaluate("one => one === document.activeElement && one.tabIndex === 0")
    page.keyboard.press("End")
    assert marks.last.evaluate("one => one === document.activeElement")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('p')") is not None
    assert not paragraph.evaluate(
        "one => one.contains(document.activeElement) && document.activeElement.matches('.claim')"
    )


def test_a_tap_opens_the_note_and_the_next_follows_the_link(browser, pages):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(pages["chapters/abstract"].as_uri())
    page.locator(f"#said-{EDEMA}").tap()
    assert page.url == pages["chapters/abstract"].as_uri()
    assert page.locator(".noted.open .told").is_visible()
    page.locator(f"#said-{EDEMA}").tap()
    page.wait_for_url(f"**/ledger.html#claim-{EDEMA}")
    context.close()


def test_a_number_leads_to_its_row_its_cells_and_back(page, pages):
    opened(page, pages, "chapters/abstract")
    page.locator(f"#said-{EDEMA}").click()
    page.wait_for_url(f"**/ledger.html#claim-{EDEMA}")
    row = page.locator(f"#claim-{EDEMA}")
    page.wait_for_selector(f"#claim-{EDEMA} details[open]")
    row.get_by_role("link", name="Cells of Table 2").click()
    marked = page.locator(".rested-on")
    expect(marked).to_have_text(["5"])
    assert "Edema" in marked.locator("xpath=..").inner_text()
    back = page.get_by_role("link", name="Back to the finding")
    expect(back).to_be_focused()
    for seen in (marked, back):
        expect(seen).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ledger.html#claim-{EDEMA}")
    page.locator(f"#claim-{EDEMA}").get_by_role("link", name="Sentence").click()
    page.wait_for_url(f"**/abstract.html#said-{EDEMA}")
    assert page.locator(f"#said-{EDEMA}").bounding_box()["y"] < DESKTOP["height"]


def test_what_was_open_or_chosen_is_so_again_on_the_way_back(page, pages, book):
    opened(page, pages, "index")
    cell = page.locator("details.number", has_text="31.3").first
    cell.locator("summary").click()
    cell.locator(".ways a", has_text="Row in the ledger").click()
    page.wait_for_url("**/ledger.html#claim-*")
    page.go_back()
    expect(cell).to_have_attribute("open", "")
    opened(page, pages, "chapters/ledger")
    page.check("input[value=explained]")
    page.locator("input[name=words]").fill("oedema")
    page.locator("table.ledger tbody tr:visible .ways a", has_text="Sentence").first.click()
    page.wait_for_url("**#said-*")
    page.go_back()
    expect(page.locator("input[value=explained]")).to_be_checked()
    expect(page.locator("input[name=words]")).to_have_value("oedema")
    found = [one for one in book.audited.findings if one.verdict == "explained" and "edema" in one.says]
    expect(page.locator("form + .findings tbody tr:visible")).to_have_count(len(found))


def test_a_row_leads_to_its_discrepancy_and_back(page, pages):
    opened(page, pages, "chapters/ledger", query=f"#claim-{EDEMA}")
    page.locator(f"#claim-{EDEMA}").get_by_role("link", name="Discrepancy").click()
    item = page.locator(".discrepancies li:target")
    item.locator("summary").first.click()
    item.locator(f"a[href$='#claim-{EDEMA}']").click()
    page.wait_for_url(f"**#claim-{EDEMA}")
    expect(page.locator(f"#claim-{EDEMA} details[open]")).to_have_count(1)


def test_a_printed_cell_leads_to_its_finding(page, pages):
    opened(page, pages, "chapters/safety")
    page.locator("#table-2").get_by_role("link", name="29.4").click()
    page.wait_for_url("**/ledger.html#claim-table2-edema-percent")
    row = page.locator("#claim-table2-edema-percent")
    row.get_by_role("link", name="Cells of Table 2").click()
    expect(page.locator(".rested-on").first).to_have_text("5")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_cells_of_table_1_are_those_of_the_columns_it_rests_on(page, pages, book, size):
    query = "?of=abstract-orr&cells=table-1-best_response#table-1-best_response"
    opened(page, pages, "chapters/patient-characteristics", size, query=query)
    expect(page.locator(".rested-on").first).to_be_in_viewport()
    marked = page.locator(".rested-on").evaluate_all(
        "all => all.map(one => one.firstChild.textContent.trim())"
    )
    assert marked == [row.best_response for row in book.paper.rows()]


def test_a_foreign_address_marks_nothing(page, pages):
    query = "?of=x%22%3E%3Cimg%20src=y%3E&cells=table-1-best_response"
    opened(page, pages, "chapters/patient-characteristics", query=query)
    assert page.locator(".rested-on, .way-back").count() == 0


IDENTIFIER = re.compile(r'\sid="([^"]+)"')


def test_all_links_between_these_pages_lead_somewhere(pages):
    texts = {path: path.read_text(encoding="utf-8") for path in pages.values()}
    known = {path: set(IDENTIFIER.findall(text)) for path, text in texts.items()}
    followed = 0
    for path, text in texts.items():
        for address in re.findall(r'<a\s[^>]*?href="([^"]+)"', text):
            parts = urlsplit(unescape(address))
            target = Path(path.parent, unquote(parts.path)).resolve() if parts.path else path
            if (
                parts.scheme
                or target not in known
                or not parts.fragment
                or parts.fragment.startswith(("sec-", "fn", "ref"))
            ):
                continue
            assert unquote(parts.fragment) in known[target], (path.name, address)
            followed += 1
    assert followed > 800


@pytest.mark.parametrize("name", ["safety", "patient-characteristics"])
def test_each_discrepancy_of_a_section_stands_there_once_by_weight(page, pages, book, truth, name):
    opened(page, pages, f"chapters/{name}")
    titles = page.locator(".discrepancies strong").all_inner_texts()
    here = {claim for claim in truth.STATEMENTS if truth.chapter_of(claim) == name}
    unclean = {claim for claim in here if not truth.is_clean(claim)}
    assert titles == [one.title for one in book.audited.discrepancies if unclean & {*one.findings}]
    rows = page.locator(".sides tbody tr").evaluate_all(
        "rows => rows.map(row => [row.querySelector('a').hash.slice(7),"
        " ...[...row.cells].slice(2).map(cell => cell.innerText)])"
    )
    assert sorted(claim for claim, *_ in rows) == sorted(unclean)
    for claim, printed, recomputed in rows:
        value = truth.expected(claim)
        if value not in ("true", "false", None):
            assert (printed, recomputed) == (truth.CLAIMS[claim]["reported"], value)


@pytest.mark.parametrize("name", ["index", "chapters/abstract", "chapters/ledger"])
@pytest.mark.parametrize("width", [360, 390])
def test_no_page_is_wider_than_a_phone(page, pages, name, width):
    opened(page, pages, name, {"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pages_are_light(pages):
    limits = {"chapters/ledger": 1_500_000}
    for name, path in pages.items():
        assert path.stat().st_size <= limits.get(name, 600_000), name
    assert (pages["index"].parent / "assets/ledger.js").stat().st_size <= 6_000


def test_the_reasons_of_the_ledger_have_room(page, pages):
    opened(page, pages, "chapters/ledger")
    page.wait_for_selector("table.ledger button")
    page.locator("#claim-abstract-orr summary").click()
    assert page.locator("#claim-abstract-orr dd").first.bounding_box()["width"] > 180
    overlaps = page.locator("table.ledger tbody td").evaluate_all(
        "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText)"
    )
    assert overlaps == []
