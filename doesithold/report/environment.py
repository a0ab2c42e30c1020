"""The templates of this room: a name that is not there stops them, and blocks leave no blank lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def templates(folder: str = "templates", **how: Any) -> Environment:
    """Return what fills in the templates of a folder of this package.

    Parameters
    ----------
    folder : str
    **how
        What else the environment is told, above all how text is escaped.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    usual = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
    return Environment(
        loader=PackageLoader("doesithold.report", folder), undefined=StrictUndefined, **usual | how
    )
