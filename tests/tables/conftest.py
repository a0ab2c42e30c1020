from html.parser import HTMLParser

import pytest


class Cells(HTMLParser):
    """The rows of a table without the marks of footnotes, and the attributes of every cell."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.attributes, self.inside, self.mark = [], [], None, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tfoot":
            self.inside = "notes"
        elif tag == "tr" and self.inside != "notes":
            self.rows.append([])
        elif tag in ("th", "td") and self.inside != "notes":
            self.inside = "cell"
            self.rows[-1].append("")
            self.attributes.append((tag, dict(attrs)))
        elif tag == "span":
            self.mark = "gt_footnote_marks" in dict(attrs).get("class", "")

    def handle_endtag(self, tag):
        if tag in ("th", "td") and self.inside == "cell":
            self.inside = None
        elif tag == "span":
            self.mark = False

    def handle_data(self, data):
        if self.inside == "cell" and not self.mark:
            self.rows[-1][-1] = " ".join((self.rows[-1][-1] + data).split())


@pytest.fixture(scope="session")
def cells():
    return lambda table: Cells(table.gt.as_raw_html())
