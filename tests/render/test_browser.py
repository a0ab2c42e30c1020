"""The pages in a real browser, opened from the disk as a reader opens them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.render.conftest import Built

PAGES = (
    "index",
    "chapters/figures",
    "chapters/tables",
    "chapters/prose",
    "chapters/references",
    "chapters/appendix",
)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(built: Built, page: Page, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((built.book / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_search_finds_a_word_and_leads_to_its_section(built: Built, page: Page) -> None:
    page.goto((built.book / "chapters/prose.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("SCORE interval")
    result = page.locator("#results a").first
    assert "Tables" in (result.text_content() or "")
    result.click()
    assert page.url.endswith("chapters/tables.html")
    page.fill("#search", "xylophone")
    assert page.text_content("#results") == "Nothing found"


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
    assert page.url.endswith("chapters/tables.html")


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
