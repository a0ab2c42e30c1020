"""One look for every figure: colours and markers of response, marks of provenance, type sizes.

A figure is drawn on a white panel of its own, so that one file serves print, light and dark pages. The hues
stay apart for readers with any kind of colour blindness, and no colour stands alone: a letter, a marker or
a hatch says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

import pandas as pd
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

Provenance = Literal["reported", "derived", "reconstructed", "digitised"]
WIDTH = 6.5
"""Width of every figure in inches: a column of the printed page."""
INK, MUTED, EMPTY, PANEL = "#1f2328", "#57606a", "#f3f4f6", "#ffffff"
SMALL = 8.0
DASHES = (0, (4, 3))
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "figure.facecolor": PANEL,
    "axes.facecolor": PANEL,
    "savefig.facecolor": PANEL,
    "hatch.linewidth": 0.9,
    "svg.fonttype": "path",
    "svg.hashsalt": "kit-imatinib-audit",
}


@dataclass(frozen=True)
class ResponseStyle:
    """How a best response is drawn: its fill, the ink that reads on it, its marker and the marker's size."""

    fill: str
    ink: str
    marker: str
    size: float = 6.5


RESPONSES: dict[str, ResponseStyle] = {
    "CR": ResponseStyle("#08519c", "#ffffff", "*", 10.0),
    "PR": ResponseStyle("#6baed6", INK, "o"),
    "SD": ResponseStyle("#f2c14e", INK, "s"),
    "PD": ResponseStyle("#b5431a", "#ffffff", "v"),
    "Withdrawal": ResponseStyle("#a8adb3", INK, "X"),
}


@dataclass(frozen=True)
class Drawn:
    """A figure with the data it shows.

    Attributes
    ----------
    data : DataFrame
        One row for each thing drawn.
    alt : str
        What a reader who cannot see the figure needs to know, computed from the data.
    table : DataFrame
        The numbers printed beside the plot (percentages, patients at risk); empty where there are none.
    """

    figure: Figure
    data: pd.DataFrame
    alt: str
    provenance: Provenance = "reported"
    table: pd.DataFrame = field(default_factory=pd.DataFrame)


P = ParamSpec("P")
R = TypeVar("R")


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function with the project's matplotlib settings, and leave the caller's as they were."""

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with rc_context(STYLE):
            return function(*args, **kwargs)

    return inner


def response_handles(responses: Collection[str]) -> list[Line2D]:
    """Return legend entries of the responses that occur."""
    return [
        Line2D(
            [], [], color=style.fill, marker=style.marker, ms=style.size, ls="", mec=INK, mew=0.5, label=code
        )
        for code, style in RESPONSES.items()
        if code in responses
    ]


def key_row(figure: Figure, handles: Sequence[Artist], y: float) -> None:
    """Put legend entries in a row whose middle is at a height of the figure (0 bottom, 1 top)."""
    figure.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(0.0, y),
        ncols=len(handles),
        handletextpad=0.3,
        columnspacing=1.2,
        handlelength=1.4,
    )


def change_axis(axes: Axes, highest: float) -> None:
    """Dress the y axis of best tumour changes, with RECIST's lines of partial response and progression."""
    axes.set_ylim(-105, max(30.0, 1.08 * highest))
    axes.set_yticks([tick for tick in (-100, -75, -50, -30, 0, 20, 50, 75, 100) if tick < axes.get_ylim()[1]])
    axes.set_ylabel("Best change, %", labelpad=2)
    axes.axhline(0, color=INK, linewidth=0.8)
    for limit in (-30, 20):
        axes.axhline(limit, color=MUTED, linewidth=0.8, linestyle=DASHES, zorder=0)


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural where needed."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def head_note(figure: Figure, text: str) -> None:
    """Write a note along the top of a figure: where its values come from, and how that is marked."""
    figure.text(
        0.01,
        1 - 0.03 / figure.get_figheight(),
        text,
        fontsize=SMALL,
        va="top",
        style="italic",
        color=MUTED,
        linespacing=1.3,
    )
