"""Data frames in the chapter of exercises: as Markdown, since for an HTML table Quarto's page asks the network for scripts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from doesithold.scenarios.notebook import table


def show_as_markdown(shell: Any) -> None:
    """Let a kernel put out data frames as Markdown.

    Parameters
    ----------
    shell : InteractiveShell
        What ``get_ipython()`` returns.
    """
    formatters = shell.display_formatter.formatters
    formatters["text/html"].for_type(pd.DataFrame, lambda frame: None)
    formatters["text/markdown"].for_type(pd.DataFrame, markdown)


def markdown(frame: pd.DataFrame) -> str:
    """Write a data frame as a Markdown table, numbers as pandas prints them."""
    printed = frame.reset_index().apply(lambda column: column.to_frame().to_string(header=False, index=False).split("\n"))
    headings = ["" if frame.index.name is None else str(frame.index.name), *map(str, frame.columns)]
    return table(headings, [[cell.strip() for cell in row] for row in printed.to_numpy()])
