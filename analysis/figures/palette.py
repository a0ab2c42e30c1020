"""One look for every figure: seaborn's ticks on a clear ground, colours of response, sizes of type.

Figures are drawn once, in the colours of a light page. `DARK` gives every colour its counterpart for a dark
page, so that the same drawing serves both (`show`). No colour stands alone: a letter, a marker or a hatch
says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, wraps
from typing import Any, Literal, ParamSpec, TypeVar

import pandas as pd
import seaborn as sns
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Provenance = Literal["reported", "derived", "reconstructed", "digitised"]
WIDTH = 6.2
"""Width of every figure in inches: a column of the printed page."""
TEXT = 10.0
"""Size of the smallest letters in points, at that width."""
INK, MUTED, EMPTY, PANEL = "#1f2328", "#57606a", "#eef0f3", "#ffffff"
ON_FILL, ON_PALE = "#fefefe", "#1f2329"
"""Letters on a dark and on a pale fill."""
DASHES = (0, (4, 3))
FONT = "DejaVu Sans"
"""Comes with matplotlib (Bitstream Vera licence); `show` embeds the letters that a figure uses."""


@dataclass(frozen=True)
class ResponseStyle:
    """How a best response is drawn: its fill, the ink that reads on it, its marker and the marker's size."""

    fill: str
    ink: str
    marker: str
    size: float = 7.0


RESPONSES: dict[str, ResponseStyle] = {
    "CR": ResponseStyle("#0b3a75", ON_FILL, "*", 11.0),
    "PR": ResponseStyle("#2f7fbd", ON_FILL, "o"),
    "SD": ResponseStyle("#c08a00", ON_PALE, "s"),
    "PD": ResponseStyle("#b5431a", ON_FILL, "v"),
    "Withdrawal": ResponseStyle("#737a82", ON_FILL, "X"),
}
ALTERATIONS = {"substitution": "#1b7837", "deletion": "#35357a", "amplification": "#9e4a9c"}
CURVE, FIRST_GROUP, SECOND_GROUP = "#24527a", "#1b7839", "#9e4a9d"

DARK: dict[str, str] = {
    INK: "#e3e8ee",
    MUTED: "#a9b4bf",
    EMPTY: "#2f363e",
    PANEL: "#1b2027",
    ON_FILL: "#101418",
    ON_PALE: "#101419",
    "#0b3a75": "#d3e6fb",
    "#2f7fbd": "#58a6e8",
    "#c08a00": "#e6b84a",
    "#b5431a": "#e8734a",
    "#737a82": "#9aa3ad",
    "#1b7837": "#5cc27d",
    "#35357a": "#a3a3f0",
    "#9e4a9c": "#d68ad3",
    CURVE: "#7fb3e6",
    FIRST_GROUP: "#5cc27e",
    SECOND_GROUP: "#d68ad4",
    "#c9ced4": "#4a525b",
    "#bfd8c8": "#2c4f3b",
    "#b4bcc5": "#56616c",
    "#ecd0a8": "#6b4d1f",
    "#cfcbe6": "#453f6b",
    "#a9a2d6": "#5f57a0",
}
"""The colour that stands for each on a dark page; a figure may use no other colours."""


@cache
def style() -> Any:
    """Return the settings of matplotlib that every figure is drawn with."""
    return {
        **sns.axes_style("ticks"),
        **sns.plotting_context("paper"),
        "font.family": [FONT],
        "font.size": TEXT,
        "axes.titlesize": TEXT + 1,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": TEXT,
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
        "xtick.labelsize": TEXT,
        "ytick.labelsize": TEXT,
        "legend.fontsize": TEXT,
        "legend.title_fontsize": TEXT,
        "legend.frameon": False,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "hatch.linewidth": 0.9,
        "svg.fonttype": "none",
        "svg.hashsalt": "kit-imatinib-audit",
        "pdf.fonttype": 42,
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
    drawn_by : str
        The function that drew it, with its module.
    """

    figure: Figure
    data: pd.DataFrame
    alt: str
    provenance: Provenance = "reported"
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    drawn_by: str = ""


P = ParamSpec("P")
R = TypeVar("R")


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function with the project's matplotlib settings; sign what it draws."""

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with rc_context(style()):
            made = function(*args, **kwargs)
        name = f"{function.__module__}.{function.__qualname__}"
        return replace(made, drawn_by=name) if isinstance(made, Drawn) else made

    return inner


def key_row(figure: Figure, handles: Sequence[Artist], inches: float, left: float = 0.0) -> None:
    """Put legend entries in a row whose middle is so many inches above the foot of the figure."""
    figure.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(left, inches / figure.get_figheight()),
        ncols=len(handles),
        handletextpad=0.3,
        columnspacing=1.0,
        handlelength=1.4,
        borderaxespad=0,
    )


def change_axis(axes: Axes, highest: float) -> None:
    """Dress the y axis of best tumour changes, with RECIST's lines of partial response and progression."""
    top = max(30.0, 1.06 * highest)
    axes.set_ylim(-106, top)
    axes.set_yticks([tick for tick in range(-100, 101, 25) if tick <= top])
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
    y = 1 - 0.03 / figure.get_figheight()
    figure.text(0.005, y, text, va="top", color=MUTED, linespacing=1.3)
