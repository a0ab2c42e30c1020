"""The report to the editor as Markdown, as one HTML page, as PDF (Typst) and as DOCX (pandoc)."""

from __future__ import annotations

import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from jinja2 import Environment

from doesithold import markup
from doesithold.markup import Markdown
from doesithold.pandoc import in_sandbox
from doesithold.report.by_format import by_format
from doesithold.report.editor import EditorReport
from doesithold.report.environment import templates

ESCAPES: Mapping[str, Callable[[str], str]] = {
    "html": markup.html,
    "md": markup.markdown,
    "typ": markup.typst,
}
"""How text is escaped in a template of each kind; whatever a template inserts is."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
UNDATED = "1980-01-01T00:00:00Z"
"""The earliest date of a zip file, for all that a DOCX holds."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SCALES = {
    r'(?<=<w:sz w:val=")\d+': 0.7,
    r'(?<=<w:szCs w:val=")\d+': 0.7,
    r'(?<=w:after=")\d+': 0.3,
    r'(?<=w:before=")\d+': 0.3,
}
"""What pandoc's sizes of print and of the space between paragraphs are multiplied by."""
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="850" w:right="900" w:bottom="850" '
    'w:left="900" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>'
)
"""A4 with margins of 15 mm, in twentieths of a point."""


def to_markdown(report: EditorReport, *, titled: bool = True) -> Markdown:
    """Write the report as Markdown.

    Parameters
    ----------
    report : EditorReport
    titled : bool
        Whether it begins with its title; a chapter has one already.
    """
    return Markdown(_filled("editor.md.jinja", report=report, titled=titled))


def to_html(report: EditorReport) -> str:
    """Write the report as one HTML page that needs nothing beside it."""
    return _filled("editor.html.jinja", report=report)


def to_pdf(report: EditorReport) -> bytes:
    """Typeset the report on A4."""
    import typst

    return bytes(typst.compile(_filled("editor.typ.jinja", report=report).encode(), ignore_system_fonts=True))


def to_docx(report: EditorReport) -> bytes:
    """Write the report for word processors, on A4 in small print; the same report gives the same bytes."""
    title = f"--metadata=title:{markup.plain(report.heading)}"
    options = ["--from=markdown", "--to=docx", "--output=-", title]
    made = in_sandbox(to_markdown(report, titled=False), options)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as given, zipfile.ZipFile(packed, "w") as kept:
        for name in given.namelist():
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(member, _member(name, given.read(name)))
    return packed.getvalue()


def downloads(report: EditorReport) -> Markdown:
    """Offer the report as PDF and DOCX on a web page, the files carried inside it."""
    files = {
        "report.pdf": ("application/pdf", to_pdf(report)),
        "report.docx": (DOCX, to_docx(report)),
    }
    links = ", ".join(
        f'<a download="{name}" href="data:{kind};base64,{b64encode(content).decode()}">{name}</a>'
        for name, (kind, content) in files.items()
    )
    return Markdown(by_format(f'<p class="downloads">Download the report: {links}</p>', ""))


def _member(name: str, content: bytes) -> bytes:
    """Take the time of writing out of a part of a DOCX, and set page and print."""
    text = content.decode()
    if name == "docProps/core.xml":
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", UNDATED, text)
    if name == "word/styles.xml":
        for size, factor in SCALES.items():
            text = re.sub(size, partial(_scaled, factor), text)
    if name == "word/document.xml":
        text = re.sub(r"<w:sectPr\s*/>|<w:sectPr>.*?</w:sectPr>", PAGE, text, flags=re.S)
    return text.encode()


def _scaled(factor: float, found: re.Match[str]) -> str:
    return str(round(factor * int(found[0])))


def _filled(template: str, **context: Any) -> str:
    return _environment(template.split(".")[1]).get_template(template).render(context)


@cache
def _environment(kind: str) -> Environment:
    """Return what fills in templates of one kind: every value that they insert is escaped."""
    escape = ESCAPES[kind]
    made = templates(finalize=lambda value: value if isinstance(value, Markdown) else escape(str(value)))
    made.filters["code"] = lambda line: Markdown(markup.plain(line))
    return made
