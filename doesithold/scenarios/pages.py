"""An executed notebook as a page of its own, which the book links to."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypandoc

PANDOC = Path(pypandoc.__file__).parent / "files" / "pandoc"
STYLE = Path(__file__).with_name("page.css")
PARAMETERS = {"parameters", "injected-parameters"}
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
        "--embed-resources",
        f"--css={STYLE}",
        "--wrap=none",
        "--shift-heading-level-by=1",
    ]
    metadata = [f"--metadata=title:{title}", "--metadata=lang:en-GB"]
    command = [str(PANDOC), "--from=markdown", "--to=html5", *options, *metadata]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _cells(notebook: str) -> Iterator[str]:
    for cell in json.loads(notebook)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield source
        else:
            code = f"```python\n{source}\n```"
            shown = PARAMETERS & set(cell["metadata"].get("tags", []))
            yield code if shown else f"<details><summary>Code</summary>\n\n{code}\n\n</details>"
            yield from ("".join(output["data"]["text/markdown"]) for output in cell["outputs"])
