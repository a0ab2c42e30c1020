"""The same content for web pages and for paper, from a pair of templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from doesithold import markup
from doesithold.report.by_format import by_format
from doesithold.report.environment import templates

COLOURS = {
    "contradicted": "#b3261e",
    "explained": "#8f5600",
    "unverifiable": "#4a5a9c",
    "reproduced": "#1c7c54",
    "external": "#6b6b6b",
}
"""Colours of the verdicts on paper; those of pages are in the style sheet."""
YES_OR_NO = {"true": "yes", "false": "no"}


@dataclass(frozen=True)
class Shown:
    """The same content for web pages and for paper."""

    html: str
    typst: str

    def _repr_markdown_(self) -> str:
        return by_format(self.html, markup.block(self.typst, "typst"))


def shown(name: str, **context: Any) -> Shown:
    """Fill in the templates `name`.html.jinja and `name`.typ.jinja of this package.

    Text is escaped: in HTML everywhere, in Typst by the filter ``typst``, which writes a quoted string.
    """
    return Shown(
        html=markup.unbroken(_filled(f"{name}.html.jinja", context)),
        typst=_filled(f"{name}.typ.jinja", context),
    )


def told(value: str | None) -> str:
    """Write a printed or recomputed value for a reader: yes or no for a statement, a dash for nothing."""
    return "–" if value is None else YES_OR_NO.get(value, value)


def _filled(template: str, context: dict[str, Any]) -> str:
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    environment = templates(
        autoescape=lambda name: name is not None and name.endswith(".html.jinja"),
        finalize=_without_controls,
        keep_trailing_newline=False,
    )
    environment.filters["typst"] = lambda text: markup.typst(str(text))
    environment.filters["colour"] = lambda finding: COLOURS[finding.verdict if finding else "external"]
    environment.filters["told"] = told
    return environment


@pass_eval_context
def _without_controls(context: EvalContext, value: object) -> object:
    if not context.autoescape or isinstance(value, Markup):
        return value
    return markup.set_in_lines(str(value))
