"""Pages by the real Quarto, where it is installed: accessible, nothing fetched; a PDF without holes."""

import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect
from pypdf import PdfReader

from doesithold.render import quarto
from tests.book.test_accessible import CONTRAST, FEW_ROWS, RULES, UNFOLD, _serious

ROOT = Path(__file__).parents[2]
QUARTO = quarto.find()
KINDS = ("glossary", "exercises", "measures", "methods", "ledger")
PAGES = ("index", *(f"chapters/{name}" for name in KINDS))
"""Of each kind of page one: marks, terms, folded callouts with code, plain tables, figures, findings."""
DARK = "() => document.querySelector('.quarto-color-scheme-toggle').click()"

pytestmark = pytest.mark.skipif(
    QUARTO is None or quarto.version(QUARTO) < (1, 10), reason="no Quarto 1.10 on this machine"
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where a server offers some pages, which Quarto's scripts need."""
    project = tmp_path_factory.mktemp("quarto") / "book"
    shutil.copytree(
        ROOT, project, symlinks=True, ignore=shutil.ignore_patterns(".git", ".cache", "_book*", "tests")
    )
    settings = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    settings["book"] |= {
        "chapters": ["index.qmd"],
        "appendices": [f"{name}.qmd" for name in PAGES[1:]],
        "downloads": [],
    }
    (project / "_quarto.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    environment = os.environ | {"QUARTO_PYTHON": sys.executable, "PYTHONPATH": str(project)}
    ran = subprocess.run(
        [QUARTO, "render", "--to", "html"],
        cwd=project, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=project / "_book"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_and_nothing_is_fetched(browser, address, name):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{name}.html")
    page.evaluate(FEW_ROWS)
    page.evaluate(UNFOLD)
    assert _serious(page, RULES) == []
    page.evaluate(DARK)
    page.wait_for_timeout(300)
    assert _serious(page, CONTRAST) == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "[...document.querySelectorAll('pre.sourceCode')].every((one) => one.scrollWidth <= one.clientWidth)"
    )
    page.close()


def test_the_theme_is_that_of_the_readers_system(browser, address):
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{address}/index.html")
    assert page.evaluate("document.body.classList.contains('quarto-dark')")
    page.close()


def test_the_ledger_has_room_for_its_six_columns_on_the_screen_and_on_paper(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/chapters/ledger.html")
    assert page.locator("table.ledger").first.locator("td").nth(2).bounding_box()["width"] > 160
    for head in page.locator("table.ledger th").all():
        assert head.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.emulate_media(media="print")
    assert page.locator("table.ledger").first.bounding_box()["width"] > 1200
    expect(page.locator("#quarto-header")).to_be_hidden()
    page.close()


def test_search_leads_to_a_row_of_the_ledger_and_its_excerpts_hold_no_notes_of_marks(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/index.html")
    page.locator("#quarto-search input").fill("carries a mark, like 41.2")
    expect(page.locator(".aa-Panel")).to_contain_text("like 41.2\u202f% or 31.3\u202f%. The mark")
    page.locator("#quarto-search input").fill("Oedema occurred in 31.3")
    page.locator(".aa-Panel a[href*='ledger.html?q='][href*='#claim-abstract-edema-percent']").click()
    expect(page.locator("#claim-abstract-edema-percent details[open]")).to_be_in_viewport()
    page.close()


def test_a_figure_opens_larger_and_on_a_phone_a_finger_moves_it(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/chapters/methods.html")
    before = page.locator("#fig-interval-widths img:visible").bounding_box()
    page.locator("#fig-interval-widths a.lightbox:visible").press("Enter")
    large = page.locator(".gslide.current img")
    expect(large).to_be_in_viewport(ratio=1)
    page.wait_for_function(
        "width => document.querySelector('.gslide.current img').width > 1.5 * width", arg=before["width"]
    )
    page.keyboard.press("Escape")
    expect(page.locator(".glightbox-container")).to_have_count(0)
    page.close()
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}/chapters/methods.html")
    page.locator("#fig-interval-widths a.lightbox:visible").tap()
    page.wait_for_function(
        "document.querySelector('.gslide.current img')?.getBoundingClientRect().width > 700"
    )
    finger = context.new_cdp_session(page)
    for kind, x in [
        ("touchStart", 300),
        *(("touchMove", x) for x in range(290, 100, -10)),
        ("touchEnd", None),
    ]:
        points = [] if x is None else [{"x": x, "y": 400}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_function("document.querySelector('.gslide.current .ginner-container').scrollLeft > 100")
    context.close()


CHAPTER = """# {name} {{#sec-{name}}}

Terminus

:   Significatio

{text}

| a | b |
|---|---|
{rows}

: A table that takes most of a page {{#tbl-{name}}}

{text}
"""


def test_chapters_follow_on_the_next_page_and_a_tall_table_leaves_no_hole(tmp_path):
    project = tmp_path / "tall"
    project.mkdir()
    names = ["index", "one", "two"]
    for name in names:
        text, rows = "\n\n".join(["Some words of text. " * 40] * 3), "\n".join(["| 1 | 2 |"] * 28)
        (project / f"{name}.qmd").parent.mkdir(exist_ok=True)
        (project / f"{name}.qmd").write_text(
            CHAPTER.format(name=name, text=text, rows=rows), encoding="utf-8"
        )
    book = {"title": "T", "author": "A", "chapters": names[:2], "appendices": names[2:], "output-file": "t"}
    book |= {part: [f"{name}.qmd" for name in book[part]] for part in ("chapters", "appendices")}
    of_ours = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))["format"]["typst"]
    of_ours["include-before-body"] = str(ROOT / of_ours["include-before-body"])
    settings = {"project": {"type": "book"}, "book": book, "format": {"typst": of_ours}}
    (project / "_quarto.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    ran = subprocess.run(
        [QUARTO, "render"], cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    pages = PdfReader(project / "_book/t.pdf").pages
    words = [len(page.extract_text().split()) for page in pages]
    # Cover, its back, contents; then of each chapter a page of text and one with the table
    assert [place for place, number in enumerate(words) if number < 20] == [0, 1]
    assert len(words) == 3 + 2 * len(names)
    # A term and what it means are lines of their own, which do not overlap
    lines = {}
    pages[3].extract_text(visitor_text=lambda text, place, *_: lines.update({text.strip(): place[5]}))
    assert abs(lines["Terminus"] - lines["Significatio"]) > 11
