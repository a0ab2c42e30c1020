"""Figures in a chapter: an image file, and the Markdown that shows it with caption, number and alt text."""

from __future__ import annotations

from html import escape
from io import BytesIO
from pathlib import Path

from analysis.figures.palette import Drawn, Provenance, styled
from doesithold.files import write_atomic

FOLDER = Path("chapters/drawn_files")
"""Where chapters' images are made, from the project's root; Git ignores it."""
ENDINGS: dict[Provenance, str] = {
    "reconstructed": (
        " Reconstructed: the paper prints no such data; where it sets no upper limit, one was chosen."
    ),
    "digitised": " Digitised from the published figure.",
}


@styled
def to_svg(drawn: Drawn) -> bytes:
    """Return the figure as SVG, letters as outlines; the same figure gives the same bytes."""
    file = BytesIO()
    drawn.figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def figure_block(drawn: Drawn, label: str, caption: str, folder: Path | str = FOLDER) -> str:
    """Write a figure's image and return the Markdown that shows it, for a cell with ``output: asis``.

    Parameters
    ----------
    drawn : Drawn
        The figure; its alt text comes along.
    label : str
        Identifier for references, such as ``fig-swimmer``; the image is named after it.
    caption : str
        One or more sentences of Markdown. Where values come from is added when they are not the paper's own.
    folder : Path or str
        Where the image goes, seen from the project's root, in which chapters run.

    Returns
    -------
    str
        One image as a paragraph, with a path that counts from the project's root.
    """
    path = Path(folder) / f"{label}.svg"
    write_atomic(path, to_svg(drawn))
    whole = caption + ENDINGS.get(drawn.provenance, "")
    return f'\n![{whole}](/{path.as_posix()}){{#{label} fig-alt="{escape(drawn.alt)}"}}\n'
