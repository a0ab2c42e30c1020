"""Whatever stands in a file or an argument: it is read, or refused in words, and soon."""

from __future__ import annotations

import inspect
import random
import re
import shutil
import types
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doesithold.audit.remarks import load_remarks
from doesithold.audit.verdicts import audit
from doesithold.errors import InputError
from doesithold.measures.core import MEASURES, check_measures
from doesithold.numbers import read_number, read_p, to_fraction
from doesithold.paper.about import load_about
from doesithold.paper.cells import read_cells
from doesithold.paper.claims import Claim, load_claims
from doesithold.paper.digitised import load_digitised
from doesithold.paper.paper import Paper, load_paper
from doesithold.paper.register import load_register
from doesithold.reconstruct.constraints.file import load_constraints
from doesithold.render.chapters import parse
from doesithold.render.settings import Settings, checked
from doesithold.scenarios.scenarios import load_scenarios
from tests.broken.folder import digitised, write

BOUNDED = settings(
    max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
BOOK = Path(__file__).parents[1] / "render/book"
PARTS = [
    *[
        "",
        "0",
        "-1",
        "1e9",
        "1e999",
        ".nan",
        ".inf",
        "null",
        "~",
        "true",
        "[]",
        "{}",
        "[",
        "]",
        "{",
        "}",
        ":",
    ],
    *[
        "- ",
        ",",
        "\n",
        "\n\n",
        "\r",
        "\t",
        " ",
        "'",
        '"',
        "&a ",
        "*a",
        "!!int",
        "? ",
        "|",
        "> ",
        "#",
        "%",
        "@",
    ],
    *[
        "`",
        "```",
        "````",
        "~~~",
        "```{python}",
        "#| label: x\n",
        "<!--",
        "-->",
        "---\n",
        "`{python} x`",
        "{{<",
    ],
    *[
        "é",
        "\u202e",
        "\x1b[31m",
        "\ufeff",
        "\0",
        "９",
        "½",
        "−",
        "–",
        "P01",
        "female",
        "where:",
        "9" * 30,
        "1_0",
    ],
]
SAID = "claims.yaml, column measure: claim drawn"
CLAIM_IDS = ["youngest", "oldest", "middle", "women", "relieved", "consent"]
READERS: dict[str, Callable[[Path, Paper], object]] = {
    "study.yaml": lambda folder, _: load_about(folder),
    "claims.yaml": lambda folder, _: load_claims(folder / "claims.yaml"),
    "cells.csv": lambda folder, _: read_cells(folder / "cells.csv"),
    "numbers.csv": lambda folder, paper: load_register(folder, CLAIM_IDS, paper.about.sections),
    "discrepancies.yaml": lambda folder, _: load_remarks(folder),
    "scenarios.yaml": lambda folder, _: load_scenarios(folder / "scenarios.yaml"),
    "constraints.yaml": lambda folder, paper: load_constraints(folder / "constraints.yaml", paper),
    "digitised/pfs.csv": lambda folder, paper: load_digitised(folder / "digitised", ["P01"]),
    "participants.csv": lambda folder, _: load_paper(folder),
    "datapackage.json": lambda folder, _: load_paper(folder),
    "sample_protein.fasta": lambda folder, _: load_paper(folder),
    "_quarto.yml": lambda folder, _: checked(Settings, (folder / "_quarto.yml").read_text(), "_quarto.yml"),
    "chapters/figures.qmd": lambda folder, _: parse(
        (folder / "chapters/figures.qmd").read_text(), "figures.qmd"
    ),
}
SLOW = {"participants.csv", "datapackage.json", "sample_protein.fasta", "digitised/pfs.csv"}
"""Read through frictionless."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz") / "paper"
    write(folder)
    digitised(lambda _: None)(folder)
    shutil.copytree(BOOK, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def paper(folder: Path) -> Paper:
    return load_paper(folder)


def _changed(text: str, chance: random.Random) -> str:
    """Put a part in place of a word, or between two, or cut some, once to three times."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        words = list(re.finditer(r"[^\s,:\[\]{}\"']+", text))
        at = (
            chance.choice(words).span()
            if words and chance.random() < 0.6
            else (chance.randrange(len(text) + 1),) * 2
        )
        cut = chance.choice((0, 0, 1, 40)) if at[0] == at[1] else 0
        text = text[: at[0]] + chance.choice(PARTS) + text[at[1] + cut :]
    return text


