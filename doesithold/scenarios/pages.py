"""An executed notebook as a page of its own, which the book links to."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypandoc

from doesithold.markup import plain

PANDOC = Path(pypandoc.__file__).parent / "files" / "pandoc"
STYLE = Path(__file__).with_name("page.css")
FENCE = "`" * 40
PARAMETERS = {"parameters", "injected-parameters"}
MARKDOWN = "markdown-raw_html-raw_tex-native_divs-native_spans-markdown_in_html_blocks-latex_macros"
"""Without markup other than Markdown's own; what is HTML says so."""
OPEN, CLOSE = (f"```{{=html}}\n{tags}\n```" for tags in ("<details><summary>Code</summary>", "</details>"))
CHAPTER = "../../chapters/runs.html"


def to_page(notebook: str, name: str, title: str) -> str:
    """Turn an executed notebook whose outputs are Markdown into one HTML file without anything beside it.

    Parameters
    ----------
    notebook : str
        The notebook as JSON.
    name : str
        Its file, in the same folder as the page, for download.
    title : str
        Heads the page.
    """
    links = f"[← All scenarios]({CHAPTER}) · [This notebook, to run and to change]({name}){{download=}}"
    bar = f"::: {{.bar}}\n{links}\n:::"
    text = "\n\n".join([bar, *_cells(notebook), bar])
    options = [
        "--standalone",
        "--sandbox",
        f"--variable=header-includes:<style>{STYLE.read_text(encoding='utf-8')}</style>",
        "--wrap=none",
        "--shift-heading-level-by=1",
    ]
    metadata = [f"--metadata=title:{plain(title)}", "--metadata=lang:en-GB"]
    command = [str(PANDOC), f"--from={MARKDOWN}", "--to=html5", *options, *metadata]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _cells(notebook: str) -> Iterator[str]:
    for cell in json.loads(notebook)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield source
        else:
            code = f"{FENCE}python\n{source}\n{FENCE}"
            shown = PARAMETERS & set(cell["metadata"].get("tags", []))
            yield code if shown else f"{OPEN}\n\n{code}\n\n{CLOSE}"
            yield from ("".join(output["data"]["text/markdown"]) for output in cell["outputs"])
