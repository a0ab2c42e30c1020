"""Figures in a chapter: files for light and dark pages and for print, and the Markdown that shows them."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Literal

import matplotlib.text
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

from analysis.figures.palette import DARK, FONT, Drawn, Provenance, styled
from doesithold.files import write_atomic
from doesithold.markup import spreadsheet

Slant = Literal["normal", "italic"]
FOLDER = Path("chapters/drawn_files")
"""Where chapters' images are made, from the project's root; Git ignores it."""
ENDINGS: dict[Provenance, str] = {
    "reconstructed": (
        " Reconstructed: the paper prints no such data; where it sets no upper limit, one was chosen."
    ),
    "digitised": " Digitised from the published figure.",
}
COLOUR = re.compile(rb"(?<![\w(])#[0-9a-f]{6}\b")
PIXELS = 150
"""Dots per inch of the PNG."""


@styled
def to_svg(drawn: Drawn) -> bytes:
    """Return the figure as SVG on a clear ground, its text as text in a font that it brings along.

    The same figure gives the same bytes.
    """
    file = BytesIO()
    drawn.figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue().replace(b"<defs>", f"<defs>\n  <style>{_fonts(drawn)}</style>".encode(), 1)


def darkened(svg: bytes) -> bytes:
    """Return a figure's SVG in the colours of a dark page."""
    return COLOUR.sub(lambda found: DARK.get(found[0].decode(), found[0].decode()).encode(), svg)


@styled
def to_pdf(drawn: Drawn) -> bytes:
    """Return the figure as PDF for the printed book, its text in an embedded font; always the same bytes."""
    file = BytesIO()
    metadata = {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None}
    drawn.figure.savefig(file, format="pdf", metadata=metadata)
    return file.getvalue()


@styled
def to_png(drawn: Drawn) -> bytes:
    """Return the figure as PNG on white, for slides."""
    file = BytesIO()
    drawn.figure.savefig(file, format="png", dpi=PIXELS, facecolor="white", metadata={"Software": None})
    return file.getvalue()


def _fonts(drawn: Drawn) -> str:
    """Return style rules with the letters that the figure uses, upright, bold and slanted."""
    letters: dict[tuple[str, Slant], set[str]] = {}
    for text in drawn.figure.findobj(matplotlib.text.Text):
        weight = "bold" if text.get_fontweight() == "bold" else "normal"
        slant: Slant = "italic" if text.get_fontstyle() == "italic" else "normal"
        letters.setdefault((weight, slant), set()).update(text.get_text())
    return "".join(
        f"@font-face{{font-family:'{FONT}';font-weight:{weight};font-style:{slant};"
        f"src:url(data:font/woff;base64,{b64encode(_letters(weight, slant, used)).decode()})}}"
        for (weight, slant), used in sorted(letters.items())
        if "".join(used).strip()
    )


def _letters(weight: str, slant: Slant, used: set[str]) -> bytes:
    """Return a WOFF font that holds the letters used and nothing else."""
    path = findfont(
        FontProperties(family=[FONT], weight=weight, style="oblique" if slant == "italic" else "normal"),
        fallback_to_default=False,
    )
    options = subset.Options(flavor="woff", hinting=False, notdef_outline=True)
    font = TTFont(path, recalcTimestamp=False)
    for table in {"FFTM", "GDEF", "GPOS", "GSUB", "kern"} & set(font.keys()):
        del font[table]
    cut = subset.Subsetter(options)
    cut.populate(text="".join(sorted(used)))
    cut.subset(font)
    font.flavor = "woff"
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def _cell(value: object) -> object:
    return spreadsheet(value) if isinstance(value, str) else value


def figure_block(drawn: Drawn, label: str, caption: str, folder: Path | str = FOLDER) -> str:
    """Write a figure's files and return the Markdown that shows it, for a cell with ``output: asis``.

    A page shows the SVG that goes with its theme and links to all files and to the module that
    draws it; the printed book has the PDF.

    Parameters
    ----------
    drawn : Drawn
        The figure; its alt text comes along.
    label : str
        Identifier for references, such as ``fig-swimmer``; the files are named after it.
    caption : str
        One or more sentences of Markdown. Where values come from is added when they are not the paper's own.
    folder : Path or str
        Where the files go, seen from the project's root, in which chapters run.

    Returns
    -------
    str
        A float whose paths count from the project's root.
    """
    stem = Path(folder) / label
    svg = to_svg(drawn)
    files = {
        ".svg": svg,
        "-dark.svg": darkened(svg),
        ".pdf": to_pdf(drawn),
        ".png": to_png(drawn),
        ".csv": drawn.data.map(_cell).to_csv(index=False, float_format="%.6g").encode(),
    }
    for ending, content in files.items():
        write_atomic(Path(f"{stem}{ending}"), content)
    address, alt = f"/{stem.as_posix()}", escape(drawn.alt)
    light = f'![]({address}.svg){{.figure-light fig-alt="{alt}"}}'
    dark = f'![]({address}-dark.svg){{.figure-dark fig-alt="{alt}"}}'
    paper = f'![]({address}.pdf){{width=100% fig-alt="{alt}"}}'
    links = [f"[{name}]({address}.{name.lower()})" for name in ("SVG", "PNG", "CSV")]
    if module := drawn.drawn_by.rpartition(".")[0]:
        links.append(f"[Python](/{module.replace('.', '/')}.py)")
    whole = f"{caption}{ENDINGS.get(drawn.provenance, '')}"
    return (
        f"\n::: {{#{label}}}\n"
        f'[{light}{dark}]{{.content-visible when-format="html"}}'
        f'[{paper}]{{.content-visible when-format="typst"}}\n\n'
        f'{whole} [{" ".join(links)}]{{.figure-files .content-visible when-format="html"}}\n'
        ":::\n"
    )