@pytest.mark.parametrize("name", READERS)
def test_a_changed_file_is_read_or_refused(folder: Path, paper: Paper, name: str) -> None:
    chance, whole, refused = random.Random(name), (folder / name).read_text(), 0
    rounds = 8 if name in SLOW else 100
    try:
        for _ in range(rounds):
            (folder / name).write_bytes(_changed(whole, chance).encode())
            try:
                READERS[name](folder, paper)
            except InputError as error:
                refused += 1
                assert 0 < len(str(error)) < 10_000
    finally:
        (folder / name).write_text(whole)
    assert rounds / 10 < refused < rounds or name in SLOW


@given(st.text(st.sampled_from("0123456789.,-–−+eE%<>=≤pP _٣９½ a"), max_size=12))
@settings(BOUNDED, max_examples=300)
def test_a_text_is_a_number_or_it_is_not(text: str) -> None:
    for read in (read_number, read_p, to_fraction):
        try:
            read(text)
        except ValueError as error:
            assert str(error)


NAMES = {
    "column": ["age", "weeks", "nausea_before", "stopped", "relieved", "arm", "participant"],
    "time": ["weeks", "age", "sex"],
    "event": ["heartburn", "stopped"],
    "table": ["participants", "side_effects"],
    "count": ["event", "ginger"],
    "row": ["P01", "relieved", "female", "age"],
    "of_table": ["Table 1"],
    "variant": ["L5P", "A1del", "Z9Z"],
}
TEXTS = ["", "x", "3", "-2.50", "= .04", "< 0.001", "P01", "5/9", "\x1b"]
WHERE: list[dict[str, Any]] = [
    {},
    {"sex": "female"},
    {"relieved": True},
    {"not": {"arm": "ginger"}},
    {"age": {"at_least": 40}},
    {"age": {"at_least": 99}},
]
FLOATS = st.one_of(
    st.floats(0, 1), st.floats(-5, 100), st.sampled_from([1e-300, 1e300, float("inf"), float("nan")])
)
COUNTS = st.builds(lambda a, m, b, n: [min(a, m), m, min(b, n), n], *[st.integers(0, 60)] * 4)


def _values(name: str, hint: Any) -> st.SearchStrategy[Any]:
    """Draw what an argument may be by its type, often a value that its name suggests."""
    origin, within = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return st.sampled_from(CLAIM_IDS) if "claim id" in within else _values(name, within[0])
    if origin in (Union, types.UnionType):
        return st.one_of(*(_values(name, one) for one in within))
    if origin is Literal:
        return st.sampled_from(within)
    if origin is list:
        usual = {"arms": st.just(["ginger", "placebo"]), "counts": COUNTS}.get(name)
        other = st.lists(_values(name, within[0]), max_size=5)
        return other if usual is None else st.one_of(usual, other)
    kinds: dict[Any, st.SearchStrategy[Any]] = {
        type(None): st.none(),
        bool: st.booleans(),
        int: st.one_of(st.integers(-2, 60), st.sampled_from([10**6, 10**18])),
        float: FLOATS,
        str: st.sampled_from(NAMES.get(name, TEXTS)),
    }
    return kinds.get(hint, st.sampled_from(WHERE))


@cache
def _calls(name: str) -> st.SearchStrategy[dict[str, Any]]:
    hints = get_type_hints(MEASURES[name], include_extras=True)
    given_ = inspect.signature(MEASURES[name]).parameters
    kinds = {key: _values(key, hint) for key, hint in hints.items() if key not in ("context", "return")}
    needed = {key: kind for key, kind in kinds.items() if given_[key].default is inspect.Parameter.empty}
    return st.fixed_dictionaries(needed, optional={key: kinds[key] for key in kinds if key not in needed})


@given(st.data())
@settings(BOUNDED, max_examples=150)
def test_a_measure_computes_or_refuses(paper: Paper, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(MEASURES)))
    claim = Claim.model_validate(
        {"id": "drawn", "section": "Results", "place": "p", "says": "s", "unit": "percent"}
        | {"reported": data.draw(st.sampled_from(["27", "40.0", "0.03", "true", "<0.001", "1; 2"]))}
        | {"measure": {name: data.draw(_calls(name))}}
    )
    others = tuple(one for one in paper.claims if one.id in CLAIM_IDS)
    drawn = replace(paper, claims=(*others, claim), cells=paper.cells)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            check_measures(drawn)
            audit(drawn)
        except InputError as error:
            assert {line.partition(": measure ")[0] for line in str(error).splitlines()} == {SAID}
