"""Tables of the appendix on reconstruction: readings, constraints, spread of the draws, theorems."""

import json
import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import yaml

from analysis.tables.reconstruction import (
    Subject,
    constraints_table,
    readings_table,
    spread_table,
    theorems_table,
)
from doesithold.reconstruct.outcomes import theorems

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def kept():
    """The constraints as they are written."""
    return yaml.safe_load((DATA / "constraints.yaml").read_text(encoding="utf-8"))


def test_the_first_answer_to_a_question_is_the_one_taken(book, kept):
    rows = {row["name"]: row for row in readings_table(book.constraints).rows}
    assert list(rows)[: len(kept["readings"])] == [name.replace("_", " ") for name in kept["readings"]]
    for name, question in kept["readings"].items():
        row = rows[name.replace("_", " ")]
        taken, *others = (f"({told})" for told in question["alternatives"].values())
        assert row["asks"] == question["asks"]
        assert taken in row["taken"] and taken not in row["others"]
        assert all(other in row["others"] for other in others)


def test_every_constraint_stands_once_with_its_basis_and_a_star_at_the_answers_taken(book, kept):
    rows = [row for about in get_args(Subject) for row in constraints_table(book.constraints, about).rows]
    told = {row["id"]: row for row in rows}
    assert sorted(row["id"] for row in rows) == sorted(one["id"] for one in kept["constraints"])
    taken = {name: next(iter(question["alternatives"])) for name, question in kept["readings"].items()}
    for one in kept["constraints"]:
        row, when = told[one["id"]], one.get("when", {})
        assert (row["says"], row["basis"]) == (one["says"], one["basis"])
        starred = [answer.replace("_", " ") for name, answer in taken.items() if answer in when.get(name, ())]
        assert sorted(re.findall(r"([a-z ]+)\*", row["when"].replace(": ", ":"))) == sorted(starred), row


@pytest.mark.parametrize("endpoint", ["pfs", "os"])
def test_every_patient_has_the_median_of_the_draws_their_range_and_the_share_of_events(book, endpoint):
    ensemble = book.sources.ensemble
    drawn = ensemble.times[endpoint]
    rows = spread_table(book.paper, ensemble).rows
    assert [row["patient"] for row in rows] == list(ensemble.patients)
    for row, times, events in zip(rows, drawn.times.T, drawn.events.T, strict=True):
        middle, low, high = map(float, re.findall(r"[\d.]+", row[endpoint]))
        assert [low, middle, high] == pytest.approx(np.percentile(times, [5, 50, 95]), abs=0.0501)
        assert float(row[f"{endpoint}_events"]) == pytest.approx(100 * events.sum() / len(events), abs=0.501)


def test_every_theorem_stands_beside_the_readings_of_its_own_proof(book):
    kept = json.loads((DATA / "counterexamples" / "outcomes.json").read_text(encoding="utf-8"))["outcomes"]
    rows = theorems_table(theorems(book.paper), book.constraints, "all").rows
    for row, outcome in zip(rows, kept, strict=True):
        assert row["says"] == outcome["says"]
        asked = [one["question"].replace("_", " ") for one in outcome["conditions"]]
        assert re.findall(r"(?:if|;) ([a-z ]+):", row["holds"].partition("(")[0]) == asked
        share = f"{outcome['within']:,} of" if asked else "all"
        assert f"{share} {outcome['tried']:,} readings tried" in row["holds"]
