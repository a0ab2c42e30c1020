"""From Typst to the PDF, with errors that name the chapter."""

from __future__ import annotations

import os
import re
from pathlib import Path

import typst

from doesithold.errors import InputError, Problem

CHAPTER = re.compile(r"^// chapter: (.*)$")
"""What the filter writes before each chapter."""
NOWHERE = "http://127.0.0.1:9"
"""A proxy that answers nothing: packages are never fetched."""


def write_pdf(source: str, work: Path, pdf: Path) -> None:
    """Compile the book.

    Parameters
    ----------
    source : str
        Of the whole book.
    work : Path
        Holds the images; Typst reads nothing outside.
    pdf : Path
        The file to make.

    Raises
    ------
    InputError
        If Typst cannot: with the chapter, where one is to blame.
    """
    main = work / "main.typ"
    main.write_text(source, encoding="utf-8")
    os.environ |= {"HTTPS_PROXY": NOWHERE, "HTTP_PROXY": NOWHERE}
    packages = work / "packages"
    try:
        compiler = typst.Compiler(
            main,
            root=work,
            ignore_system_fonts=True,
            package_path=packages,
            package_cache_path=packages,
        )
        compiler.compile(output=pdf)
    except (typst.TypstError, RuntimeError) as error:
        said = getattr(error, "message", str(error)).splitlines()[0]
        where = getattr(error, "diagnostic", "") + "".join(getattr(error, "trace", []))
        chapter = _chapter(source, where) or _chapter(source, _broken_picture(source, work))
        raise InputError([Problem(f"Typst: {said}", chapter)]) from None


def _broken_picture(source: str, work: Path) -> str:
    """Find the picture that cannot be read, which Typst does not always name; in the form of its messages."""
    for picture in dict.fromkeys(re.findall(r'image\("([^"]+)"', source)):
        try:
            typst.Compiler(f'#image("{picture}")'.encode(), root=work).compile(format="pdf")
        except (typst.TypstError, RuntimeError):
            return f"─ {picture}:1"
    return ""


def _chapter(source: str, diagnostic: str) -> str | None:
    """Find the chapter that holds the line, or shows the picture, that Typst names."""
    lines = source.splitlines()
    for file, number in re.findall(r"─ (.*?):(\d+)", diagnostic):
        shows = (at for at, line in enumerate(lines) if f'"{file}"' in line)
        at = int(number) - 1 if file.endswith("main.typ") else next(shows, 0)
        for before in reversed(lines[:at]):
            if found := CHAPTER.match(before):
                return found[1]
    return None
