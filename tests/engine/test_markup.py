"""Text stays the same text through every reader: pandoc for Markdown and HTML, Typst for strings."""

from __future__ import annotations

import json
import subprocess
import unicodedata

import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doesithold import markup
from doesithold.pandoc import PANDOC

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "![q](/etc/hostname)",
    "![q](https://example.org/a.png)",
    "<https://example.org>",
    "```{=html}\n<b>b</b>\n```",
    "`<b>`{=html}",
    "a | b",
    "$x^2$ and \\(x\\)",
    "{{< include /etc/passwd >}}",
    "@fig-none and [@nobody]",
    "# heading",
    "- item",
    "1. item",
    "A. item",
    "(1) item",
    ": definition",
    "::: {.callout-note}",
    "[x]{onclick='alert(1)'}",
    "[^1]",
    "***",
    "====",
    "% title",
    "&lt;b&gt; &#60;",
    "H~2~O ~~gone~~",
    "a -- b",
    "\\",
    "\"quoted\" 'so'",
    '#read("/etc/passwd")',
    "\x1b[31mred\x1b[0m \x9b31m \u202egnp.exe",
)
READERS = ("markdown-smart", "commonmark_x-smart", "gfm")
letters = st.text(st.sampled_from("ab 1.()-+*_`~^$|\\<>&[]{}#@!:='\"/%\n\t\x1b\u202e"), max_size=30)


def _read(text: str, reader: str) -> str:
    """Return what a reader makes of one paragraph, as text; None of it may be markup."""
    command = [str(PANDOC), f"--from={reader}", "--to=json"]
    ran = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
    found = []
    for block in json.loads(ran.stdout)["blocks"]:
        assert block["t"] == "Para", block
        for inline in block["c"]:
            assert inline["t"] in ("Str", "Space", "SoftBreak"), inline
            found.append(inline.get("c", " ").replace("\xa0", " "))
        found.append("\n")
    return "".join(found)


def _shown(text: str) -> str:
    return "".join(markup.plain(text).replace("\xa0", " ").split(" "))


def test_markdown_stays_text_for_every_payload_and_reader() -> None:
    lines = "\n\n".join(markup.markdown(payload) for payload in PAYLOADS)
    expected = "".join(_shown(payload) + "\n" for payload in PAYLOADS)
    for reader in READERS:
        assert _read(lines, reader).replace(" ", "") == expected.replace(" ", ""), reader


@settings(max_examples=25, deadline=None)
@given(st.lists(letters.filter(lambda text: bool(_shown(text))), min_size=20, max_size=60))
def test_markdown_stays_text_whatever_it_is(texts: list[str]) -> None:
    read = _read("\n\n".join(map(markup.markdown, texts)), "markdown-smart")
    assert read.replace(" ", "") == "".join(_shown(text) + "\n" for text in texts)


@settings(max_examples=25, deadline=None)
@given(st.lists(letters, max_size=40))
@example(list(PAYLOADS))
def test_an_attribute_in_markdown_reads_back_the_same_text(texts: list[str]) -> None:
    lines = "\n\n".join(f'[x]{{data-a="{markup.attribute(text)}"}}' for text in texts)
    command = [str(PANDOC), "--from=markdown", "--to=json"]
    ran = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", check=True)
    read = [block["c"][0]["c"][0][2] for block in json.loads(ran.stdout)["blocks"]]
    assert read == [[["data-a", markup.set_in_lines(text)]] for text in texts]


@settings(max_examples=25, deadline=None)
@given(st.lists(letters, max_size=40))
@example(list(PAYLOADS))
def test_typst_reads_back_the_same_string(texts: list[str]) -> None:
    source = f"#let read = ({''.join(markup.typst(text) + ', ' for text in texts)})\n#metadata(read) <x>"
    said = json.loads(typst.query(source.encode(), "<x>", field="value", one=True))
    assert said == list(map(markup.set_in_lines, texts))


def test_a_percent_sign_stays_on_the_line_of_its_number() -> None:
    for write in (markup.html, markup.markdown, markup.typst):
        assert "5\xa0% of" in write("5 % of")
    assert markup.plain("5 % of") == "5 % of"
    assert markup.set_in_lines("a % b") == "a % b"


def test_a_name_stays_on_one_line_and_no_attribute_changes() -> None:
    page = '<td title="Pt-04 of 18">Pt-04, anti-PD-1 <b>and Pt-16</b>; 510-513</td>'
    kept = markup.unbroken(page)
    assert kept.startswith('<td title="Pt-04 of 18"><span class="unbroken">Pt-04</span>, anti-')
    assert '<b>and <span class="unbroken">Pt-16</span></b>; 510-513</td>' in kept
    assert kept.replace('<span class="unbroken">', "").replace("</span>", "") == page


@given(st.text())
@example(PAYLOADS[-1])
def test_no_control_character_is_left(text: str) -> None:
    for written in (markup.plain(text), markup.html(text), markup.markdown(text), markup.typst(text)):
        assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in written)
        assert "\u202e" not in written


@given(st.text(), st.text(st.sampled_from("=+-@1 .\t\x9b\u202e"), max_size=6))
@example("=1+2", "-5.0 %")
def test_json_and_cells_hold_nothing_that_terminals_obey_or_spreadsheets_compute(one: str, two: str) -> None:
    for text in (one, two):
        written, cell = markup.as_json({"a": text}), markup.spreadsheet(text)
        assert json.loads(written) == {"a": text}
        signs = {unicodedata.category(sign) for sign in (written + cell).replace("\n", "")}
        assert not signs & {"Cc", "Cf", "Cs", "Co"}
        assert cell[:1] not in tuple("=+-@") or not set(cell[1:]) - set("0123456789., %")


def test_html_leaves_no_way_out_of_text_or_attribute() -> None:
    assert markup.html("<b> \"x\" 'y' & z\n") == "&lt;b&gt; &quot;x&quot; &#x27;y&#x27; &amp; z"
