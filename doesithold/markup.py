"""Text from data, written so that it stays text wherever it is shown: the one place that escapes.

Whatever a paper's folder holds (statements, printed values, places, titles, names of rows) passes one of
these functions on its way into a page, a notebook, a chapter or the PDF.
"""

from __future__ import annotations

import html as _html
import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

REPLACED = "\N{REPLACEMENT CHARACTER}"
CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]"
)
"""Controls, what turns the direction of writing, and halves of characters."""
BREAKS = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
SPECIAL = re.compile(r"[\\`*_{}\[\]#|$~^@!]|-(?=-)|:(?=//)|(?<=[wW]{3})\.")
ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
FORMULA = ("=", "+", "-", "@")
"""What a cell begins with that a spreadsheet takes for a formula."""
NUMBER = re.compile(r"[-+]?[\d.,]+(?:\s?%)?")
PERCENT = re.compile(r"(?<=\d) (?=%)")
NAME = re.compile(r"\b[A-Za-z]{1,6}-\d+\b")
BETWEEN_TAGS = re.compile(r">[^<>]+<")
OPENS_A_BLOCK = re.compile(r"^(?:(\d+|\w)(?=[.)](?!\d))|(?=[-+](?![\d.])|[:=(%]))")


class Markdown(str):
    """Text that a chapter or a notebook shows formatted."""

    def _repr_markdown_(self) -> str:
        return str(self)


def plain(text: str) -> str:
    """Return `text` on one line without control characters, for terminals above all.

    Parameters
    ----------
    text : str
        Anything, also what is not valid Unicode.
    """
    return CONTROL.sub(REPLACED, BREAKS.sub(" ", text).strip(" "))


def set_in_lines(text: str) -> str:
    """Return `text` like `plain`, a number and its percent sign never on two lines, for pages and paper."""
    return PERCENT.sub("\N{NO-BREAK SPACE}", plain(text))


def html(text: str) -> str:
    """Write `text` for HTML, between tags or in a quoted attribute."""
    return _html.escape(set_in_lines(text))


def unbroken(page: str) -> str:
    """Return HTML with the class ``unbroken`` on names such as P-04, which no line parts at the hyphen."""
    return BETWEEN_TAGS.sub(lambda text: NAME.sub(r'<span class="unbroken">\g<0></span>', text[0]), page)


def markdown(text: str) -> str:
    """Write `text` for Markdown as pandoc, Quarto and Jupyter read it: paragraph, heading or table cell."""
    escaped = SPECIAL.sub(r"\\\g<0>", set_in_lines(text))
    escaped = "".join(ENTITIES.get(letter, letter) for letter in escaped)
    return OPENS_A_BLOCK.sub(lambda found: f"{found[1] or ''}\\", escaped)


def attribute(text: str) -> str:
    """Write `text` for the quoted value of an attribute in Markdown."""
    return markdown(text).replace('"', "&quot;")


def typst(text: str) -> str:
    """Write `text` as a Typst string, quotes included."""
    return '"' + set_in_lines(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def block(code: str, form: str) -> str:
    """Write HTML or Typst as a raw block of Markdown, which nothing in it can close.

    Parameters
    ----------
    code : str
        Text from data stands in it escaped already.
    form : str
        ``html`` or ``typst``.
    """
    fence = _fence(code, 3)
    return f"{fence}{{={form}}}\n{code}\n{fence}"


def inline(code: str, form: str) -> str:
    """Write HTML or Typst as a raw part of a line of Markdown, like `block`."""
    fence = _fence(code, 1)
    return f"{fence}{code}{fence}{{={form}}}"


def _fence(code: str, least: int) -> str:
    return "`" * max([least, *(len(ticks) + 1 for ticks in re.findall("`+", code))])


def terminal(text: str) -> str:
    """Take out of `text` what a terminal would obey instead of show: control and format characters.

    Line breaks stay; everything else of the Unicode categories Cc, Cf, Cs and Co is replaced.
    """
    return "".join(REPLACED if _obeyed(sign) else sign for sign in text)


def as_json(document: Any) -> str:
    """Write JSON in which what a terminal would obey is escaped, and all other text is readable."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return "".join(json.dumps(sign)[1:-1] if _obeyed(sign) else sign for sign in text) + "\n"


def spreadsheet(text: str) -> str:
    """Write `text` for a cell of a CSV file: not for terminals to obey, and not for spreadsheets to compute.

    An apostrophe stands before what they would take for a formula; numbers stay as they are.
    """
    shown = terminal(text)
    return f"'{shown}" if shown.startswith(FORMULA) and not NUMBER.fullmatch(shown) else shown


def _obeyed(sign: str) -> bool:
    return sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co")


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Write a name in lower case, everything but letters and digits as single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
