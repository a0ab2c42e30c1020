"""Broken folders: one line that names file, row, column, value and rule, exit status 2, nothing written."""

from __future__ import annotations

import csv
import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from doesithold.cli.main import main
from doesithold.errors import MOST_SHOWN
from tests.broken.folder import Change, entry, everything, text, write
from tests.broken.mutations import CELLS, CHANGES, FIELDS, PACKAGE

Captured = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class Expected:
    """What a command says of a mutation: its first line, and how many lines there are."""

    command: str
    lines: int
    first: str


def _expected() -> dict[str, Expected]:
    with (Path(__file__).parent / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["mutation"]: Expected(row["command"], int(row["lines"]), row["first_line"])
            for row in csv.DictReader(file)
        }


EXPECTED = _expected()


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("valid") / "paper"
    write(folder)
    return folder


@pytest.fixture
def paper(valid: Path, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "paper"
    shutil.copytree(valid, folder)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("command", ["validate", "audit"])
def test_the_folder_is_valid_before_it_is_broken(paper: Path, command: str) -> None:
    assert main([command, str(paper)]) == 0


def test_every_mutation_has_its_line_and_no_two_are_alike() -> None:
    assert list(EXPECTED) == list(CHANGES) and len(CHANGES) > 450


@pytest.mark.parametrize("name", CHANGES)
def test_a_broken_folder_is_refused_in_words(paper: Path, capsys: Captured, name: str) -> None:
    expected = EXPECTED[name]
    CHANGES[name](paper)
    before = everything(paper)
    status = main([expected.command, str(paper)])
    out, err = capsys.readouterr()
    lines = err.replace(str(paper), "FOLDER").splitlines()
    assert (status, out) == (2, "")
    assert (lines[0], len(lines)) == (expected.first, expected.lines)
    assert everything(paper) == before


def test_twenty_problems_are_shown_and_how_many_more_there_are(paper: Path, capsys: Captured) -> None:
    entry(PACKAGE, f"{FIELDS}.1.type", "integer")(paper)
    assert main(["validate", str(paper)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == MOST_SHOWN + 1 and lines[-1] == "and 20 more"


ADDRESSES: dict[str, Change] = {
    "profile": entry(PACKAGE, "profile", "https://example.org/profile.json"),
    "profile of a resource": entry(PACKAGE, "resources.0.profile", "https://example.org/profile.json"),
    "dialect": entry(PACKAGE, "resources.0.dialect", "https://example.org/dialect.json"),
    "further paths": entry(PACKAGE, "resources.0.extrapaths", ["/etc/passwd"]),
    "another encoding": entry(PACKAGE, "resources.0.encoding", "utf-16"),
    "compression": entry(PACKAGE, "resources.0.compression", "zip"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_a_descriptor_refers_to_is_neither_fetched_nor_heeded(
    paper: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, name: str
) -> None:
    assert main(["audit", "--format", "csv", str(paper)]) == 0
    before = capsys.readouterr().out
    ADDRESSES[name](paper)
    for way in ("connect", "getaddrinfo", "create_connection"):
        at = socket.socket if way == "connect" else socket
        monkeypatch.setattr(at, way, lambda *_, **__: pytest.fail("asked the network"))
    assert main(["audit", "--format", "csv", str(paper)]) == 0
    assert capsys.readouterr().out == before


IMPOSSIBLE: dict[str, tuple[Change, str, str]] = {
    "a count above n": (text(CELLS, "20,12,60", "20,22,60"), "female-ginger-count", "22 of 20 is more"),
    "an n of 0": (text(CELLS, "20,12,60", "0,12,60"), "female-ginger-count", "12 of 0 is more"),
    "an sd below 0": (text(CELLS, "46.9,12.6", "46.9,-12.6"), "age-ginger-sd", "It is negative."),
    "a minimum above the maximum": (text(CELLS, "30,68", "68,30"), "age-ginger-maximum", "above the maximum"),
    "a mean outside its range": (text(CELLS, "46.9", "96.9"), "age-ginger-mean", "above the maximum"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_is_printed_and_cannot_be_is_a_finding(paper: Path, capsys: Captured, name: str) -> None:
    change, cell, why = IMPOSSIBLE[name]
    change(paper)
    assert main(["audit", "--format", "json", str(paper)]) == 0
    findings = {one["id"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    found = findings[f"cell-table-1-{cell}"]
    assert found["verdict"] == "contradicted" and why in found["explanation"]


@pytest.mark.parametrize(
    "names",
    [
        (
            "a table in Latin-1",
            "an id in capitals",
            "cells with a column twice",
            "no baseline",
            "a weight unknown",
        ),
        ("section unknown", "register of no number", "a bar of text", "no baseline", "a weight unknown"),
        ("no measure of that name", "a duration of text", "no baseline", "a weight unknown"),
    ],
    ids=["files", "what files say of each other", "what is carried out"],
)
def test_all_parts_that_are_broken_are_named_at_once(
    paper: Path, capsys: Captured, names: tuple[str, ...]
) -> None:
    for name in names:
        CHANGES[name](paper)
    assert main(["validate", str(paper)]) == 2
    lines = capsys.readouterr().err.replace(str(paper), "FOLDER").splitlines()
    assert {EXPECTED[name].first for name in names} <= set(lines)
    assert len(lines) == sum(EXPECTED[name].lines for name in names)
