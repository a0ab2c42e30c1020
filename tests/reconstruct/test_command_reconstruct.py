"""The command `reconstruct` writes what the sampler draws, whole or not at all, the same bytes every time."""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from doesithold.cli import reconstruct as command
from doesithold.errors import InputError
from doesithold.paper.paper import Paper
from doesithold.reconstruct import reconstruct
from doesithold.reconstruct.constraints import Constraints

DATA = Path(__file__).parents[2] / "data"


def call(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["reconstruct", *arguments, "--data", str(DATA)])
    return int(args.run(args))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_file_holds_the_draws(
    tmp_path: Path, paper: Paper, constraints: Constraints, ending: str
) -> None:
    path = tmp_path / f"draws.{ending}"
    options = ["--draws", "20", "--seed", "4", "--reading", "missing=one", "--reading", "withdrawal=event"]
    assert call("os", *options, "--out", str(path)) == 0
    table = pd.read_csv(path, float_precision="round_trip") if ending == "csv" else pd.read_parquet(path)
    assert list(table.columns) == ["draw", "patient", "time_months", "event"]
    reading = constraints.under({"missing": "one", "withdrawal": "event"})
    ensemble = reconstruct(paper, 20, 4, readings=reading)
    drawn = ensemble.times["os"]
    for draw, rows in table.groupby("draw"):
        columns = [ensemble.column(patient) for patient in rows["patient"]]
        assert len(columns) == 17
        assert np.array_equal(drawn.times[draw - 1, columns], rows["time_months"])
        assert np.array_equal(drawn.events[draw - 1, columns], rows["event"].astype(bool))
    again = tmp_path / f"again.{ending}"
    call("os", *options, "--out", str(again))
    assert again.read_bytes() == path.read_bytes()
    assert sorted(tmp_path.iterdir()) == sorted([path, again])


def test_without_a_file_a_summary_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("pfs", "--draws", "30", "--reading", "withdrawal=event") == 0
    printed = capsys.readouterr().out
    assert "30 drawn" in printed
    assert "withdrawal=event" in printed
    assert printed.count("Pt-") == 18


def test_an_interval_is_told_where_the_paper_has_one(capsys: pytest.CaptureFixture[str]) -> None:
    for reading, lines in (("interval=symmetric", 1), ("interval=unknown", 0)):
        assert call("os", "--draws", "2", "--reading", reading) == 0
        assert capsys.readouterr().out.count("\ninterval  ") == lines


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pfs", "--draws", "0"], "--draws 0"),
        (["pfs", "--draws", "-5"], "--draws -5"),
        (["pfs", "--draws", "many"], "--draws many"),
        (["pfs", "--draws", "99999999"], "--draws 99999999"),
        (["pfs", "--seed", "1.5"], "--seed 1.5"),
        (["dfs"], "dfs"),
        (["pfs", "--out", "draws.xlsx"], "draws.xlsx"),
        (["pfs", "--out", "/dev/null/draws.csv"], "cannot be written"),
        (["pfs", "--reading", "withdrawal"], "NAME=ALTERNATIVE"),
        (["pfs", "--reading", "withdrawal=maybe"], "maybe"),
        (["pfs", "--reading", "weather=fine"], "weather"),
        (["pfs", "--reading", "missing=one", "--reading", "missing=none"], "already one"),
        (["pfs", "--reading", "clock=whole_days"], "whole-days-pfs, pfs-interval"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        call(*arguments)
    assert len(str(refusal.value).splitlines()) == 1
