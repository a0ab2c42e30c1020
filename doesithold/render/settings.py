"""What the engine understands of `_quarto.yml`, front matter and cell options; anything else is refused."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from doesithold.errors import InputError, Problem, rule_of, value_of
from doesithold.files import parse_yaml

Listed = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
Fold = bool | Literal["show"]


class Known(BaseModel):
    """Keys as Quarto spells them (`fig-cap`), attributes as Python does (`fig_cap`)."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        validate_by_name=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )
    quarto_only: ClassVar[str] = ""
    """Further keys, which set how Quarto's own pages look or say what is so here in any case."""

    @model_validator(mode="before")
    @classmethod
    def _without_quarto_only(cls, keys: Any) -> Any:
        if keys == "default":
            return {}
        skipped = cls.quarto_only.split()
        return {k: v for k, v in keys.items() if k not in skipped} if isinstance(keys, dict) else keys

    def given(self) -> dict[str, Any]:
        """Return what was written, without defaults."""
        return self.model_dump(exclude_unset=True)


class Execute(Known):
    """How cells run and what of them is shown; a cell may say otherwise."""

    quarto_only = "daemon"
    echo: bool = True
    eval: bool = True
    include: bool = True
    output: bool | Literal["asis"] = True
    warning: bool = True
    freeze: Literal[False] = False
    cache: Literal[False] = False


class CellOptions(Execute):
    """The `#|` lines of a cell."""

    label: str = ""
    tags: list[Literal["parameters"]] = []
    fig_cap: str = ""
    fig_alt: Listed = []
    fig_subcap: list[str] = []
    fig_width: float | None = None
    fig_height: float | None = None
    tbl_cap: str = ""
    layout_ncol: int = 1
    code_fold: Fold = False
    code_summary: str = "Code"


class FrontMatter(Known):
    """The head of a chapter."""

    quarto_only = "jupyter"
    title: str = ""
    execute: Execute = Execute()


class Html(Known):
    """`format: html:`."""

    quarto_only = (
        "theme toc toc-depth toc-title number-depth code-copy code-overflow code-tools fig-format fig-dpi "
        "html-math-method anchor-sections smooth-scroll respect-user-color-scheme page-layout grid "
        "highlight-style lightbox"
    )
    css: Listed = []
    echo: bool = True
    code_fold: Fold = False
    code_summary: str = "Code"
    fig_width: float = 7
    fig_height: float = 5


class Typst(Known):
    """`format: typst:`."""

    quarto_only = (
        "citeproc toc toc-depth number-depth margin mainfont fontsize keep-typ fig-format include-before-body"
    )
    echo: bool = True
    papersize: str = "a4"


class Formats(Known):
    """`format:`."""

    html: Html = Html()
    typst: Typst = Typst()


class Project(Known):
    """`project:`."""

    quarto_only = "preview post-render"
    type: Literal["book"]
    execute_dir: Literal["project"]
    output_dir: str = "_book"
    pre_render: Listed = []
    resources: Listed = []


class PartKeys(Known):
    """Chapters under a common title."""

    part: str
    chapters: list[str]


class BookKeys(Known):
    """`book:`."""

    quarto_only = "search sidebar page-navigation reader-mode repo-url repo-actions site-url description"
    title: str
    subtitle: str = ""
    author: Listed = []
    chapters: list[str | PartKeys]
    appendices: list[str] = []
    output_file: str = ""
    downloads: list[Literal["pdf"]] = []


class Settings(Known):
    """The whole of `_quarto.yml`."""

    quarto_only = "quarto-required jupyter link-citations filters"
    project: Project
    book: BookKeys
    format: Formats = Formats()
    execute: Execute = Execute()
    bibliography: str = ""
    csl: str = ""
    lang: str = "en"


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
        return model.model_validate(parse_yaml(text, file, first_line) or {})
    except ValidationError as error:
        root = yaml.compose(text, yaml.CSafeLoader)
        by_row = {}
        for found in error.errors():
            row = first_line + _line(root, found["loc"])
            unknown = found["type"] == "extra_forbidden"
            rule = "the built-in engine does not know this key" if unknown else rule_of(found)
            value = None if unknown else value_of(found)
            by_row[row] = Problem(rule, file, row, str(found["loc"][-1]) if found["loc"] else None, value)
        raise InputError(list(by_row.values())) from None


def _line(node: yaml.Node | None, path: tuple[str | int, ...]) -> int:
    """Count the lines between the beginning of the YAML and what `path` leads to."""
    line = 0
    for step in path:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    line, node = key.start_mark.line, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
    return line
