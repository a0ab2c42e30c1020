"""From a chapter and what its cells put out to one text in pandoc's Markdown."""

from __future__ import annotations

import html
import re
from base64 import b64decode
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.errors import InputError, Problem
from render.chapters import Cell
from render.execute import Executed, Outputs
from render.settings import CellOptions, Settings

IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
PREFERRED = {
    "html": ["text/html", "text/markdown", *IMAGES, "text/plain"],
    "typst": ["text/markdown", *IMAGES, "text/html", "text/plain"],
}
"""Which form of an output is shown, in Quarto's order."""
DRAWN = re.compile(r"\[?<(?:matplotlib|Figure|Axes|BarContainer)|Text\(")
QUOTED = re.compile(r"(['\"])(.*)\1", re.S)
SPECIAL = re.compile(r"([\\`*_{}\[\]()>#+\-.!])")


def to_markdown(executed: Executed, settings: Settings, to: str, folder: Path) -> str:
    """Write one chapter for pandoc; figures are saved under `folder`.

    Parameters
    ----------
    executed : Executed
        The chapter with its outputs.
    settings : Settings
        What is shown unless a cell says otherwise.
    to : str
        "html" or "typst".
    folder : Path
        Stands for the project's root in the finished book.
    """
    chapter, outputs = executed.chapter, iter(executed.outputs)
    target = settings.format.html if to == "html" else settings.format.typst
    defaults = settings.execute.given() | ({} if isinstance(target, str) else target.given())
    defaults = {name: defaults[name] for name in defaults if name in CellOptions.model_fields}
    defaults |= chapter.front.execute.given()
    figures = PurePosixPath(chapter.source).with_suffix("").as_posix() + "_files"
    text = []
    for piece in chapter.pieces:
        if isinstance(piece, str):
            text.append(piece)
        elif piece.inline:
            text.append(_inline(next(outputs), to))
        else:
            options = CellOptions(**(defaults | piece.options.given()))
            _check_labels(options, chapter.source, piece.line)
            shown = _Shown(options, to, folder, f"{figures}/{options.label or f'cell-{piece.line}'}")
            text.append(shown.cell(piece, next(outputs)))
    return "".join(text)


class _Shown:
    """One cell on its way into the text."""

    def __init__(self, options: CellOptions, to: str, folder: Path, stem: str) -> None:
        self.options, self.to, self.folder, self.stem = options, to, folder, stem
        alts = options.fig_alt if isinstance(options.fig_alt, list) else [options.fig_alt] * 99
        self.alts, self.subcaptions = iter(alts), iter(options.fig_subcap or options.tbl_subcap)
        self.images = 0

    def cell(self, cell: Cell, outputs: Outputs) -> str:
        """Return the code, where it is shown, and the outputs, in a float where there is a caption."""
        if not self.options.include:
            return ""
        parts = [self._code(cell.source)] if self.options.echo else []
        if self.options.output:
            shown = [self._output(output) for output in outputs]
            if any("image/svg+xml" in output.get("data", {}) for output in outputs):
                shown = [part for part, output in zip(shown, outputs, strict=True) if not _only_names_a_drawing(output)]
            if caption := self.options.fig_cap or self.options.tbl_cap:
                shown = [self._float("\n\n".join(shown), caption)]
            parts += shown
        return "\n\n" + "\n\n".join(parts) + "\n\n"

    def _code(self, source: str) -> str:
        fold = self.options.code_fold
        folded = f' fold="{str(fold).lower()}" summary="{html.escape(self.options.code_summary)}"' if fold else ""
        return _fenced(source, f"{{.python .cell-code{folded}}}")

    def _float(self, content: str, caption: str) -> str:
        columns = f" layout-ncol={self.options.layout_ncol}" if self.options.layout_ncol > 1 else ""
        return f":::::: {{#{self.options.label}{columns}}}\n\n{content}\n\n{caption}\n\n::::::"

    def _output(self, output: dict[str, Any]) -> str:
        if output["output_type"] == "stream":
            if output["name"] == "stderr" and not self.options.warning:
                return ""
            if self.options.output == "asis":
                return str(output["text"])
            return _fenced(output["text"], "{.cell-output}")
        kind = next((kind for kind in PREFERRED[self.to] if kind in output["data"]), "text/plain")
        data = str(output["data"].get(kind, ""))
        if kind in IMAGES:
            return self._image(data if kind == "image/svg+xml" else b64decode(data), IMAGES[kind])
        if kind == "text/html":
            return _fenced(data, "{=html}")
        return data if kind == "text/markdown" else _fenced(data, "{.cell-output}")

    def _image(self, data: str | bytes, suffix: str) -> str:
        self.images += 1
        path = self.folder / f"{self.stem}-{self.images}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        alt = html.escape(" ".join(next(self.alts, "").split()))
        subcaption = next(self.subcaptions, "")
        identifier = f"#{self.options.label}-{self.images} " if subcaption else ""
        return f'![{subcaption}](/{self.stem}-{self.images}.{suffix}){{{identifier}fig-alt="{alt}"}}'


def _inline(outputs: Outputs, to: str) -> str:
    """Show the value of an expression inside a sentence, as Quarto does."""
    data = outputs[0]["data"] if outputs else {}
    kind = next((kind for kind in PREFERRED[to] if kind in data), "text/plain")
    value = str(data.get(kind, "None"))
    if kind == "text/html":
        return f"`{value}`{{=html}}"
    quoted = QUOTED.fullmatch(value) if kind == "text/plain" else None
    return SPECIAL.sub(r"\\\1", quoted[2]) if quoted else value


def _fenced(text: str, attributes: str) -> str:
    """Put text in a code block no fence inside it can end."""
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=2)
    fence = "`" * (max(longest, 2) + 1)
    return f"{fence} {attributes}\n{text.rstrip()}\n{fence}"


def _only_names_a_drawing(output: dict[str, Any]) -> bool:
    data = output.get("data", {})
    return set(data) == {"text/plain"} and bool(DRAWN.match(data["text/plain"]))


def _check_labels(options: CellOptions, source: str, line: int) -> None:
    """Hold label and caption together: `fig-…` with `fig-cap`, `tbl-…` with `tbl-cap`."""
    for kind, caption in (("fig", options.fig_cap), ("tbl", options.tbl_cap)):
        if options.label.startswith(f"{kind}-") != bool(caption):
            rule = f"a label {kind}-… and a {kind}-cap belong together"
            raise InputError([Problem(rule, source, line, "label", options.label)])
