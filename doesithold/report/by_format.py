"""One output for web pages and another for paper, as Markdown that both engines read."""

from __future__ import annotations

from doesithold.markup import block

AS_IT_STANDS = "<!--| quarto-html-table-processing: none -->"


def by_format(html: str, paper: str) -> str:
    """Return Markdown that shows `html` on a web page and `paper` in the PDF.

    An object with an HTML form of its own makes Quarto load scripts from the network on the page that shows
    it, and a style inliner when its table becomes a Typst one. This needs neither.

    Parameters
    ----------
    html : str
        HTML, put on the page as it stands.
    paper : str
        Markdown, which may hold raw Typst.
    """
    page = block(f"{AS_IT_STANDS}\n{html}", "html")
    return f"{_only('html', page)}\n{_only('typst', paper)}"


def _only(format_name: str, content: str) -> str:
    return f'::: {{.content-visible when-format="{format_name}"}}\n\n{content}\n\n:::\n'
