"""Pages of the real book as a reader has them, read by the standard library alone."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

MARKS = {"contradicted": "✗", "explained": "≈", "unverifiable": "?", "reproduced": "✓", "external": "↗"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_PROSE = {
    "table",
    "figure",
    "figcaption",
    "pre",
    "code",
    "math",
    "nav",
    "script",
    "style",
    "form",
    "svg",
    "sup",
}
NO_PROSE_CLASSES = {
    "heading-number", "xref", "citation", "glance", "identity", "discrepancies", "gravest", "riddle",
    "table-files", "downloads", "sieve", "scroll", "cards", "wide", "references",
}  # fmt: skip
NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)*")


def signs(row):
    """Return the marks of a claim by the verdict that a person gave."""
    return MARKS[row["verdict"]] + "⇄" * bool(row["conflicts"]) + "~" * bool(row["tension"])


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.builder, self.open = ElementTree.TreeBuilder(), []

    def handle_starttag(self, tag, attributes):
        self.builder.start(tag, {name: value or "" for name, value in attributes})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.builder.start(tag, {name: value or "" for name, value in attributes})
        self.builder.end(tag)

    def handle_endtag(self, tag):
        while tag in self.open:
            last = self.open.pop()
            self.builder.end(last)
            if last == tag:
                break

    def handle_data(self, data):
        if self.open:
            self.builder.data(data)


def read(path):
    """Return what stands in a page between its menu and its foot."""
    tree = _Tree()
    tree.feed(path.read_text(encoding="utf-8"))
    return next(tree.builder.close().iter("main"))


def classes(element):
    return set(element.get("class", "").split())


def having(element, name):
    """List the elements of a class in an element, in their order."""
    return [one for one in element.iter() if name in classes(one)]


def text(element, skip=lambda one: False):
    """Return what can be read in an element, but for elements to skip."""
    parts = [element.text or ""]
    for child in element:
        if not skip(child):
            parts.append(text(child, skip))
        parts.append(child.tail or "")
    return "".join(parts)


def told(element):
    return " ".join(text(element).split())


def _is_no_prose(element):
    return element.tag in NOT_PROSE or bool(classes(element) & NO_PROSE_CLASSES)


def prose(page):
    """Return the sentences of a page: no tables, figures, formulas, code, notes or numbers of sections."""
    return " ".join(text(page, _is_no_prose).split())


def numbers(words):
    return NUMBER.findall(words)
