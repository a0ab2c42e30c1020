"""One look for every figure: colours and markers of response, marks of provenance, type sizes.

A figure is drawn on a white panel of its own, so that one file serves print, light and dark pages. The hues
stay apart for readers with any kind of colour blindness, and no colour stands alone: a letter, a marker or
a hatch says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Provenance = Literal["reported", "derived", "reconstructed", "digitised"]
WIDTH = 6.5
"""Width of every figure in inches: a column of the printed page."""
INK, MUTED, RULE, EMPTY, PANEL = "#1f2328", "#57606a", "#d0d7de", "#f3f4f6", "#ffffff"
SMALL = 8.0
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
    "hatch.linewidth": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "kit-imatinib-audit",
}


@dataclass(frozen=True)
class ResponseStyle:
    """How a best response is drawn: its fill, the ink that reads on it, and its marker."""

    fill: str
    ink: str
    marker: str


RESPONSES: dict[str, ResponseStyle] = {
    "CR": ResponseStyle("#08519c", "#ffffff", "*"),
    "PR": ResponseStyle("#6baed6", INK, "o"),
    "SD": ResponseStyle("#f2c14e", INK, "s"),
    "PD": ResponseStyle("#b5431a", "#ffffff", "v"),
    "Withdrawal": ResponseStyle("#a8adb3", INK, "X"),
}


@dataclass(frozen=True)
class Mark:
    """How values of one provenance are drawn."""

    hatch: str | None
    line: str
    word: str


MARKS: dict[Provenance, Mark] = {
    "reported": Mark(None, "-", ""),
    "derived": Mark(None, "-", ""),
    "reconstructed": Mark("////", "-", "reconstructed"),
    "digitised": Mark(None, "--", "digitised"),
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


def say_provenance(axes: Axes, provenance: Provenance, detail: str = "") -> None:
    """Write the word for the values' provenance above the right end of the axes."""
    word = MARKS[provenance].word
    if word:
        text = f"{word} {detail}".strip()
        axes.set_title(text, loc="right", fontsize=SMALL, fontweight="normal", style="italic", color=MUTED)


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural where needed."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
