"""Pages by the real Quarto, where it is installed: nothing that axe calls serious, and nothing fetched."""

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

from doesithold.render import quarto
from tests.book.test_accessible import CONTRAST, RULES, _serious

ROOT = Path(__file__).parents[2]
QUARTO = quarto.find()
PAGES = ("index", "chapters/glossary", "chapters/exercises", "chapters/measures")
"""Of each kind of page one: marked numbers, terms, folded callouts with code, plain tables."""
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
    assert _serious(page, RULES) == []
    page.evaluate(DARK)
    page.wait_for_timeout(300)
    assert _serious(page, CONTRAST) == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
