"""The pages in a real browser, opened from the disk as a reader opens them."""

from __future__ import annotations

from io import BytesIO
from statistics import median

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.render.conftest import Built

PAGES = (
    "index",
    "chapters/figures",
    "chapters/tables",
    "chapters/prose",
    "chapters/references",
    "chapters/appendix",
)


SPLIT = """() => {
  const split = [];
  for (const cell of document.querySelectorAll('td, th')) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text; (text = walker.nextNode());) {
      for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) split.push(word[0]);
      }
    }
  }
  return split;
}"""


@pytest.mark.parametrize("width", [360, 414])
@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_no_page_scrolls_sideways_and_no_cell_splits_a_word(
    built: Built, page: Page, name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto((built.book / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SPLIT) == []


def test_on_a_phone_rows_of_text_are_cards_with_the_verdict_under_the_first_cell(
    built: Built, page: Page
) -> None:
    page.set_viewport_size({"width": 360, "height": 844})
    page.goto((built.book / "chapters/appendix.html").as_uri())
    row = page.locator("#statements tbody tr").first
    tops = row.locator("th, td").evaluate_all(
        "(cells) => cells.map((cell) => cell.getBoundingClientRect().top)"
    )
    says, printed, verdict = tops
    assert says < verdict < printed
    label = row.locator("td").first.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert "Printed" in label


def test_a_table_that_scrolls_shows_a_shadow_where_it_goes_on(built: Built, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 844})
    page.goto((built.book / "chapters/appendix.html").as_uri())
    box = page.locator(".scroll:has(#patients)")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    before = _edges(box.screenshot())
    box.evaluate("(box) => box.scrollTo(box.scrollWidth, 0)")
    after = _edges(box.screenshot())
    assert before["right"] < before["left"] and after["left"] < after["right"]


def _edges(png: bytes) -> dict[str, float]:
    """Return the median lightness of the pixels two from either side."""
    grey = Image.open(BytesIO(png)).convert("L")
    sides = {"left": 2, "right": grey.width - 3}
    return {
        side: median(int(str(grey.getpixel((x, y)))) for y in range(grey.height)) for side, x in sides.items()
    }


def test_a_figure_opens_large_and_escape_closes_it(built: Built, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((built.book / "chapters/appendix.html").as_uri())
    page.locator("#fig-day img:visible").click()
    shown = page.locator("#large img:visible")
    assert shown.count() == 1
    box = shown.bounding_box()
    assert box and box["width"] > 700
    page.keyboard.press("Escape")
    assert not page.locator("#large").is_visible()
    page.locator("#fig-day").get_by_role("button", name="Enlarge").press("Enter")
    page.get_by_role("button", name="Close").click()
    assert not page.locator("#large").is_visible()


@pytest.mark.parametrize(("scheme", "file"), [("light", "day"), ("dark", "night")])
def test_a_drawn_figure_goes_with_the_theme(built: Built, page: Page, scheme: str, file: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((built.book / "chapters/appendix.html").as_uri())
    shown = page.locator("#fig-day img:visible")
    assert shown.count() == 1 and file in (shown.get_attribute("src") or "")
    page.click("#theme")
    assert file not in (page.locator("#fig-day img:visible").get_attribute("src") or file)
    page.emulate_media(media="print")
    assert "day" in (page.locator("#fig-day img:visible").get_attribute("src") or "")


def test_search_finds_a_word_and_leads_to_its_section(built: Built, page: Page) -> None:
    page.goto((built.book / "chapters/prose.html").as_uri())
    index = page.locator("script[src$='search.js']")
    assert index.count() == 0
    page.keyboard.press("/")
    page.keyboard.type("SCORE interval")
    result = page.locator("#results a").first
    assert "Tables" in (result.text_content() or "")
    assert index.count() == 1
    result.click()
    page.wait_for_url("**/chapters/tables.html")
    page.fill("#search", "xylophone")
    expect(page.locator("#found")).to_have_text("No places")
    page.fill("#search", "quagmire")
    expect(page.locator("#found")).to_have_text("No places")


def test_search_leads_to_a_row_by_arrow_keys_and_enter(built: Built, page: Page) -> None:
    page.goto((built.book / "index.html").as_uri())
    page.fill("#search", "printed as 64.7%")
    expect(page.locator("#results a")).to_have_count(1)
    assert "Peripheral oedema" in (page.text_content("#results") or "")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/appendix.html#row-edema")
    page.fill("#search", "zygapophysis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/appendix.html#row-rash")


def test_formulas_are_set_in_a_font_that_comes_along(built: Built, page: Page) -> None:
    page.goto((built.book / "chapters/prose.html").as_uri())
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Formula'))")
    root, under = (page.locator(f"math[display=block] {tag}").bounding_box() for tag in ("msqrt", "mfrac"))
    assert root and under and root["height"] > under["height"]


def test_light_and_dark_follow_the_system_until_the_reader_chooses(built: Built, page: Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto((built.book / "index.html").as_uri())
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(background)
    assert light != dark
    page.click("#theme")
    assert page.evaluate(background) == light
    page.goto((built.book / "chapters/tables.html").as_uri())
    assert page.evaluate(background) == light
    for ground in (dark, light):
        page.click("#theme")
        assert page.evaluate(background) == ground


def test_tabs_answer_to_arrow_keys(built: Built, page: Page) -> None:
    page.goto((built.book / "chapters/tables.html").as_uri())
    assert page.get_by_text("The score interval").is_visible()
    page.get_by_role("radio", name="Wilson").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_text("The textbook interval.").is_visible()
    assert not page.get_by_text("The score interval").is_visible()


def test_the_menu_opens_on_a_phone(built: Built, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((built.book / "index.html").as_uri())
    assert not page.locator("#sidebar").is_visible()
    page.click("#menu")
    page.get_by_role("link", name="2 Tables").click()
    page.wait_for_url("**/chapters/tables.html")


CONTRAST = """() => {
  const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const colour = (text) => {
    const context = document.createElement('canvas').getContext('2d');
    context.fillStyle = text; context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (e) => { for (; e; e = e.parentElement) {
    const found = colour(getComputedStyle(e).backgroundColor); if (found[3] === 255) return found; } };
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || getComputedStyle(e).filter !== 'none') continue;
    const [a, b] = [luminance(colour(getComputedStyle(e).color)), luminance(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push(e.outerHTML.slice(0, 80));
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_all_text_has_enough_contrast(built: Built, page: Page, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((built.book / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate(CONTRAST) == []


COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules that depend on the theme; all others hold in one if they hold in the other."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(built: Built, page: Page, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((built.book / f"{name}.html").as_uri())
    options = {"preload": False} | ({} if scheme == "light" else {"runOnly": COLOURS})
    found = Axe().run(page, options=options).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
