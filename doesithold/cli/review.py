"""The command `review`: drafts one by one, one key a claim, stopped and resumed at any time."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doesithold.cli.folder import add_data
from doesithold.errors import InputError, rule_of
from doesithold.paper.manuscript.review import ClaimsFile, arguments, corrected

if TYPE_CHECKING:
    from doesithold.audit.finding import Finding
    from doesithold.paper.paper import Paper

KEYS = "y keep   c correct   d drop   n next   q stop"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `review` to the command line."""
    says = "confirm, correct or drop the drafts of a folder, one by one"
    parser = subparsers.add_parser("review", help=says, description=f"{says}. Keys: {KEYS}")
    add_data(parser, "folder", nargs="?", metavar="DIR")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show every draft with its sentence; what was answered is kept at once.

    Raises
    ------
    InputError
        If the folder or its manuscript cannot be read.
    """
    from doesithold.paper.paper import load_paper

    paper = load_paper(args.folder)
    claims = ClaimsFile.read(args.folder / "claims.yaml")
    waiting = list(claims.drafts())
    sentences = _sentences(args.folder, paper.about.manuscript)
    for done, (index, claim) in enumerate(waiting):
        if not claims.entries[index]:
            continue
        _show(claim, sentences, f"{done + 1} of {len(waiting)}")
        answer = _answer()
        if answer in ("q", ""):
            break
        _carry_out(answer, claims, index, claim, paper)
    left = len(list(claims.drafts()))
    print(
        f"{left} draft{'s' * (left > 1)} left" if left else "no drafts left: doesithold audit says what holds"
    )
    return 0


def _carry_out(answer: str, claims: ClaimsFile, index: int, claim: dict[str, Any], paper: Paper) -> None:
    match answer:
        case "y":
            try:
                _audited(claim, paper)
            except InputError as error:
                print(f"  left as a draft, since it cannot be computed: {str(error).splitlines()[0]}")
            else:
                claims.confirm(index)
        case "c":
            if new := _corrected(claim, paper):
                claims.correct(index, new)
        case "d":
            claims.drop(index)


def _corrected(claim: dict[str, Any], paper: Paper) -> dict[str, Any] | None:
    """Ask for a correction until it can be audited; an empty answer leaves the draft waiting."""
    given = {"unit": claim["unit"], **arguments(claim)}
    shown = "  ".join(f"{name}={_shown(value)}" for name, value in given.items())
    print(f"  {shown}\n  printed value, or others as name=value (nothing: leave it): ", end="", flush=True)
    while answer := sys.stdin.readline().strip():
        try:
            new = corrected(claim, answer)
            finding = _audited(new, paper)
        except InputError as error:
            print(f"  {str(error).splitlines()[0]}: ", end="", flush=True)
        else:
            print(f"  {finding.verdict}: {finding.explanation}")
            return new
    return None


def _shown(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _audited(entry: dict[str, Any], paper: Paper) -> Finding:
    """Return what the audit says of a claim as it would be.

    Raises
    ------
    InputError
        If a key, a measure or an argument cannot be as it is.
    """
    from pydantic import ValidationError

    from doesithold.audit.verdicts import judge
    from doesithold.measures.core import check_measures
    from doesithold.paper.claims import Claim

    try:
        claim = Claim.model_validate(entry)
    except ValidationError as error:
        detail = error.errors()[0]
        raise InputError(f"{'.'.join(map(str, detail['loc']))}: {rule_of(detail)}") from None
    claims = tuple(claim if one.id == claim.id else one for one in paper.claims)
    changed = replace(paper, claims=claims)
    check_measures(changed)
    return judge(changed, claim)


def _sentences(folder: Path, manuscript: str | None) -> dict[tuple[str, str], str]:
    """Return the sentences of the manuscript by section and place, none where it is not kept."""
    if manuscript is None:
        return {}
    from doesithold.paper.manuscript.reading import read_manuscript

    read = read_manuscript(folder / manuscript)
    return {(sentence.section, sentence.place): sentence.text for sentence in read.sentences}


def _show(claim: dict[str, Any], sentences: dict[tuple[str, str], str], count: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print(Text(f"\n{count}  {claim['id']}", style="bold"))
    console.print(Text(f"{claim['section']}, {claim['place']}", style="dim"))
    if sentence := sentences.get((claim["section"], claim["place"])):
        console.print(Text(f"  {sentence}", style="italic"))
    console.print(Text(f"  {claim['says']}  printed: {claim['reported']}"))
    console.print(Text(f"  {KEYS}", style="dim"))


def _answer() -> str:
    """Read one key from a terminal, or the first letter of a line from anywhere else."""
    while True:
        key = _key() if sys.stdin.isatty() else sys.stdin.readline()[:1]
        if key in ("", "\x03", "\x04"):
            return "q"
        if key.lower() in "ycdnq":
            return key.lower()


def _key() -> str:
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle)
        return sys.stdin.read(1)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
