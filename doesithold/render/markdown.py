"""From a chapter and what its cells put out to one text in pandoc's Markdown."""

from __future__ import annotations

import html
import re
from ast import literal_eval
from base64 import b64decode
from itertools import chain, cycle
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from doesithold.errors import InputError, Problem
from doesithold.markup import inline, markdown
from doesithold.render.chapters import CodeCell
from doesithold.render.execute import COLOURS, ExecutedChapter, Outputs
from doesithold.render.settings import CellOptions, Settings

IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
PREFERRED = {
    "html": ("text/html", "text/markdown", *IMAGES, "text/plain"),
    "typst": ("text/markdown", *IMAGES, "text/html", "text/plain"),
}
"""Which form of an output is shown, in Quarto's order."""
NAMES_A_DRAWING = re.compile(r"\[?<(?:matplotlib|Figure|Axes|BarContainer)|Text\(")


def to_markdown(executed: ExecutedChapter, settings: Settings, to: str, folder: Path) -> str:
    """Write one chapter for pandoc; figures are saved under `folder`.

    Parameters
    ----------
    executed : ExecutedChapter
        The chapter with its outputs.
    settings : Settings
        What is shown unless the chapter or a cell says otherwise.
    to : str
        "html" or "typst".
    folder : Path
        Stands for the project's root in the finished book.

    Raises
    ------
    InputError
        If a label and a caption do not go together.
    """
    chapter, outputs = executed.chapter, iter(executed.outputs)
    defaults = settings.execute.given() | getattr(settings.format, to).given() | chapter.front.execute.given()
    defaults = {name: value for name, value in defaults.items() if name in CellOptions.model_fields}
    stem = PurePosixPath(chapter.source).with_suffix("")
    text = []
    for piece in chapter.pieces:
        if isinstance(piece, str):
            text.append(piece)
        elif piece.inline:
            text.append(_inline(next(outputs), to))
        else:
            options = CellOptions(**(defaults | piece.options.given()))
            _check_label(options, chapter.source, piece.line)
            images = _Images(folder, f"{stem}_files/{options.label or f'line-{piece.line}'}", options)
            text.append(_cell(piece, options, next(outputs), to, images))
    return "".join(text)


class _Images:
    """Saves the images of one cell and shows them with their alternative text and their own caption."""

    def __init__(self, folder: Path, stem: str, options: CellOptions) -> None:
        self.folder, self.stem, self.label, self.saved = folder, stem, options.label, 0
        self.alts = cycle(options.fig_alt or [""])
        self.captions = chain(options.fig_subcap, cycle([""]))

    def show(self, data: bytes, suffix: str) -> str:
        self.saved += 1
        name = f"{self.stem}-{self.saved}.{suffix}"
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        caption, alt = next(self.captions), html.escape(" ".join(next(self.alts).split()))
        identifier = f"#{self.label}-{self.saved} " if caption else ""
        return f'![{caption}](/{name}){{{identifier}fig-alt="{alt}"}}'


def _cell(cell: CodeCell, options: CellOptions, outputs: Outputs, to: str, images: _Images) -> str:
    """Return the code, where it is shown, and the outputs, in a float where there is a caption."""
    if not options.include:
        return ""
    parts = []
    if options.echo:
        fold = f' fold="{options.code_fold}" summary="{html.escape(options.code_summary)}"'
        parts.append(_fenced(cell.source, f"{{.python .cell-code{fold if options.code_fold else ''}}}"))
    if options.output:
        drawn = any(kind in output.get("data", {}) for output in outputs for kind in IMAGES)
        kept = [output for output in outputs if not (drawn and _names_a_drawing(output))]
        shown = [_output(output, options, to, images) for output in kept]
        caption = options.fig_cap or options.tbl_cap
        columns = f" layout-ncol={options.layout_ncol}" if options.layout_ncol > 1 else ""
        if caption or columns:
            label = f"#{options.label}" if caption else ""
            shown = [f":::::: {{{label}{columns}}}", *shown, caption, "::::::"]
        parts += shown
    return "\n\n" + "\n\n".join(parts) + "\n\n"


def _output(output: NotebookNode, options: CellOptions, to: str, images: _Images) -> str:
    if output.output_type == "stream":
        if output.name == "stderr" and not options.warning:
            return ""
        return output.text if options.output == "asis" else _fenced(output.text, "{.cell-output}")
    kind, data = _preferred(output, to)
    if kind in IMAGES:
        return images.show(data.encode() if "svg" in kind else b64decode(data), IMAGES[kind])
    if kind == "text/markdown":
        return data
    return _fenced(data, "{=html}" if kind == "text/html" else "{.cell-output}")


def _inline(outputs: Outputs, to: str) -> str:
    """Show the value of an expression inside a sentence, as Quarto does."""
    values = [output for output in outputs if "data" in output]
    kind, data = _preferred(values[-1], to) if values else ("text/plain", "None")
    if kind == "text/html":
        return inline(data, "html")
    if kind == "text/plain":
        return markdown(_unquoted(data))
    return data


def _unquoted(shown: str) -> str:
    """Return what a text says whose quoted form is shown; anything else as it is."""
    try:
        value = literal_eval(shown)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return shown
    return value if isinstance(value, str) else shown


def _preferred(output: NotebookNode, to: str) -> tuple[str, str]:
    kind = next((kind for kind in PREFERRED[to] if kind in output.data), "text/plain")
    return kind, str(output.data.get(kind, ""))


def _fenced(text: str, attributes: str) -> str:
    """Put text in a code block that no fence inside it can end."""
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall(r"`+", text)), 3)
    return f"{fence} {attributes}\n{COLOURS.sub('', text).rstrip()}\n{fence}"


def _names_a_drawing(output: NotebookNode) -> bool:
    """Tell the `[<matplotlib…>]` that the last line of a cell leaves from what is meant to be read."""
    data = output.get("data", {})
    return set(data) == {"text/plain"} and NAMES_A_DRAWING.match(data["text/plain"]) is not None


def _check_label(options: CellOptions, source: str, line: int) -> None:
    for kind, caption in (("fig", options.fig_cap), ("tbl", options.tbl_cap)):
        if options.label.startswith(f"{kind}-") != bool(caption):
            rule = f"a label {kind}-… and a {kind}-cap belong together"
            raise InputError([Problem(rule, source, line, "label", options.label)])
