"""The command `explain`: plain sentences, one JSON document, one clear line for bad input."""

import argparse
import json
import math
from statistics import stdev

import pytest

from doesithold.cli.explain import add_parser
from doesithold.errors import InputError
from tests.statistics.luck import luck_of_an_interval


def _explain(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["explain", *arguments])
    status: int = args.run(args)
    return status


COMMANDS = {
    "percent 31.3": {"k": 5, "n": 16, "rounding": "half_up"},
    "percent 29.4 --n 17": {"k": 5, "n": 17, "rounding": "half_up"},
    "percent 5.5 --n-max 18": {"k": 1, "n": 18, "rounding": "truncate"},
    "interval 17.80 64.60 --k 7 --n 17": {
        "method": "wald",
        "input": "rounded to 3 digits",
        "critical": "1.96",
        "rounding": "half_up",
    },
    "mean 5.18 --n 28": {"total": 145, "n": 28, "items": 1, "rounding": "half_up"},
    "mean 5.21 --n 28 --sd 1.34": {
        "total": 146,
        "n": 28,
        "items": 1,
        "rounding": "half_up",
        "sum_of_squares": 810,
    },
    "p 0.007 --counts 27 62 41 60": {
        "test": "fisher",
        "p": pytest.approx(0.00668124112807268),
        "lowest": pytest.approx(0.00668124112807268),
        "highest": pytest.approx(0.00668124112807268),
    },
    "median-interval 2.2 1.29 3.20": {
        "family": "symmetric",
        "rounding": "half_up",
        "standard_error": 0.487254,
        "standard_error_range": [0.484703, 0.489805],
        "median_range": [2.24, 2.25],
    },
}


OF_17 = {side(1000 * k / 17) for k in range(18) for side in (math.floor, math.ceil)}
"""Tenths of a percent that some rounding gives for a share of 17."""
CHANCES = {
    "percent 29.4 --n 17": len(OF_17) / 1001,
    "interval 17.80 64.60 --k 7 --n 17": float(luck_of_an_interval(7, 17)),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_one_document_with_the_simplest_explanation_first(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _explain(*command.split(), "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["query", "explanations", "chance"]
    assert command.startswith(document["query"]["kind"] + " ")
    assert document["explanations"][0] == COMMANDS[command]
    assert 0 < document["chance"] < 1
    assert document["chance"] == pytest.approx(CHANCES.get(command, document["chance"]))


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("percent 31.3", "5/16 = 31.25 %, rounded half up"),
        ("percent 5.5", "1/18 = 5.5555… %, cut off"),
        (
            "interval 17.80 64.60 --k 7 --n 17",
            "Wald interval from 7/17 rounded to 3 digits, critical value: 1.96, bounds rounded half up",
        ),
        ("mean 5.19 --n 28", "Nothing explains it."),
        ("mean 5.18 --n 28", "145/28 = 5.1785…, rounded half up"),
        ("p 0.010 --counts 27 62 41 60", "The chi-squared test with Yates's correction gives p = 0.01008"),
        (
            "p 0.10 --means 5.2 4.7 --sds 1.1 1.2 --ns 28 30",
            "Student's t test gives p = 0.1044 (0.043 to 0.211, as rounded)",
        ),
        ("p 0.9 --counts 27 62 41 60", "Nothing explains it."),
        (
            "median-interval 9.1 2.10 16.11",
            "Symmetric about the median: standard error 3.574 (3.571 to 3.577), "
            "unrounded median 9.1 to 9.11, all rounded half up",
        ),
    ],
)
def test_text_is_a_sentence_for_each_explanation(
    command: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _explain(*command.split()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == sentence
    assert any(line.startswith("By chance: of ") for line in lines)


def test_zeros_and_ones_are_tested_too(capsys: pytest.CaptureFixture[str]) -> None:
    spread = stdev([1] * 3 + [0] * 7)
    for sd, can in ((f"{spread:.2f}", "can"), (f"{spread + 0.02:.2f}", "cannot")):
        assert _explain("mean", "0.30", "--n", "10", "--sd", sd) == 0
        assert f"they {can} have this mean and standard deviation (DEBIT)" in capsys.readouterr().out


def test_long_answers_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    assert _explain("percent", "50.00", "--n-max", "100") == 0
    assert "… and 30 more (--json lists them all)" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    "command",
    [
        "percent 31,3",
        "percent -5",
        "percent nan",
        "percent 31.3 --n 0",
        "percent 31.3 --n seventeen",
        "percent 31.3 --n 17 --n-max 18",
        "percent 31.3 --n-max 99999999999999999999",
        "interval 64.60 17.80 --k 7 --n 17",
        "interval 17.80 64.60 --k 18 --n 17",
        "mean 1e400 --n 28",
        "mean 5.19 --n 28 --sd x",
        "median-interval 2.2 3.20 1.29",
        "p 0.03",
        "p 1.3 --counts 27 62 41 60",
        "p maybe --counts 27 62 41 60",
        "p 0.03 --counts 27 62 41",
        "p 0.03 --counts 63 62 41 60",
        "p 0.03 --counts 0 62 0 60",
        "p 0.03 --means 5.2 --sds 1.1 --ns 28",
        "p 0.03 --means 5.2 4.7 --sds 1.1 --ns 28 30",
        "p 0.03 --means 5.2 4.7 --sds 1.1 1.2 --ns 28 1",
    ],
)
def test_bad_input_is_one_clear_line(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError) as caught:
        _explain(*command.split(), "--json")
    assert len(str(caught.value).splitlines()) == 1
    assert capsys.readouterr().out == ""


def test_a_known_count_narrows_what_could_have_been_printed(capsys):
    assert _explain("percent", "31.3", "--k", "5") == 0
    told = capsys.readouterr().out
    assert "5/16" in told
    assert "percentages from 27.7 to 100.0" in told
