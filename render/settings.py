"""What the engine understands of `_quarto.yml`, front matter and cell options; anything else is refused."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.errors import InputError, Problem

QuartoOnly = Any
"""A setting of Quarto's own looks, known and without meaning here."""


class Known(BaseModel):
    """Keys as Quarto spells them (`fig-cap`), attributes as Python does (`fig_cap`)."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
        validate_by_name=True,
    )

    def given(self) -> dict[str, Any]:
        """Return what was written, without defaults."""
        return self.model_dump(exclude_unset=True)


class Execute(Known):
    """How cells run and what of them is shown; a cell may say otherwise."""

    echo: bool = True
    eval: bool = True
    include: bool = True
    output: bool | Literal["asis"] = True
    warning: bool = True
    daemon: QuartoOnly = None
    freeze: Literal[False] = False
    cache: Literal[False] = False


class CellOptions(Execute):
    """The `#|` lines of a cell."""

    label: str = ""
    tags: list[Literal["parameters"]] = []
    fig_cap: str = ""
    fig_alt: str | list[str] = ""
    fig_subcap: list[str] = []
    fig_width: float | None = None
    fig_height: float | None = None
    tbl_cap: str = ""
    tbl_subcap: list[str] = []
    layout_ncol: int = 1
    code_fold: bool | Literal["show"] = False
    code_summary: str = "Code"


class FrontMatter(Known):
    """The head of a chapter."""

    title: str = ""
    execute: Execute = Execute()
    jupyter: QuartoOnly = None


class Format(Known):
    """What the HTML and the PDF have in common."""

    echo: bool = True
    fig_width: float = 7
    fig_height: float = 5
    fig_format: QuartoOnly = None
    fig_dpi: QuartoOnly = None
    toc: QuartoOnly = None
    toc_depth: QuartoOnly = None
    toc_title: QuartoOnly = None
    number_sections: Literal[True] = True
    number_depth: QuartoOnly = None
    highlight_style: QuartoOnly = None


class Html(Format):
    """`format: html:`."""

    theme: QuartoOnly = None
    css: str | list[str] = []
    code_fold: bool | Literal["show"] = False
    code_summary: str = "Code"
    code_copy: QuartoOnly = None
    code_overflow: QuartoOnly = None
    code_tools: QuartoOnly = None
    html_math_method: QuartoOnly = None
    anchor_sections: QuartoOnly = None
    smooth_scroll: QuartoOnly = None
    respect_user_color_scheme: QuartoOnly = None
    page_layout: QuartoOnly = None
    grid: QuartoOnly = None


class Typst(Format):
    """`format: typst:`."""

    papersize: str = "a4"
    margin: QuartoOnly = None
    mainfont: QuartoOnly = None
    fontsize: QuartoOnly = None
    keep_typ: QuartoOnly = None


class Formats(Known):
    """`format:`; Quarto writes `typst: default` where there is nothing to set."""

    html: Html | Literal["default"] = Html()
    typst: Typst | Literal["default"] = Typst()


class Project(Known):
    """`project:`."""

    type: Literal["book"]
    output_dir: str = "_book"
    execute_dir: Literal["project"]
    resources: list[str] = []
    preview: QuartoOnly = None


class Part(Known):
    """Chapters under a common title."""

    part: str
    chapters: list[str]


class Book(Known):
    """`book:`."""

    title: str
    subtitle: str = ""
    author: str | list[str] = []
    chapters: list[str | Part]
    appendices: list[str] = []
    description: str = ""
    output_file: str = ""
    downloads: list[Literal["pdf"]] = []
    search: QuartoOnly = None
    sidebar: QuartoOnly = None
    page_navigation: QuartoOnly = None
    reader_mode: QuartoOnly = None
    repo_url: QuartoOnly = None
    repo_actions: QuartoOnly = None
    site_url: QuartoOnly = None


class Settings(Known):
    """The whole of `_quarto.yml`."""

    project: Project
    book: Book
    format: Formats = Formats()
    execute: Execute = Execute()
    bibliography: str = ""
    csl: str = ""
    lang: str = "en"
    link_citations: Literal[True] = True
    quarto_required: QuartoOnly = None
    jupyter: QuartoOnly = None


M = TypeVar("M", bound=Known)


def checked(model: type[M], text: str, file: str, first_line: int = 1) -> M:
    """Read YAML into `model`.

    Parameters
    ----------
    model : type
        Which keys there are and what they may hold.
    text : str
        The YAML.
    file : str
        Where it stands, for messages.
    first_line : int
        Line of `file` on which `text` begins.

    Raises
    ------
    InputError
        If it is not YAML, or for every key that is unknown or holds the wrong thing.
    """
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        return model.model_validate(yaml.safe_load(text) or {})
    except yaml.MarkedYAMLError as error:
        row = first_line + (error.problem_mark.line if error.problem_mark else 0)
        raise InputError([Problem(f"is not YAML: {error.problem}", file, row)]) from None
    except ValidationError as error:
        by_row = {}
        for found in error.errors():
            row = first_line + _line(root, found["loc"])
            unknown = found["type"] == "extra_forbidden"
            rule = "the built-in engine does not know this key" if unknown else found["msg"]
            value = None if unknown or found["type"] == "missing" else str(found["input"])
            by_row[row] = Problem(rule, file, row, str(found["loc"][-1]) if found["loc"] else None, value)
        raise InputError(list(by_row.values())) from None


def _line(node: yaml.Node | None, path: tuple[str | int, ...]) -> int:
    """Lines between the beginning of the YAML and what `path` leads to."""
    line = 0
    for step in path:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    line, node = key.start_mark.line, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
    return line
