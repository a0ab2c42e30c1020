"""Tables of the appendix on reconstruction: the spread of the draws and where the theorems hold."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from analysis.tables.reconstruction import spread_table, theorems_table
from doesithold.reconstruct.known import theorems

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize("endpoint", ["pfs", "os"])
def test_every_patient_has_the_median_of_the_draws_their_range_and_the_share_of_events(book, endpoint):
    ensemble = book.sources.ensemble
    drawn = {"pfs": ensemble.pfs, "os": ensemble.os}[endpoint]
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
