"""Labels: whatever the engine knows has a name for readers, and no identifier is shown in its place."""

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from doesithold.labels import FAMILIES, INTERVALS, ROUNDINGS, TESTS, choice_label, method_label
from doesithold.measures.core import MEASURES
from doesithold.numbers import MODES
from doesithold.paper.about import About
from doesithold.paper.assumptions import Assumption, MedianInterval
from doesithold.scenarios.scenarios import grid
from doesithold.statistics.proportions import METHODS
from doesithold.statistics.tests import COUNT_TESTS, MEAN_TESTS

ROOT = Path(__file__).parents[2]
NAMES_OF_DATA = {
    "doesithold/labels.py",
    "doesithold/cli/validate.py",
    "doesithold/reconstruct/constraints/readings.py",
}
"""Where underscores are taken out of names that a paper's own files give to groups and questions."""


def methods_of(measure):
    """Return the methods that a claim may name for a measure, and whether they give intervals."""
    hints = get_type_hints(measure)
    named = {name for hint in get_args(hints.get("method")) for name in get_args(hint) or [hint]}
    return {name for name in named if isinstance(name, str)}, "bound" in hints


def test_every_rounding_test_and_interval_has_its_label():
    assert set(ROUNDINGS) == {*MODES, "twice"}
    assert {*COUNT_TESTS, *MEAN_TESTS, "anova", "mann_whitney"} == set(TESTS)
    assert set(get_args(MedianInterval)) == set(FAMILIES)
    assert all(INTERVALS[name] and method_label(name) for name in METHODS)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_every_method_of_a_measure_has_its_label(name):
    methods, has_bounds = methods_of(MEASURES[name])
    for method in methods:
        assert "_" not in method_label(method)
        assert not has_bounds or "_" not in INTERVALS[method]


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("rounding", "truncate", "cut off"),
        ("method", "clopper_pearson", "the Clopper–Pearson method"),
        ("test", "fisher_mid_p", "Fisher's test with mid-P"),
        ("interval", "mid_p, proportion exact, critical value not used", "mid-P, proportion exact"),
        ("denominator", "16", "16"),
    ],
)
def test_an_assumption_is_told_by_its_label(kind, value, words):
    assert Assumption(kind, value).words.startswith(words)


def test_no_scenario_of_the_grid_is_titled_by_an_identifier():
    about = About(title="A trial", sections=("Results",))
    titles = [scenario.title for scenario in grid(about)]
    assert not [title for title in titles if re.search(r"clopper pearson|mid p|half even|_", title)]
    assert choice_label("rounding", "half_even") == "rounded half to even"


def test_no_text_takes_a_name_from_an_identifier():
    makes_words = re.compile(r"""replace\(["']_["'], ["'] ["']\)""")
    found = {
        str(file.relative_to(ROOT))
        for folder in ("doesithold", "analysis")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".py", ".jinja", ".j2") and makes_words.search(file.read_text(encoding="utf-8"))
    }
    assert found <= NAMES_OF_DATA
